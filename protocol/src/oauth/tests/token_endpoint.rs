//! Requests to the token endpoint, and its responses.

use super::*;

fn http_response(status: u16, body: &str) -> HttpResponse {
    HttpResponse {
        status,
        request_id: Some("r".to_owned()),
        body: body.to_owned(),
        ..HttpResponse::default()
    }
}

#[test]
fn requests_are_form_encoded() {
    let exchange = CodeExchange {
        client_id: "client".to_owned(),
        redirect_uri: "https://a.b/".to_owned(),
        code: Secret::new("c+d"),
        verifier: Secret::new("v"),
    };
    let request = exchange.request("auth.example.com");
    assert_eq!(request.url, "https://auth.example.com/oauth2/token");
    assert_eq!(
        request.body.as_deref(),
        Some(
            "grant_type=authorization_code&client_id=client&redirect_uri=https%3A%2F%2Fa.b%2F\
             &code=c%2Bd&code_verifier=v"
        )
    );
    let kind = "application/x-www-form-urlencoded".to_owned();
    assert_eq!(request.headers, [("Content-Type", kind)]);
    let request = refresh_request("auth.example.com", "client", &Secret::new("r"));
    let body = "grant_type=refresh_token&client_id=client&refresh_token=r";
    assert_eq!(request.body.as_deref(), Some(body));
    let request = revoke_request("auth.example.com", "client", &Secret::new("r"));
    assert_eq!(request.url, "https://auth.example.com/oauth2/revoke");
    assert_eq!(request.body.as_deref(), Some("token=r&client_id=client"));
    let request = user_info_request("auth.example.com", &Secret::new("a"));
    assert_eq!(request.headers, [("Authorization", "Bearer a".to_owned())]);
    assert_eq!((request.method, request.body), ("GET", None));
}

#[test]
fn parses_responses() {
    let body = r#"{"access_token":"a","id_token":"i","refresh_token":"r","token_type":"Bearer","expires_in":3600}"#;
    let expected = TokenResponse {
        access_token: Secret::new("a"),
        id_token: Some(Secret::new("i")),
        refresh_token: Some(Secret::new("r")),
        expires_in: 3600,
    };
    assert_eq!(token_response(&http_response(200, body)), Ok(expected));
    let body = r#"{"access_token":"a","expires_in":3600}"#;
    assert_eq!(
        token_response(&http_response(200, body))
            .unwrap()
            .refresh_token,
        None
    );
}

#[test]
fn distinguishes_error_codes() {
    for (name, code) in [
        ("invalid_request", TokenErrorCode::InvalidRequest),
        ("invalid_client", TokenErrorCode::InvalidClient),
        ("invalid_grant", TokenErrorCode::InvalidGrant),
        ("unauthorized_client", TokenErrorCode::UnauthorizedClient),
        (
            "unsupported_grant_type",
            TokenErrorCode::UnsupportedGrantType,
        ),
        ("teapot", TokenErrorCode::Other("teapot".to_owned())),
    ] {
        let body = format!("{{\"error\":\"{name}\",\"error_description\":\"d\"}}");
        let Err(TokenError::Refused(refusal)) = token_response(&http_response(400, &body)) else {
            panic!("{name}");
        };
        assert_eq!(refusal.code, code);
        assert_eq!(refusal.code.as_str(), name);
        assert_eq!(refusal.description.as_deref(), Some("d"));
        assert_eq!(
            (refusal.status, refusal.request_id.as_deref()),
            (400, Some("r"))
        );
    }
}

#[test]
fn reports_malformed_responses() {
    for (status, body, kind) in [
        (200, "", Malformation::Empty),
        (200, "<html>", Malformation::NotJson),
        (200, "{}", Malformation::MissingField("access_token")),
        (
            200,
            r#"{"access_token":"a"}"#,
            Malformation::MissingField("expires_in"),
        ),
        (405, "", Malformation::UnexpectedStatus),
        (500, "{}", Malformation::UnexpectedStatus),
    ] {
        let Err(TokenError::Malformed(error)) = token_response(&http_response(status, body)) else {
            panic!("{status} {body}");
        };
        assert_eq!((error.kind, error.status), (kind, status));
        assert_eq!(error.request_id.as_deref(), Some("r"));
    }
}
