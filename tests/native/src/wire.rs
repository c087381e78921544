//! Requests and responses between a page and the emulator, with a browser's CORS rules:
//! preflights are sent, and response headers that are not exposed are removed.
//!
//! If the environment variable `VESTIBULE_EXCHANGES` names a file, every call of an operation
//! is appended to it as a line of JSON, to be checked against AWS's API models.

use std::fs::OpenOptions;
use std::io::Write;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use vestibule::Timestamp;
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule_emulator::{Emulator, Reply, Request, Response};

const TARGET: &str = "AWSCognitoIdentityProviderService.";

/// The operation that a request calls.
pub fn operation(request: &HttpRequest) -> Option<&str> {
    let target = request
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("X-Amz-Target"));
    target?.1.strip_prefix(TARGET)
}

/// Sends a page's request, with a preflight where a browser would send one, and returns the
/// response as the page would see it.
///
/// # Panics
/// Panics if a browser would block the request or the response.
pub fn carry(
    emulator: &mut Emulator,
    now: Timestamp,
    request: &HttpRequest,
    page: &str,
) -> HttpResponse {
    let origin = page.trim_end_matches('/');
    let asks_first: Vec<String> = request
        .headers
        .iter()
        .filter(|header| !is_simple(header))
        .map(lower_name)
        .collect();
    if !asks_first.is_empty() {
        let preflight = http::Request::options(&request.url)
            .header("host", host(&request.url))
            .header("origin", origin)
            .header("access-control-request-method", request.method)
            .header("access-control-request-headers", asks_first.join(","))
            .body(Vec::new())
            .expect("a preflight is a request");
        let response = emulator.handle(system_time(now), &preflight);
        let allowed = list(&response, "access-control-allow-headers");
        let refused = asks_first.iter().find(|name| !allowed.contains(name));
        assert!(
            response.status().is_success(),
            "the preflight was refused: {}",
            response.status()
        );
        assert_eq!(refused, None, "the service does not allow this header");
        allow_origin(&response, origin);
    }
    let mut sent = http::Request::builder()
        .method(request.method)
        .uri(&request.url)
        .header("host", host(&request.url))
        .header("origin", origin);
    for (name, value) in &request.headers {
        sent = sent.header(*name, value);
    }
    let body = request.body.clone().unwrap_or_default().into_bytes();
    let sent = sent.body(body).expect("a page's request is a request");
    let response = serve(emulator, now, &sent);
    allow_origin(&response, origin);
    if let Some(operation) = operation(request) {
        record("client", operation, &sent, &response);
    }
    let exposed = list(&response, "access-control-expose-headers");
    let seen = |name: &str| {
        let value = response.headers().get(name)?.to_str().ok()?;
        exposed
            .iter()
            .any(|other| other == name)
            .then(|| value.to_owned())
    };
    HttpResponse {
        status: response.status().as_u16(),
        request_id: seen("x-amzn-requestid"),
        error_type: seen("x-amzn-errortype"),
        date: seen("date").and_then(|date| moment(&date)),
        authenticate: seen("www-authenticate"),
        etag: seen("etag"),
        retry_after: seen("retry-after").and_then(|after| after.parse().ok()),
        body: String::from_utf8(response.body().clone()).expect("the emulator answers in UTF-8"),
    }
}

/// Has the emulator respond to a request. If the emulator needs an identity provider, that is
/// one of its own user pools.
pub fn serve(emulator: &mut Emulator, now: Timestamp, request: &Request) -> Response {
    let now = system_time(now);
    let mut turn = emulator.begin(now, request);
    loop {
        match turn {
            Reply::Response(response) => return response,
            Reply::NeedsRequest(outgoing) => {
                let received = emulator.handle(now, outgoing.request());
                turn = emulator.resume(now, outgoing, Some(received));
            }
        }
    }
}

/// Parses an HTTP date into milliseconds since 1970.
fn moment(date: &str) -> Option<u64> {
    let time = jiff::fmt::rfc2822::parse(date).ok()?;
    time.timestamp().as_millisecond().try_into().ok()
}

