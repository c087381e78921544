//! Checks the properties with random inputs: arbitrary text, nearly valid inputs, and valid ones with a
//! change.

use proptest::prelude::*;
use vestibule_properties::{callback, json, jwt, record, srp, sync, whole_record};

/// Text made of these pieces.
fn made_of(pieces: &[&'static str], most: usize) -> impl Strategy<Value = String> + use<> {
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..most)
        .prop_map(|pieces| pieces.concat())
}

/// Replaces a part of the text.
fn changed(text: String, (from, length): (usize, usize), put: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let from = from % (letters.len() + 1);
    let to = (from + length).min(letters.len());
    letters.splice(from..to, put.chars());
    letters.into_iter().collect()
}

const JSON: [&str; 31] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "\\udd11", "\\n", "00", "d8", "-",
    "0", "1", "9", ".", "e", "E", "+", "true", "false", "null", " ", "\n", "a", "é", "🔑", "\u{1}",
];

const TOKEN: [&str; 10] = [
    "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ",
    "eyJhbGciOiJub25lIiwia2lkIjoiayJ9",
    "e30",
    "W10",
    "c2ln",
    ".",
    "_w",
    "=",
    "é",
    "A",
];

/// A response of Cognito Sync with all optional members.
const ANSWER: &str = r#"{"Count":2,"DatasetDeletedAfterRequestedSyncCount":false,"DatasetExists":true,"DatasetSyncCount":7,
"LastModifiedBy":"me","MergedDatasetNames":["notes.x"],"NextToken":null,"Records":[{"DeviceLastModifiedDate":1.795953600007E9,
"Key":"k","LastModifiedBy":"me","LastModifiedDate":1795953600,"SyncCount":6,"Value":""},{"Key":"x","SyncCount":7,"Value":null}],
"SyncSessionToken":"t","message":"Current SyncCount for: k is: 6 not: 0"}"#;

const ADDRESS: [&str; 22] = [
    "https://example.com/",
    "?",
    "#",
    "&",
    "=",
    "code",
    "state",
    "error",
    "error_description",
    "access_token",
    "id_token",
    "expires_in",
    "token_type",
    "bearer",
    "3600",
    "x",
    "%",
    "%20",
    "%c3%a9",
    "%ff",
    "+",
    "é",
];

proptest! {
    #[test]
    fn json_is_parsed_like_serde_json(text in made_of(&JSON, 24), any in any::<String>()) {
        json(&text);
        json(&any);
    }

    #[test]
    fn deep_json_is_refused_without_a_stack_overflow(depth in 0usize..200, open in "[\\[{]") {
        let open = if open == "{" { "{\"a\":" } else { "[" };
        let close = if open == "[" { "]" } else { "}" };
        json(&[&open.repeat(depth), "1", &close.repeat(depth)].concat());
    }

    #[test]
    fn truncated_and_changed_tokens_are_refused(text in made_of(&TOKEN, 8), any in ".{0,40}") {
        jwt(&text);
        jwt(&any);
    }

    #[test]
    fn callback_parameters_are_removed_from_urls(text in made_of(&ADDRESS, 16), any in any::<String>()) {
        for prefix in ["", "s"] {
            callback(&text, prefix);
            callback(&["https://example.com/?", &text].concat(), prefix);
            callback(&["https://example.com/#", &text].concat(), prefix);
            callback(&any, prefix);
        }
    }

    #[test]
    fn damaged_session_records_are_refused(
        span in (any::<usize>(), 0usize..12),
        put in prop_oneof![Just(String::new()), "[0-9a-z\",:{}]{0,6}", any::<String>()],
        any in any::<String>(),
    ) {
        record(&changed(whole_record().to_string(), span, &put));
        record(&any);
    }
}

proptest! {
    #[test]
    fn cognito_sync_responses_are_read_or_refused(
        status in prop_oneof![Just(200u16), Just(409), any::<u16>()],
        span in (any::<usize>(), 0usize..12),
        put in prop_oneof![Just(String::new()), "[0-9a-zK\"\\\\,:{}\\[\\]]{0,6}", "null|\"\"|1e99|\\[\\]", any::<String>()],
        any in any::<String>(),
    ) {
        sync(status, &changed(ANSWER.to_owned(), span, &put));
        sync(status, &any);
    }
}

#[test]
fn a_cognito_sync_response_is_read() {
    // It must be valid, or its changes would test nothing.
    let response = vestibule_protocol::http::HttpResponse {
        status: 200,
        body: ANSWER.to_owned(),
        ..Default::default()
    };
    let read =
        vestibule_protocol::sync::response::<vestibule_protocol::sync::ListRecords>(&response);
    assert_eq!(read.map(|read| read.records.len()), Ok(2));
}

proptest! {
    // Each needs three modular exponentiations.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn srp_server_values_are_accepted_or_refused(
        salt in "[0-9a-fA-F]{0,32}|.{0,4}",
        b in "0{0,8}|[0-9a-fA-F]{1,768}|[0-9a-g]{760,780}|.{0,4}",
        block in "[A-Za-z0-9+/]{0,40}={0,2}",
    ) {
        srp(&salt, &b, &block);
    }
}

#[test]
fn a_complete_session_record_is_accepted() {
    // It must be valid, or its changes would test nothing.
    let text = whole_record().to_string();
    record(&text);
    let world = vestibule::platform::simulated::World::new(7, |_, _| Default::default());
    let stored = serde_json::from_str::<serde_json::Value>(&text).unwrap();
    assert_eq!(stored["obtained"], world.now().as_millis());
}
