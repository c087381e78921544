//! Results that need only the stored record, in the cases of `tests/interop/stored/session.mjs`, which
//! checks that the npm package's entry returns the same without loading the library.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use std::time::Duration;

use vestibule::{ClientConfig, ErrorKind, SignOutAfter, Storage};
use vestibule_native_tests::{APP, BROWSER, COGNITO, Stage, client, config};

const CASES: &str = include_str!("../../../cases/records.json");

#[test]
fn stored_records_are_read_as_in_the_cases() {
    let all: Value = serde_json::from_str(CASES).unwrap();
    let cases = all["cases"].as_array().unwrap();
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let (outcome, requests) = ask(&all, case);
        let found = match &outcome {
            Ok(_) if requests == 0 => "session",
            Err(error) if requests == 0 && error.kind() == ErrorKind::SignedOut => "signedOut",
            Err(error) if requests == 0 && error.kind() == ErrorKind::SessionExpired => "ended",
            _ => "renewal",
        };
        assert_eq!(
            found,
            case["library"].as_str().unwrap(),
            "{name}: {outcome:?}"
        );
        // The library returns the same as the entry.
        let entry = case["entry"].as_str().unwrap();
        assert!(entry == "asks" || entry == found, "{name}");
        if found == "session" {
            let groups = case.get("groups").unwrap_or(&all["groups"]);
            let session = outcome.unwrap();
            assert_eq!(&json!(session.groups()), groups, "{name}");
            assert_eq!(session.acr(), case["acr"].as_str(), "{name}");
            let amr = case.get("amr").cloned().unwrap_or(json!([]));
            assert_eq!(json!(session.amr()), amr, "{name}");
            assert_eq!(session.username(), "ada", "{name}");
            assert_eq!(session.claims().string("email"), Some("ada@exämple.com"));
        }
    }
    assert!(cases.len() > 50);
}

fn ask(all: &Value, case: &Value) -> (Result<vestibule::Session, vestibule::Error>, usize) {
    let stage = Stage::new();
    let tab = stage.world.tab(APP);
    let storage = match case["storage"].as_str() {
        Some("session") => Storage::Session,
        Some("memory") => Storage::Memory,
        _ => Storage::Local,
    };
    let place = match case["place"].as_str() {
        Some("session") => tab.platform().tab,
        _ => tab.platform().local,
    };
    if let Some(text) = text(all, case, stage.world.now().as_millis() as i64) {
        let key = format!("vestibule.{BROWSER}.session");
        stage.run(async { place.write(&key, &text).await.unwrap() });
    }
    let mut config = match case["pool"].as_str() {
        Some(pool) => ClientConfig::new(pool, BROWSER).endpoint(COGNITO),
        None => config(BROWSER),
    }
    .storage(storage);
    let active = match &case["active"] {
        Value::String(text) => Some(text.clone()),
        age => age
            .as_i64()
            .map(|age| (stage.world.now().as_millis() as i64 - age).to_string()),
    };
    if let Some(active) = active {
        let key = format!("vestibule.{BROWSER}.session.active");
        stage.run(async { place.write(&key, &active).await.unwrap() });
    }
    if let Some(limits) = case["limits"].as_object() {
        let limit = |name| Some(Duration::from_millis(limits.get(name)?.as_u64()?));
        config = config.sign_out_after(SignOutAfter {
            idle: limit("idle"),
            total: limit("total"),
        });
    }
    if let Some(issuer) = case["issuer"].as_str() {
        config = config.issuer(issuer);
    }
    if let Some(endpoint) = case["endpoint"].as_str() {
        config = config.endpoint(endpoint);
    }
    if let Some(fallback) = case["fallbackEndpoint"].as_str() {
        config = config.fallback_endpoint(fallback);
    }
    let client = client(&tab, config);
    let outcome = stage.run(client.session());
    // Ending a session also revokes its token.
    let is_question = |name: &String| name != "RevokeToken";
    let requests = stage.operations().into_iter().filter(is_question).count();
    (outcome, requests)
}

