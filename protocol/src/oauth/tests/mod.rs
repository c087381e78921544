mod callbacks;
mod token_endpoint;
mod urls;

use super::*;
use crate::http::{HttpResponse, Malformation};
use crate::secret::Secret;
use proptest::prelude::*;

fn authorize() -> AuthorizeRequest {
    AuthorizeRequest {
        client_id: "client".to_owned(),
        redirect_uri: "https://app.example.com/cb?x=1".to_owned(),
        state: "s".to_owned(),
        ..AuthorizeRequest::default()
    }
}

/// Random sequences of the parts of a callback URL.
fn nearly_callbacks() -> impl Strategy<Value = String> {
    let pieces = vec![
        "https://a.b/",
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
        "3600",
        "%",
        "%20",
        "%c3%a9",
        "%ff",
        "+",
        "é",
        "x",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..32).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn parsing_a_url_never_panics(url in prop_oneof![any::<String>(), nearly_callbacks()]) {
        for prefix in ["", "x"] {
            let stripped = strip_callback(&url, prefix);
            prop_assert_eq!(Callback::parse(&stripped, prefix), Ok(Callback::None));
            if Callback::parse(&url, prefix) == Ok(Callback::None) {
                prop_assert_eq!(stripped, url.clone());
            }
        }
        let _ = (Callback::parse_stateless(&url), strip_stateless(&url));
    }

    #[test]
    fn any_state_is_returned_unchanged(text in any::<String>()) {
        let mut encoded = String::new();
        percent::encode(&mut encoded, &text);
        prop_assert!(encoded.is_ascii());
        prop_assert_eq!(percent::decode(&encoded), Some(text));
    }
}
