//! Parsing of error responses.

use super::*;

#[test]
fn parse_every_spelling_of_a_code() {
    let bare = r#"{"__type":"NotAuthorizedException","message":"Incorrect username or password."}"#;
    let spaced = r#"{"__type":"com.amazonaws.cognito#NotAuthorizedException","Message":"Incorrect username or password."}"#;
    let uri = r#"{"__type":"NotAuthorizedException:http://internal.amazon.com/coral/","message":"Incorrect username or password."}"#;
    let untyped = r#"{"message":"Incorrect username or password."}"#;
    let header = "NotAuthorizedException:http://internal.amazon.com/coral/com.amazonaws.cognito/";
    for (error_type, body) in [
        (None, bare),
        (None, spaced),
        (None, uri),
        (Some(header), untyped),
        (Some(header), bare),
    ] {
        let error = service_error(&refused(400, error_type, body));
        assert_eq!(error.code, ErrorCode::NotAuthorized);
        assert_eq!(error.message, "Incorrect username or password.");
        assert_eq!(
            (error.status, error.request_id.as_deref()),
            (400, Some("r-1"))
        );
    }
}

#[test]
fn keep_an_unknown_code() {
    let error = service_error(&refused(418, None, r#"{"__type":"a.b#TeapotException"}"#));
    assert_eq!(error.code, ErrorCode::Other("TeapotException".to_owned()));
    assert_eq!(error.message, "");
    assert_eq!(
        error.to_string(),
        "TeapotException:  [status 418, request r-1]"
    );
}

#[test]
fn use_the_header_if_the_body_is_unusable() {
    for body in ["", "<html>", "[1]", r#"{"__type":7}"#] {
        let error = service_error(&refused(429, Some("TooManyRequestsException:"), body));
        assert_eq!(error.code, ErrorCode::TooManyRequests, "{body}");
    }
}

#[test]
fn keep_their_reason() {
    let body = r#"{"__type":"InvalidParameterException","message":"m","reasonCode":"R"}"#;
    let error = service_error(&refused(400, None, body));
    assert_eq!(error.reason_code.as_deref(), Some("R"));
}
