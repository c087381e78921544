//! Compares signatures with AWS's test suite and with those of botocore for a thousand random requests.

#[path = "sigv4/suite.rs"]
mod suite;

use serde_json::Value;
use vestibule_protocol::sigv4::{Credentials, Payload, Request, Scope, presign, sign};

fn credentials(token: Option<&str>) -> Credentials {
    Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
        session_token: token.map(Into::into),
    }
}

/// Recorded by `sigv4/record.py`.
#[test]
fn signs_a_thousand_requests_like_botocore() {
    let file: Value = serde_json::from_str(include_str!("sigv4/botocore.json")).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 1000);
    for case in cases {
        let signed = match case[1].as_str() {
            Some("headers") => signed_by_headers(case),
            _ => signed_by_url(case),
        };
        let expected = (case[8].as_str().unwrap(), case[9].as_str().unwrap());
        assert_eq!((signed.0.as_str(), signed.1.as_str()), expected, "{case}");
    }
}

/// The names of the signed headers, and the signature.
type Found = (String, String);

fn signed_by_headers(case: &Value) -> Found {
    with_request(case, |request, scope, credentials, now| {
        let signed = sign(request, scope, credentials, now).unwrap();
        let (_, value) = signed.headers.last().unwrap();
        let (before, signature) = value.split_once(", Signature=").unwrap();
        let (_, names) = before.split_once("SignedHeaders=").unwrap();
        (names.to_owned(), signature.to_owned())
    })
}

fn signed_by_url(case: &Value) -> Found {
    with_request(case, |request, scope, credentials, now| {
        let url = presign(request, scope, credentials, now, 3600).unwrap();
        let parameter = |name: &str| {
            let (_, rest) = url.split_once(name).unwrap();
            rest.split('&').next().unwrap().replace("%3B", ";")
        };
        (
            parameter("&X-Amz-SignedHeaders="),
            parameter("&X-Amz-Signature="),
        )
    })
}

fn with_request(
    case: &Value,
    then: impl FnOnce(&Request<'_>, &Scope<'_>, &Credentials, i64) -> Found,
) -> Found {
    let text = |index: usize| case[index].as_str().unwrap();
    let headers = case[6].as_object().unwrap().iter();
    let headers: Vec<_> = headers
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    let request = Request {
        method: text(4),
        url: text(5),
        headers: &headers,
        payload: Payload::Bytes(text(7).as_bytes()),
    };
    let scope = Scope::new("eu-west-1", text(0));
    let now = case[2].as_i64().unwrap() * 1000 + 999;
    then(&request, &scope, &credentials(case[3].as_str()), now)
}