/// The record of a fresh session, whose tokens may have another issuer.
pub fn fresh(now: i64, issuer: Option<&str>) -> String {
    let change = json!({ "claims": issuer.map(|issuer| json!({ "iss": issuer })) });
    session(&json!({ "id": change, "access": change }), now)
}

/// The record of a fresh session, with the changes of a case.
pub fn session(changes: &Value, now: i64) -> String {
    let all: Value = serde_json::from_str(CASES).unwrap();
    let mut case = json!({ "age": 0 });
    merge(&mut case, changes);
    text(&all, &case, now).unwrap()
}

/// The stored text of a case.
fn text(all: &Value, case: &Value, now: i64) -> Option<String> {
    if let Some(text) = case.get("text") {
        return text.as_str().map(str::to_owned);
    }
    let age = case["age"].as_i64().unwrap();
    let life = case.get("life").unwrap_or(&all["life"]).as_i64().unwrap();
    let offset = case.get("offset").map_or(0, |it| it.as_i64().unwrap());
    let issued = now + offset - age;
    let mut times = json!({ "iat": seconds(issued), "exp": seconds(issued + life) });
    if let Some(age) = case["signedIn"].as_i64() {
        times["auth_time"] = seconds(now + offset - age).into();
    }
    let record = |changes: &Value| {
        let mut record = all["record"].clone();
        let given = json!({
            "idToken": token(all, &all["id"], &times, &changes["id"]),
            "accessToken": token(all, &all["access"], &times, &changes["access"]),
            "revision": now - age,
            "offset": offset,
        });
        merge(&mut record, &given);
        merge(&mut record, &changes["record"]);
        let fields = record.as_object_mut().unwrap();
        for name in changes["without"].as_array().into_iter().flatten() {
            fields.remove(name.as_str().unwrap());
        }
        record
    };
    let changed = record(case);
    let has_none = case["without"]
        .as_array()
        .is_some_and(|all| all.contains(&json!("sum")));
    if changed["v"] == 1 || has_none {
        return Some(changed.to_string());
    }
    let summed = match case["kept"].as_bool() {
        Some(true) => record(&Value::Null),
        _ => changed.clone(),
    };
    let sum = checksum(open(&summed).as_bytes());
    Some([&open(&changed), ",\"sum\":", &sum.to_string(), "}"].concat())
}

/// The text of an object without its last field.
fn open(object: &Value) -> String {
    let mut text = object.to_string();
    assert_eq!(text.pop(), Some('}'));
    text
}

/// FNV-1a, by its definition: <https://datatracker.ietf.org/doc/draft-eastlake-fnv/>.
fn checksum(bytes: &[u8]) -> i64 {
    let sum = bytes.iter().fold(2_166_136_261_u64, |sum, byte| {
        (sum ^ u64::from(*byte)) * 16_777_619 % (1 << 32)
    });
    match sum >= 1 << 31 {
        true => sum as i64 - (1 << 32),
        false => sum as i64,
    }
}

/// Cognito uses whole seconds; a fraction makes the cases exact.
fn seconds(millis: i64) -> f64 {
    millis as f64 / 1000.0
}

fn token(all: &Value, claims: &Value, times: &Value, change: &Value) -> String {
    let (mut header, mut claims) = (all["header"].clone(), claims.clone());
    merge(&mut claims, times);
    merge(&mut header, &change["header"]);
    merge(&mut claims, &change["claims"]);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    [
        part(&header),
        part(&claims),
        URL_SAFE_NO_PAD.encode("signature"),
    ]
    .join(".")
}

fn merge(into: &mut Value, fields: &Value) {
    let none = Map::new();
    for (name, value) in fields.as_object().unwrap_or(&none) {
        into[name] = value.clone();
    }
}
