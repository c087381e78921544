//! Requests, by `fetch`.

use std::time::Duration;

use vestibule::Platform;
use vestibule::platform::{FetchError, MAX_ANSWER};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::EMULATOR;

const LONG: Duration = Duration::from_secs(10);

fn get(url: &str) -> HttpRequest {
    HttpRequest {
        method: "GET",
        url: url.to_owned(),
        headers: Vec::new(),
        body: None,
    }
}

fn call(operation: &str, body: &str) -> HttpRequest {
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    HttpRequest {
        method: "POST",
        url: EMULATOR.to_owned(),
        headers: vec![
            ("Content-Type", "application/x-amz-json-1.1".to_owned()),
            ("X-Amz-Target", target),
        ],
        body: Some(body.to_owned()),
    }
}

async fn send(request: HttpRequest, timeout: Duration) -> Result<HttpResponse, FetchError> {
    Platform::browser().fetch.fetch(&request, timeout).await
}

#[wasm_bindgen_test]
async fn an_error_brings_its_status_its_request_and_its_type() {
    let body = "{\"ClientId\":\"vestibuledemobrowser000001\",\"Username\":\"nobody \u{fc}\"}";
    let answer = send(call("SignUp", body), LONG)
        .await
        .expect("the emulator answers");
    assert_eq!(answer.status, 400);
    assert!(answer.request_id.is_some_and(|id| id.len() == 36));
    let error_type = answer.error_type.expect("the error's type can be read");
    assert!(
        error_type.starts_with("InvalidParameterException"),
        "{error_type}"
    );
    assert!(
        answer
            .body
            .contains("\"__type\":\"InvalidParameterException\""),
        "{}",
        answer.body
    );
}

#[wasm_bindgen_test]
async fn a_document_comes_whole() {
    let url = format!("{EMULATOR}/eu-west-1_Vestibule/.well-known/jwks.json");
    let answer = send(get(&url), LONG).await.expect("the emulator answers");
    assert_eq!(answer.status, 200);
    assert!(answer.body.starts_with('{') && answer.body.ends_with('}'));
}

#[wasm_bindgen_test]
async fn letters_of_every_kind_come_back() {
    let url = "data:text/plain;charset=utf-8,%C3%BC%20%F0%9F%94%91%20%E2%80%A8%00";
    let answer = send(get(url), LONG).await.expect("an answer");
    assert_eq!(answer.body, "\u{fc} \u{1f511} \u{2028}\0");
    assert_eq!((answer.request_id, answer.error_type), (None, None));
}

#[wasm_bindgen_test]
async fn nobody_listens() {
    let error = send(get("http://127.0.0.1:65530/"), LONG)
        .await
        .unwrap_err();
    assert_eq!(error, FetchError::Network);
    let error = send(get("http://"), LONG).await.unwrap_err();
    assert_eq!(error, FetchError::Network);
    let error = send(get("nonsense:"), LONG).await.unwrap_err();
    assert_eq!(error, FetchError::Network);
}

#[wasm_bindgen_test]
async fn a_header_that_cannot_be_sent_is_no_panic() {
    let mut request = call("GetUser", "{}");
    request
        .headers
        .push(("X-Amz-Target", "line\nbreak".to_owned()));
    assert_eq!(send(request, LONG).await.unwrap_err(), FetchError::Network);
}

#[wasm_bindgen_test]
async fn no_answer_in_time() {
    let error = send(call("GetUser", "{}"), Duration::ZERO)
        .await
        .unwrap_err();
    assert_eq!(error, FetchError::Timeout);
}

#[wasm_bindgen_test]
async fn an_answer_that_is_too_large() {
    let url = |length: usize| format!("data:text/plain,{}", "x".repeat(length));
    let answer = send(get(&url(MAX_ANSWER)), LONG)
        .await
        .expect("as large as it may be");
    assert_eq!(answer.body.len(), MAX_ANSWER);
    let error = send(get(&url(MAX_ANSWER + 1)), LONG).await.unwrap_err();
    assert_eq!(error, FetchError::TooLarge);
}
