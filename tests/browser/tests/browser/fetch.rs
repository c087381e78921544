//! Requests, by `fetch`.

use std::time::Duration;

use js_sys::{Function, Reflect};
use vestibule::Platform;
use vestibule::platform::{
    AppRequest, AppResponse, FetchError, MAX_APP_RESPONSE, MAX_SERVICE_RESPONSE,
};
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
async fn an_error_has_status_request_id_and_type() {
    let body = "{\"ClientId\":\"vestibuledemobrowser000001\",\"Username\":\"nobody \u{fc}\"}";
    let response = send(call("SignUp", body), LONG)
        .await
        .expect("the emulator answers");
    assert_eq!(response.status, 400);
    assert!(response.request_id.is_some_and(|id| id.len() == 36));
    let error_type = response.error_type.expect("the error's type can be read");
    assert!(
        error_type.starts_with("InvalidParameterException"),
        "{error_type}"
    );
    assert!(
        response
            .body
            .contains("\"__type\":\"InvalidParameterException\""),
        "{}",
        response.body
    );
}

#[wasm_bindgen_test]
async fn a_document_is_received_completely() {
    let url = format!("{EMULATOR}/eu-west-1_Vestibule/.well-known/jwks.json");
    let response = send(get(&url), LONG).await.expect("the emulator answers");
    assert_eq!(response.status, 200);
    assert!(response.body.starts_with('{') && response.body.ends_with('}'));
}

#[wasm_bindgen_test]
async fn any_characters_are_received_unchanged() {
    let url = "data:text/plain;charset=utf-8,%C3%BC%20%F0%9F%94%91%20%E2%80%A8%00";
    let response = send(get(url), LONG).await.expect("an answer");
    assert_eq!(response.body, "\u{fc} \u{1f511} \u{2028}\0");
    assert_eq!((response.request_id, response.error_type), (None, None));
}

/// Sends a request that is answered with these headers.
async fn send_for_headers(headers: &str) -> HttpResponse {
    let global = js_sys::global();
    let name = "fetch".into();
    let original = Reflect::get(&global, &name).expect("`fetch` exists");
    let answer = Function::new_no_args(&format!(
        "return Promise.resolve(new Response('', {{ headers: {headers} }}))"
    ));
    Reflect::set(&global, &name, &answer).expect("`fetch` can be replaced");
    let response = send(get("https://cognito.example/"), LONG).await;
    Reflect::set(&global, &name, &original).expect("`fetch` can be replaced");
    response.expect("an answer")
}

#[wasm_bindgen_test]
async fn a_time_to_retry_after_is_by_the_services_clock() {
    let seconds = send_for_headers("{ 'retry-after': '120' }").await;
    assert_eq!(seconds.retry_after, Some(120));
    let date = "'retry-after': 'Mon, 01 Jan 2035 00:00:30 GMT'";
    let by_service = format!("{{ {date}, date: 'Mon, 01 Jan 2035 00:00:00 GMT' }}");
    assert_eq!(send_for_headers(&by_service).await.retry_after, Some(30));
    let by_machine = "{ 'retry-after': new Date(Date.now() + 60_000).toUTCString() }";
    let left = send_for_headers(by_machine).await.retry_after;
    assert!(
        left.is_some_and(|left| (55..=60).contains(&left)),
        "{left:?}"
    );
    for none in ["{}", "{ 'retry-after': 'soon' }", "{ 'retry-after': '-1' }"] {
        assert_eq!(send_for_headers(none).await.retry_after, None, "{none}");
    }
}

