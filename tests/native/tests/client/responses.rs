//! Invalid responses: from a proxy, or from a Cognito that has changed.

use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::HttpResponse;
use vestibule::{Client, Error, ErrorKind, Password, SignInStep, SignUp};
use vestibule_native_tests::{ADA, BROWSER, PASSWORD, Stage, done, response, sign_in};

const PAGE: &str = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

fn with_id(mut response: HttpResponse) -> HttpResponse {
    response.request_id = Some("7a3c6f0e-0000-4000-8000-000000000000".to_owned());
    response
}

/// Every call of the client that a page can make.
fn calls(stage: &Stage, client: &Client) -> Vec<(&'static str, Result<(), Error>)> {
    let confirm = client.confirm_sign_up("ada");
    let reset = client.reset_password("ada");
    let sign_up = || SignUp::new("emily", "Chatelet1706").attribute("email", "e@example.com");
    vec![
        (
            "srp",
            stage
                .run(client.sign_in(Password::srp(ADA.0, ADA.1)))
                .map(drop),
        ),
        (
            "plain",
            stage
                .run(client.sign_in(Password::plain(ADA.0, ADA.1)))
                .map(drop),
        ),
        ("sign up", stage.run(client.sign_up(sign_up())).map(drop)),
        ("confirm", stage.run(confirm.submit("123456")).map(drop)),
        ("resend", stage.run(confirm.resend()).map(drop)),
        ("forgot", stage.run(client.forgot_password("ada")).map(drop)),
        (
            "reset",
            stage.run(reset.submit("123456", "Countess1852")).map(drop),
        ),
        ("user", stage.run(client.profile().user()).map(drop)),
        (
            "change",
            stage.run(client.profile().change_password(ADA.1, "Countess1852")),
        ),
        ("refresh", stage.run(client.refresh()).map(drop)),
        ("delete", stage.run(client.profile().delete_user())),
    ]
}

#[test]
fn every_bad_response_is_a_typed_error_and_keeps_the_session() {
    let typed = "{\"__type\":\"InternalErrorException\",\"message\":\"oops\"}";
    let big = ["{\"a\":\"", &"x".repeat(50 << 20), "\"}"].concat();
    let large = "x".repeat((1 << 20) + 1);
    let deep = "[".repeat(200_000);
    let deep_object = "{\"a\":".repeat(200_000);
    let answers: [(u16, &str, ErrorKind, bool); 18] = [
        (200, "not JSON", ErrorKind::InvalidResponse, false),
        (200, PAGE, ErrorKind::InvalidResponse, false),
        (200, "{\"half\":", ErrorKind::InvalidResponse, false),
        (
            200,
            "{\"bad\":\"\\ud800\"}x",
            ErrorKind::InvalidResponse,
            false,
        ),
        (200, &big, ErrorKind::InvalidResponse, false),
        (400, &large, ErrorKind::InvalidResponse, false),
        (200, &deep, ErrorKind::InvalidResponse, false),
        (200, &deep_object, ErrorKind::InvalidResponse, false),
        (400, "", ErrorKind::InvalidResponse, false),
        (400, "{}", ErrorKind::InvalidResponse, false),
        (400, "[]", ErrorKind::InvalidResponse, false),
        (403, PAGE, ErrorKind::InvalidResponse, false),
        (404, PAGE, ErrorKind::InvalidResponse, false),
        (429, PAGE, ErrorKind::Throttled, true),
        (500, typed, ErrorKind::ServiceUnavailable, true),
        (502, PAGE, ErrorKind::ServiceUnavailable, true),
        (503, "", ErrorKind::ServiceUnavailable, true),
        (
            504,
            "{\"message\":null}",
            ErrorKind::ServiceUnavailable,
            true,
        ),
    ];
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let session = sign_in(&stage, &page.client, ADA);
    for (status, body, kind, retryable) in answers {
        stage.deliver_all(Delivery::Answer(with_id(response(status, body))));
        for (call, result) in calls(&stage, &page.client) {
            let about = format!(
                "{call}: {status} {}",
                body.chars().take(20).collect::<String>()
            );
            let error = result.expect_err(&about);
            assert_eq!(
                (error.kind(), error.is_retryable()),
                (kind, retryable),
                "{about}: {error}"
            );
            // A body that is too large is not read, so its error is unknown.
            if body.len() < 1 << 20 {
                assert_eq!(error.status(), Some(status), "{about}");
                assert!(
                    error
                        .request_id()
                        .is_some_and(|id| id.starts_with("7a3c6f0e")),
                    "{about}"
                );
            }
            assert!(error.to_string().len() < 500, "{about}");
        }
        stage.deliver_all(Delivery::Deliver);
        assert_eq!(stage.run(page.client.session()).unwrap(), session);
    }
}

