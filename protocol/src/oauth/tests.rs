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

mod urls {
    use super::*;

    #[test]
    fn to_authorize_hold_every_parameter() {
        let url = AuthorizeRequest {
            scopes: vec!["openid".to_owned(), "my/scope".to_owned()],
            nonce: Some("n".to_owned()),
            code_challenge: Some("c".to_owned()),
            identity_provider: Some("My SAML".to_owned()),
            idp_identifier: Some("example.com".to_owned()),
            lang: Some("pt-BR".to_owned()),
            login_hint: Some("ada+b@example.com".to_owned()),
            prompt: Some("login".to_owned()),
            resource: Some("https://api.example.com".to_owned()),
            ..authorize()
        }
        .url("auth.example.com");
        assert_eq!(
            url,
            "https://auth.example.com/oauth2/authorize?client_id=client&response_type=code\
             &redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb%3Fx%3D1&scope=openid%20my%2Fscope\
             &state=s&nonce=n&code_challenge=c&code_challenge_method=S256\
             &identity_provider=My%20SAML&idp_identifier=example.com&lang=pt-BR\
             &login_hint=ada%2Bb%40example.com&prompt=login&resource=https%3A%2F%2Fapi.example.com"
        );
    }

    #[test]
    fn lead_to_the_page_that_is_asked_for() {
        for (page, path) in [
            (Page::Authorize, "/oauth2/authorize?"),
            (Page::Login, "/login?"),
            (Page::SignUp, "/signup?"),
            (Page::ForgotPassword, "/forgotPassword?"),
        ] {
            let request = AuthorizeRequest {
                page,
                grant: Grant::Implicit,
                ..authorize()
            };
            let url = request.url("http://127.0.0.1:9000/");
            assert!(url.starts_with(&format!("http://127.0.0.1:9000{path}client_id=client")));
            assert!(url.contains("&response_type=token&"));
        }
    }

    #[test]
    fn to_sign_out_go_to_a_page_or_to_a_sign_in() {
        let client_id = "client".to_owned();
        let target = LogoutTarget::Page("https://app.example.com/bye".to_owned());
        assert_eq!(
            LogoutRequest {
                client_id: client_id.clone(),
                target
            }
            .url("auth.example.com"),
            "https://auth.example.com/logout?client_id=client\
             &logout_uri=https%3A%2F%2Fapp.example.com%2Fbye"
        );
        let target = LogoutTarget::SignIn(Box::new(authorize()));
        assert_eq!(
            LogoutRequest { client_id, target }.url("auth.example.com"),
            "https://auth.example.com/logout?client_id=client&response_type=code\
             &redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb%3Fx%3D1&state=s"
        );
    }
}

mod callbacks {
    use super::*;

    fn missing(parameter: &'static str, state: Option<&str>) -> Result<Callback, CallbackError> {
        let state = state.map(str::to_owned);
        Err(CallbackError::Missing { parameter, state })
    }

    #[test]
    fn with_a_code() {
        let expected = Callback::Code {
            code: Secret::new("a b+c/é"),
            state: "s=y".to_owned(),
        };
        for url in [
            "https://app.example.com/cb?code=a+b%2Bc/%c3%A9&state=s%3Dy",
            "/cb?x=1&state=s%3Dy&code=a%20b%2Bc%2F%C3%A9&y#top",
            "?code=a+b%2Bc/é&state=s=y#access_token=t",
        ] {
            assert_eq!(Callback::parse(url, "s"), Ok(expected.clone()), "{url}");
        }
    }

    #[test]
    fn with_tokens() {
        let url =
            "https://a.b/#id_token=i&access_token=a&expires_in=3600&token_type=Bearer&state=s";
        let expected = Callback::Tokens {
            access_token: Secret::new("a"),
            id_token: Some(Secret::new("i")),
            expires_in: 3600,
            state: "s".to_owned(),
        };
        assert_eq!(Callback::parse(url, "s"), Ok(expected));
    }

    #[test]
    fn with_a_refusal() {
        for mark in ['?', '#'] {
            let url = format!(
                "https://a.b/{mark}error_description=No+way%21&error=access_denied&state=s"
            );
            let expected = Callback::Refused {
                error: "access_denied".to_owned(),
                description: Some("No way!".to_owned()),
                state: Some("s".to_owned()),
            };
            assert_eq!(Callback::parse(&url, "s"), Ok(expected));
        }
    }

    #[test]
    fn that_are_none() {
        for url in [
            "",
            "https://a.b/c",
            "https://a.b/?",
            "https://a.b/?x=code&state=1#section",
            "https://a.b/?error=404",
            "https://a.b/?code=SUMMER",
            "https://a.b/?code=x&state=other",
            "https://a.b/?error=invalid_request&error_description=x",
            "https://a.b/?error=access_denied&error_description=x&state=other",
            "https://a.b/#access_token=a&expires_in=3600&id_token=i",
            "https://a.b/#access_token=a&expires_in=3600&state=other",
            "https://a.b/?code=x&xstate=s",
            "https://a.b/?access_token=t&id_token=t",
            "https://a.b/?mycode=1#/route?code=1",
        ] {
            assert_eq!(Callback::parse(url, "s"), Ok(Callback::None), "{url}");
            assert_eq!(strip_callback(url, "s"), url);
        }
    }