#[wasm_bindgen_test]
async fn a_refused_connection_is_an_error() {
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
async fn an_invalid_header_is_an_error() {
    let mut request = call("GetUser", "{}");
    request
        .headers
        .push(("X-Amz-Target", "line\nbreak".to_owned()));
    assert_eq!(send(request, LONG).await.unwrap_err(), FetchError::Network);
}

#[wasm_bindgen_test]
async fn a_timeout_is_an_error() {
    let error = send(call("GetUser", "{}"), Duration::ZERO)
        .await
        .unwrap_err();
    assert_eq!(error, FetchError::Timeout);
}

#[wasm_bindgen_test]
async fn a_too_large_response_is_an_error() {
    let url = |length: usize| format!("data:text/plain,{}", "x".repeat(length));
    let response = send(get(&url(MAX_SERVICE_RESPONSE)), LONG)
        .await
        .expect("as large as it may be");
    assert_eq!(response.body.len(), MAX_SERVICE_RESPONSE);
    let error = send(get(&url(MAX_SERVICE_RESPONSE + 1)), LONG)
        .await
        .unwrap_err();
    assert_eq!(error, FetchError::TooLarge);
}

/// Bytes that are not text: none of them may begin a UTF-8 character.
const BYTES: [u8; 6] = [0xff, 0xfe, 0, 0x80, b'\n', 0xc3];

fn to_app(url: &str) -> AppRequest {
    AppRequest {
        method: "GET".to_owned(),
        url: url.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    }
}

async fn send_to_app(request: AppRequest) -> Result<AppResponse, FetchError> {
    Platform::browser().fetch.fetch_app(&request, LONG).await
}

fn header<'a>(response: &'a AppResponse, wanted: &str) -> Option<&'a str> {
    let mut headers = response.headers.iter();
    let found = headers.find(|(name, _)| name == wanted);
    found.map(|(_, value)| value.as_str())
}

#[wasm_bindgen_test]
async fn an_apps_response_has_its_bytes_and_headers() {
    let response = send_to_app(to_app("data:image/png;base64,//4AgArD"))
        .await
        .expect("an answer");
    assert_eq!(
        (response.status, response.body.as_slice()),
        (200, &BYTES[..])
    );
    assert_eq!(header(&response, "content-type"), Some("image/png"));
    assert_eq!(response.url, "data:image/png;base64,//4AgArD");
    let large = |length: usize| to_app(&format!("data:text/plain,{}", "x".repeat(length)));
    let response = send_to_app(large(MAX_APP_RESPONSE)).await;
    assert_eq!(response.map(|it| it.body.len()), Ok(MAX_APP_RESPONSE));
    let response = send_to_app(large(MAX_APP_RESPONSE + 1)).await;
    assert_eq!(response.unwrap_err(), FetchError::TooLarge);
}

/// Replaces the page's `fetch` with one that echoes the request and its options.
#[wasm_bindgen_test]
async fn an_apps_request_has_its_bytes_and_the_browsers_headers() {
    const ECHO: &str = "
        const { method, body, headers, redirect, credentials, cache } = init;
        const how = JSON.stringify([url, method, redirect, credentials, cache]);
        return Promise.resolve(new Response(body, { status: 201, headers: [...headers, ['x-how', how]] }));";
    let page = js_sys::global();
    let own = Reflect::get(&page, &"fetch".into()).unwrap();
    let echo = Function::new_with_args("url, init", ECHO);
    Reflect::set(&page, &"fetch".into(), &echo).unwrap();
    let request = AppRequest {
        method: "PATCH".to_owned(),
        headers: [("X-Name", "caf\u{e9}"), ("X-Twice", "1"), ("X-Twice", "2")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        body: BYTES.to_vec(),
        ..to_app("https://api.example.com/")
    };
    let response = send_to_app(request).await;
    let empty = send_to_app(to_app("https://api.example.com/")).await;
    Reflect::set(&page, &"fetch".into(), &own).unwrap();

    let response = response.expect("it is sent back");
    assert_eq!(
        (response.status, response.body.as_slice()),
        (201, &BYTES[..])
    );
    assert_eq!(header(&response, "x-name"), Some("caf\u{e9}"));
    assert_eq!(header(&response, "x-twice"), Some("1, 2"));
    assert_eq!(
        header(&response, "x-how"),
        Some("[\"https://api.example.com/\",\"PATCH\",null,null,null]")
    );
    assert_eq!(empty.map(|it| it.body), Ok(Vec::new()));
}

#[wasm_bindgen_test]
async fn an_invalid_header_to_an_apps_server_is_an_error() {
    let mut request = to_app("data:,");
    request
        .headers
        .push(("X".to_owned(), "line\nbreak".to_owned()));
    assert_eq!(send_to_app(request).await.unwrap_err(), FetchError::Network);
}