#[test]
fn json_of_an_unexpected_form_is_an_error() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    sign_in(&stage, &page.client, ADA);
    for body in ["", "null", "[]", "\"text\"", "42", "{}"] {
        stage.deliver_all(Delivery::Answer(with_id(response(200, body))));
        for (call, result) in calls(&stage, &page.client) {
            // The response of these is an empty object; missing delivery details are no error.
            if body == "{}"
                && ["confirm", "resend", "forgot", "reset", "change", "delete"].contains(&call)
            {
                continue;
            }
            // Some of AWS's own clients treat an empty body as an empty object.
            if body.is_empty() && ["confirm", "reset", "change", "delete"].contains(&call) {
                continue;
            }
            let error = result.expect_err(&format!("{call}: {body}"));
            assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{call}: {body}");
        }
        stage.deliver_all(Delivery::Deliver);
        sign_in(&stage, &page.client, ADA);
    }
}

#[test]
fn an_unknown_error_type_is_reported() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    sign_in(&stage, &page.client, ADA);
    for body in [
        "{\"__type\":\"BrandNewException\",\"message\":\"Something new.\"}",
        "{\"__type\":\"com.amazonaws.cognito#BrandNewException\",\"Message\":\"Something new.\"}",
    ] {
        stage.deliver_all(Delivery::Answer(with_id(response(400, body))));
        for (call, result) in calls(&stage, &page.client) {
            let error = result.expect_err(call);
            assert_eq!(error.kind(), ErrorKind::Other, "{call}");
            assert_eq!(error.code(), Some("BrandNewException"), "{call}");
            assert_eq!(error.message(), "Something new.", "{call}");
            assert_eq!(error.status(), Some(400), "{call}");
            assert!(error.request_id().is_some(), "{call}");
        }
    }
    let mut by_header = with_id(response(400, "{\"message\":\"Something new.\"}"));
    by_header.error_type = Some("BrandNewException:http://internal.amazon.com/".to_owned());
    stage.deliver_all(Delivery::Answer(by_header));
    let error = stage.run(page.client.profile().user()).unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Other, Some("BrandNewException"))
    );
    stage.deliver_all(Delivery::Deliver);
    stage.run(page.client.session()).expect("the session stays");
}

#[test]
fn an_unknown_challenge_is_a_generic_step() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    for name in ["ADMIN_NO_SRP_AUTH", "BRAND_NEW_CHALLENGE"] {
        let body = format!(
            "{{\"ChallengeName\":\"{name}\",\"Session\":\"{}\",\"ChallengeParameters\":\
             {{\"HINT\":\"7\",\"NOTHING\":null}}}}",
            "s".repeat(40)
        );
        // AWS's model has no such challenge, so the emulator does not return it.
        stage.deliver_all(Delivery::Answer(response(200, &body)));
        for credentials in [Password::srp(ADA.0, ADA.1), Password::plain(ADA.0, ADA.1)] {
            let step = stage.run(page.client.sign_in(credentials)).unwrap();
            let SignInStep::Unknown(step) = step else {
                panic!("{step:?}")
            };
            assert_eq!((step.username(), step.challenge()), ("ada", name));
            assert_eq!(step.parameter("HINT"), Some("7"));
            assert_eq!(step.parameters().collect::<Vec<_>>(), [("HINT", "7")]);
            let next = stage.run(step.answer(&[("GUESS", "8")])).unwrap();
            assert!(matches!(next, SignInStep::Unknown(_)), "{next:?}");
            let requests = stage.world.requests();
            let sent = requests.last().unwrap().body.as_deref().unwrap();
            let sent: serde_json::Value = serde_json::from_str(sent).unwrap();
            assert_eq!(sent["ChallengeName"], name);
            assert_eq!(sent["Session"], "s".repeat(40));
            let responses = serde_json::json!({ "USERNAME": "ada", "GUESS": "8" });
            assert_eq!(sent["ChallengeResponses"], responses);
        }
    }
}