    #[test]
    fn that_were_cut_name_what_is_missing() {
        // Where the state is missing as well, it is nobody's that can be told.
        let whole = "#id_token=i.j.k&access_token=a.b.c&expires_in=3600&token_type=Bearer&state=s";
        for length in [9, 15, 30, 48, 60, 68] {
            assert_eq!(Callback::parse(&whole[..length], "s"), Ok(Callback::None));
        }
        assert_eq!(Callback::parse("?code=c", "s"), Ok(Callback::None));
        assert_eq!(
            Callback::parse("#state=s&id_token=i.j.k", "s"),
            missing("access_token", Some("s"))
        );
        assert_eq!(
            Callback::parse("?code=&state=s", "s"),
            missing("code", Some("s"))
        );
        assert_eq!(
            Callback::parse("#access_token=a&state=s", "s"),
            missing("expires_in", Some("s"))
        );
    }

    #[test]
    fn that_are_malformed_name_what() {
        for (url, parameter) in [
            ("?code=%&state=s", "code"),
            ("?code=%f&state=s", "code"),
            ("?code=%zz&state=s", "code"),
            ("?code=%ff&state=s", "code"),
            ("?code=a&code=b&state=s", "code"),
            ("?code=a&state=s&state=t", "state"),
            ("#access_token=a&expires_in=soon&state=s", "expires_in"),
            ("#access_token=a&expires_in=-1&state=s", "expires_in"),
            (
                "#access_token=a&expires_in=99999999999999999999&state=s",
                "expires_in",
            ),
        ] {
            assert_eq!(
                Callback::parse(url, "s"),
                Err(CallbackError::Malformed { parameter }),
                "{url}"
            );
        }
    }

    #[test]
    fn leave_nothing_of_theirs_behind() {
        for (url, expected) in [
            ("https://a.b/c?code=1&state=s2", "https://a.b/c"),
            ("https://a.b/c?code=1&state=s2#top", "https://a.b/c#top"),
            ("https://a.b/?code=1&state=2", "https://a.b/?code=1&state=2"),
            (
                "https://a.b/c?x=%20&code=1&y&state=s2&z=",
                "https://a.b/c?x=%20&y&z=",
            ),
            ("https://a.b/?code=%zz&state=%73", "https://a.b/"),
            (
                "https://a.b/?error=e&error_description=d&error_uri=u&state=s&x=1",
                "https://a.b/?x=1",
            ),
            (
                "https://a.b/?state=mine#access_token=a&id_token=i&token_type=t&expires_in=1&state=s",
                "https://a.b/?state=mine",
            ),
            (
                "https://a.b/?state=mine#id_token=i&state=s&mine=1",
                "https://a.b/?state=mine#mine=1",
            ),
            ("?code=1&code=2&state=s", ""),
        ] {
            assert_eq!(strip_callback(url, "s"), expected);
        }
    }

    #[test]
    fn show_no_secret() {
        let shown = format!("{:?}", Callback::parse("?code=hunter2&state=s", "s"));
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn without_a_state_may_be_an_answer() {
        let refused = |error: &str, description: &str| {
            Stateless::Refused(Callback::Refused {
                error: error.to_owned(),
                description: Some(description.to_owned()),
                state: None,
            })
        };
        for (url, expected, clean) in [
            (
                "https://a.b/?x=1&error=invalid_request&error_description=No+way",
                refused("invalid_request", "No way"),
                "https://a.b/?x=1",
            ),
            (
                "https://a.b/#error=e&error_description=d",
                refused("e", "d"),
                "https://a.b/",
            ),
            (
                "https://a.b/?code=c&x=1",
                Stateless::Code,
                "https://a.b/?x=1",
            ),
        ] {
            assert_eq!(Callback::parse_stateless(url), expected, "{url}");
            assert_eq!(strip_stateless(url), clean, "{url}");
        }
        for url in [
            "",
            "https://a.b/",
            "https://a.b/?error=404",
            "https://a.b/?error=e&error_description=d&state=x",
            "https://a.b/?error=%zz&error_description=d",
            "https://a.b/?code=",
            "https://a.b/?code=c&state=x",
            "https://a.b/#code=c",
        ] {
            assert_eq!(Callback::parse_stateless(url), Stateless::None, "{url}");
        }
    }
}

mod token_endpoint {
    use super::*;

    fn answer(status: u16, body: &str) -> HttpResponse {
        HttpResponse {
            status,
            request_id: Some("r".to_owned()),
            body: body.to_owned(),
            ..HttpResponse::default()
        }
    }

    #[test]
    fn requests_are_forms() {
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
    fn answers_are_read() {
        let body = r#"{"access_token":"a","id_token":"i","refresh_token":"r","token_type":"Bearer","expires_in":3600}"#;
        let expected = TokenResponse {
            access_token: Secret::new("a"),
            id_token: Some(Secret::new("i")),
            refresh_token: Some(Secret::new("r")),
            expires_in: 3600,
        };
        assert_eq!(token_response(&answer(200, body)), Ok(expected));
        let body = r#"{"access_token":"a","expires_in":3600}"#;
        assert_eq!(
            token_response(&answer(200, body)).unwrap().refresh_token,
            None
        );
    }

    #[test]
    fn refusals_are_told_apart() {
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
            let Err(TokenError::Refused(refusal)) = token_response(&answer(400, &body)) else {
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
    fn malformed_answers_say_how() {
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
            let Err(TokenError::Malformed(error)) = token_response(&answer(status, body)) else {
                panic!("{status} {body}");
            };
            assert_eq!((error.kind, error.status), (kind, status));
            assert_eq!(error.request_id.as_deref(), Some("r"));
        }
    }
}

/// URLs made of what callbacks are made of.
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
    fn no_url_panics(url in prop_oneof![any::<String>(), nearly_callbacks()]) {
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
    fn any_text_comes_back_as_it_was(text in any::<String>()) {
        let mut encoded = String::new();
        percent::encode(&mut encoded, &text);
        prop_assert!(encoded.is_ascii());
        prop_assert_eq!(percent::decode(&encoded), Some(text));
    }
}