/// Calls an operation as no page does: an administrator's call, or an attacker's.
pub fn call(
    emulator: &mut Emulator,
    now: Timestamp,
    operation: &str,
    members: &Value,
) -> (u16, Value) {
    let signature = "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/cognito-idp/aws4_request, \
                     SignedHeaders=host;x-amz-target, Signature=00";
    let request = http::Request::post("http://localhost:9229/")
        .header("host", "localhost:9229")
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", format!("{TARGET}{operation}"))
        .header("authorization", signature)
        .body(members.to_string().into_bytes())
        .expect("a call is a request");
    let response = emulator.handle(system_time(now), &request);
    record("test", operation, &request, &response);
    let body = serde_json::from_slice(response.body()).unwrap_or(Value::Null);
    (response.status().as_u16(), body)
}

/// Posts a form outside any page.
pub fn post(emulator: &mut Emulator, now: Timestamp, path: &str, form: &str) -> (u16, Value) {
    let request = http::Request::post(["http://localhost:9229", path].concat())
        .header("host", "localhost:9229")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.as_bytes().to_vec())
        .expect("a form is a request");
    let response = emulator.handle(system_time(now), &request);
    let body = serde_json::from_slice(response.body()).unwrap_or(Value::Null);
    (response.status().as_u16(), body)
}

/// The `Date` header that the service sends.
///
/// # Panics
/// Panics if there is none, or if it is not exposed to pages.
pub fn date(emulator: &mut Emulator, now: Timestamp) -> String {
    let request = http::Request::post("http://localhost:9229/")
        .body(Vec::new())
        .expect("a call is a request");
    let response = emulator.handle(system_time(now), &request);
    let exposed = list(&response, "access-control-expose-headers");
    assert!(exposed.iter().any(|name| name == "date"), "{exposed:?}");
    let date = response.headers().get("date").expect("there is a date");
    date.to_str().expect("a date is text").to_owned()
}

/// The emulator's time.
pub fn system_time(now: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(now.as_millis())
}

/// `localhost:9229` of `http://localhost:9229/path`.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Whether a browser sends this header to another origin without a preflight (a CORS-safelisted
/// request header of the Fetch Standard).
fn is_simple((name, value): &&(&str, String)) -> bool {
    match name.to_ascii_lowercase().as_str() {
        "accept" | "accept-language" | "content-language" => true,
        "content-type" => {
            let kind = value.split(';').next().unwrap_or_default().trim();
            [
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "text/plain",
            ]
            .contains(&kind)
        }
        _ => false,
    }
}

fn lower_name((name, _): &(&str, String)) -> String {
    name.to_ascii_lowercase()
}

fn list(response: &Response, name: &str) -> Vec<String> {
    let text = response
        .headers()
        .get(name)
        .and_then(|value| value.to_str().ok());
    text.unwrap_or_default()
        .split(',')
        .map(|item| item.trim().to_ascii_lowercase())
        .collect()
}

fn allow_origin(response: &Response, origin: &str) {
    let allowed = response.headers().get("access-control-allow-origin");
    let allowed = allowed.and_then(|value| value.to_str().ok());
    assert!(
        allowed == Some("*") || allowed == Some(origin),
        "a browser would keep this answer from the page: {}",
        response.status()
    );
}

/// Appends one line for one call, in a single write, because several tests write concurrently.
fn record(by: &str, operation: &str, request: &Request, response: &Response) {
    let Some(path) = std::env::var_os("VESTIBULE_EXCHANGES") else {
        return;
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .map(|value| text(value.as_bytes()))
    };
    let mut line = json!({
        "program": program(),
        "by": by,
        "operation": operation,
        "request": text(request.body()),
        "status": response.status().as_u16(),
        "errorType": header("x-amzn-errortype"),
        "requestId": header("x-amzn-requestid"),
        "response": text(response.body()),
    })
    .to_string();
    line.push('\n');
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .expect("the file can be opened");
    file.write_all(line.as_bytes())
        .expect("the file can be written");
}

/// The name of the running test binary, without the hash that the compiler appends.
fn program() -> Option<String> {
    let path = std::env::current_exe().ok()?;
    let name = path.file_stem()?.to_str()?;
    Some(
        name.rsplit_once('-')
            .map_or(name, |(name, _)| name)
            .to_owned(),
    )
}