#[test]
fn malformed_tokens_are_errors() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let tokens = |id: &str, access: &str| {
        format!(
            "{{\"AuthenticationResult\":{{\"IdToken\":\"{id}\",\"AccessToken\":\"{access}\",\
             \"RefreshToken\":\"r\",\"ExpiresIn\":3600,\"TokenType\":\"Bearer\"}}}}"
        )
    };
    for body in [
        tokens("a.b.c", "a.b.c"),
        tokens("", ""),
        tokens("eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJub25lIn0.e30."),
        "{\"AuthenticationResult\":{\"AccessToken\":\"a.b.c\"}}".to_owned(),
        "{\"AuthenticationResult\":{}}".to_owned(),
    ] {
        stage.respond("InitiateAuth", response(200, &body));
        let credentials = Password::plain(ADA.0, ADA.1);
        let error = stage.run(page.client.sign_in(credentials)).unwrap_err();
        let kinds = [ErrorKind::TokenRejected, ErrorKind::InvalidResponse];
        assert!(kinds.contains(&error.kind()), "{body}: {error}");
        assert_eq!(
            stage.run(page.client.session()).unwrap_err().kind(),
            ErrorKind::SignedOut
        );
    }
}

#[test]
fn an_insecure_srp_response_is_refused() {
    // With B = 0 or B = N the server would know the key (RFC 5054, section 2.5.4).
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    for b in ["0", "00", "", "xyz", "-1", &"f".repeat(10_000)] {
        let body = format!(
            "{{\"ChallengeName\":\"PASSWORD_VERIFIER\",\"ChallengeParameters\":{{\"SALT\":\"ab\",\
             \"SRP_B\":\"{b}\",\"SECRET_BLOCK\":\"AAAA\",\"USER_ID_FOR_SRP\":\"ada\"}}}}"
        );
        stage.respond("InitiateAuth", response(200, &body));
        let error = stage
            .run(page.client.sign_in(Password::srp(ADA.0, ADA.1)))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{b}");
    }
    for missing in ["SALT", "SRP_B", "SECRET_BLOCK", "USER_ID_FOR_SRP"] {
        let body = "{\"ChallengeName\":\"PASSWORD_VERIFIER\",\"ChallengeParameters\":{\"SALT\":\
                    \"ab\",\"SRP_B\":\"ab\",\"SECRET_BLOCK\":\"AAAA\",\"USER_ID_FOR_SRP\":\"ada\"}}";
        stage.respond(
            "InitiateAuth",
            response(200, &body.replace(missing, "OTHER")),
        );
        let error = stage
            .run(page.client.sign_in(Password::srp(ADA.0, ADA.1)))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        assert!(error.message().contains(missing), "{error}");
    }
    assert_eq!(
        stage.calls("RespondToAuthChallenge"),
        0,
        "no proof is ever sent"
    );
}

#[test]
fn requests_succeed_after_the_network_returns() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    for delivery in [Delivery::LoseRequest, Delivery::LoseAnswer, Delivery::Hang] {
        stage.deliver_all(delivery);
        for (call, result) in calls(&stage, &page.client) {
            let error = result.expect_err(call);
            assert!(
                error.is_retryable() || error.kind() == ErrorKind::SignedOut,
                "{call}: {error}"
            );
        }
        stage.deliver_all(Delivery::Deliver);
    }
    done(stage.run(page.client.sign_in(Password::plain(ADA.0, ADA.1))));
}
