//! Authorization requests.

use crate::support::{
    CALLBACK, CLIENT, Fields, IMPLICIT_CLIENT, PLAIN_CLIENT, SECRET_CLIENT, World, authorize,
    authorize_with, form,
};

/// The code challenge of RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[test]
fn the_redirect_has_the_code_and_the_state() {
    let mut world = World::new();
    let response = world.sign_in(&authorize("code", CLIENT));
    assert_eq!(response.status, 302);
    let location = response.location().unwrap();
    // The callback URL has a query of its own.
    assert!(
        location.starts_with(&format!("{CALLBACK}&code=")),
        "{location}"
    );
    assert_eq!(response.parameter("state"), "a b&c");
    assert_eq!(response.parameter("from"), "cognito");
    assert_eq!(response.parameter("code").len(), 36);
    assert_eq!(response.headers["cache-control"], "no-store");
}

#[test]
fn without_a_state_the_redirect_has_none() {
    let mut world = World::new();
    let fields = [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", CALLBACK),
    ];
    let response = world.sign_in(&format!("/oauth2/authorize?{}", form(&fields)));
    assert!(response.find("code").is_some());
    assert!(response.find("state").is_none());
}

#[test]
fn implicit_tokens_are_in_the_fragment() {
    let mut world = World::new();
    let address = authorize_with(
        "token",
        CLIENT,
        &[("nonce", "n-1"), ("scope", "openid email")],
    );
    let response = world.sign_in(&address);
    let location = response.location().unwrap().to_owned();
    assert!(location.starts_with(&format!("{CALLBACK}#")), "{location}");
    assert_eq!(response.parameter("token_type"), "Bearer");
    assert_eq!(response.parameter("expires_in"), "3600");
    assert_eq!(response.parameter("state"), "a b&c");
    assert!(response.find("refresh_token").is_none());
    let access = world.claims(&response.parameter("access_token"));
    assert_eq!(access["scope"], "openid email");
    assert_eq!(access["token_use"], "access");
    let id = world.claims(&response.parameter("id_token"));
    assert_eq!(id["nonce"], "n-1");
    assert_eq!(id["aud"], CLIENT);
    assert_eq!(id["at_hash"].as_str().unwrap().len(), 22);
}

#[test]
fn implicit_without_openid_gives_no_id_token() {
    let mut world = World::new();
    let scope = [("scope", "aws.cognito.signin.user.admin")];
    let response = world.sign_in(&authorize_with("token", CLIENT, &scope));
    assert!(response.find("access_token").is_some());
    assert!(response.find("id_token").is_none());
}

#[test]
fn errors_without_a_valid_redirect_uri_are_shown_on_a_page() {
    let mut world = World::new();
    let cases: [(Fields, &str); 7] = [
        (&[], "Required String parameter 'client_id' is not present"),
        (
            &[("client_id", "nobody"), ("redirect_uri", CALLBACK)],
            "invalid_client",
        ),
        (
            &[("client_id", CLIENT)],
            "Required String parameter 'redirect_uri' is not present",
        ),
        (
            &[
                ("client_id", CLIENT),
                ("redirect_uri", "https://evil.example/"),
            ],
            "redirect_mismatch",
        ),
        (
            &[
                ("client_id", CLIENT),
                ("redirect_uri", "https://app.example/second/"),
            ],
            "redirect_mismatch",
        ),
        (
            &[("client_id", PLAIN_CLIENT), ("redirect_uri", CALLBACK)],
            "invalid_request",
        ),
        (
            &[
                ("client_id", CLIENT),
                ("redirect_uri", CALLBACK),
                ("redirect_uri", CALLBACK),
            ],
            "invalid_request",
        ),
    ];
    for (fields, error) in cases {
        let mut all = vec![("response_type", "code")];
        all.extend(fields);
        for path in ["/oauth2/authorize", "/login", "/signup", "/forgotPassword"] {
            let response = world.get(&format!("{path}?{}", form(&all)));
            response.assert_error_page(error);
            let location = response.location().unwrap().to_owned();
            let page = world.get(&location);
            page.assert_page(400, "An error was encountered with the requested page.");
            let shown = error.replace('\'', "&#39;");
            assert!(
                page.body.contains(error) || page.body.contains(&shown),
                "{}",
                page.body
            );
        }
    }
}

#[test]
fn the_error_page_shows_only_known_errors() {
    let mut world = World::new();
    let page = world.get("/error?error=%3Cscript%3Ecall+me+on+555");
    page.assert_page(400, "An error was encountered");
    assert!(!page.body.contains("555"));
}

#[test]
fn errors_are_sent_to_the_app() {
    let mut world = World::new();
    let unauthorized = ("invalid_request", Some("unauthorized_client"));
    let cases = [
        (authorize("token", SECRET_CLIENT), '#', unauthorized),
        (authorize("code", IMPLICIT_CLIENT), '&', unauthorized),
        (
            authorize("id_token", CLIENT),
            '&',
            ("unsupported_response_type", None),
        ),
        (authorize("", CLIENT), '&', ("invalid_request", None)),
    ];
    for (address, mark, (error, description)) in cases {
        let response = world.get(&address);
        response.assert_denied(mark, error, description);
        assert_eq!(response.parameter("state"), "a b&c");
    }
}

#[test]
fn scopes_must_be_the_clients_and_claims_need_openid() {
    let mut world = World::new();
    for scope in [
        "openid phone",
        "openid email,profile",
        "email",
        "profile email",
        "OPENID",
    ] {
        let response = world.get(&authorize_with("code", CLIENT, &[("scope", scope)]));
        response.assert_denied('&', "invalid_request", Some("invalid_scope"));
        let response = world.get(&authorize_with("token", CLIENT, &[("scope", scope)]));
        response.assert_denied('#', "invalid_request", Some("invalid_scope"));
    }
}

#[test]
fn pkce_is_s256_or_nothing() {
    let mut world = World::new();
    let too_long = format!("{CHALLENGE}A");
    let cases: [Fields; 6] = [
        &[
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "plain"),
        ],
        &[("code_challenge", CHALLENGE)],
        &[("code_challenge_method", "S256")],
        &[
            ("code_challenge", "short"),
            ("code_challenge_method", "S256"),
        ],
        &[
            ("code_challenge", &too_long),
            ("code_challenge_method", "S256"),
        ],
        &[
            ("code_challenge", &CHALLENGE[1..]),
            ("code_challenge_method", "S256"),
        ],
    ];
    for more in cases {
        let response = world.get(&authorize_with("code", CLIENT, more));
        response.assert_denied('&', "invalid_request", None);
    }
    let good = [
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let response = world.get(&authorize_with("code", CLIENT, &good));
    assert!(response.location().unwrap().starts_with("/login?"));
}

#[test]
fn repeated_parameters_are_refused() {
    let mut world = World::new();
    let response = world.get(&authorize_with(
        "code",
        CLIENT,
        &[("nonce", "1"), ("nonce", "2")],
    ));
    response.assert_denied('&', "invalid_request", None);
}

#[test]
fn unknown_providers_are_refused() {
    let mut world = World::new();
    let message = "Login option is not available. Please try another one";
    for more in [
        ("identity_provider", "Facebook"),
        ("idp_identifier", "example.com"),
    ] {
        world
            .get(&authorize_with("code", CLIENT, &[more]))
            .assert_error_page(message);
    }
    let own = [("identity_provider", "COGNITO")];
    let response = world.get(&authorize_with("code", CLIENT, &own));
    assert!(response.location().unwrap().starts_with("/login?"));
}

#[test]
fn the_resource_becomes_the_audience() {
    let mut world = World::new();
    for bad in [
        "orders",
        "http://api.example/",
        "https://",
        "https://api.example/#x",
    ] {
        let response = world.get(&authorize_with("code", CLIENT, &[("resource", bad)]));
        response.assert_denied('&', "invalid_request", None);
    }
    let code = world.code(&[("resource", "https://api.example/orders")]);
    let tokens = world.exchange(&code, &[]).json();
    let claims = world.claims(tokens["access_token"].as_str().unwrap());
    assert_eq!(claims["aud"], "https://api.example/orders");
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT),
        ("refresh_token", refresh),
    ];
    let tokens = world.send("/oauth2/token", None, &fields).json();
    let claims = world.claims(tokens["access_token"].as_str().unwrap());
    assert_eq!(claims["aud"], "https://api.example/orders");
}

#[test]
fn other_methods_are_not_allowed() {
    let mut world = World::new();
    assert_eq!(world.post("/oauth2/authorize", &[("x", "y")]).status, 405);
    let response = world.get("/oauth2/token");
    assert_eq!(response.status, 405);
    assert_eq!(response.headers["allow"], "POST");
    let response = world.call(http::Request::delete("/login"), String::new());
    assert_eq!(response.status, 405);
}

#[test]
fn the_discovery_document_has_the_endpoints_of_the_emulator() {
    let mut world = World::new();
    let document = world
        .get("/eu-west-1_Hosted/.well-known/openid-configuration")
        .json();
    let names = [
        "authorization",
        "token",
        "userinfo",
        "revocation",
        "end_session",
    ];
    let paths = names.map(|name| {
        let address = document[format!("{name}_endpoint")]
            .as_str()
            .unwrap()
            .to_owned();
        address.strip_prefix("http://localhost").unwrap().to_owned()
    });
    let expected = [
        "/oauth2/authorize",
        "/oauth2/token",
        "/oauth2/userInfo",
        "/oauth2/revoke",
        "/logout",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn malformed_requests_get_a_response() {
    let mut world = World::new();
    let paths = [
        "/oauth2/authorize",
        "/oauth2/token",
        "/oauth2/userInfo",
        "/oauth2/revoke",
        "/login",
        "/signup",
        "/confirm",
        "/resendcode",
        "/forgotPassword",
        "/confirmForgotPassword",
        "/changePassword",
        "/logout",
        "/error",
    ];
    let usual = authorize("code", CLIENT);
    let usual = usual.split_once('?').unwrap().1;
    let queries = [
        "",
        "%",
        "&&==&=x",
        "client_id=%ff%fe",
        "client_id=app&redirect_uri=%00%0d%0a",
        &format!("{usual}&step=%ff&notice=%ff"),
        &format!("{usual}&login_hint=%22%3E%3Cscript%3E"),
    ];
    for path in paths {
        for query in queries {
            for body in ["", "%", "_csrf=x", "a=b&a=b&&&=%zz", "\u{0}"] {
                let address = format!("{path}?{query}");
                let get = world.call(http::Request::get(&address), body.to_owned());
                let post = http::Request::post(&address)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .header("cookie", "cognito=..;;=;XSRF-TOKEN")
                    .header("authorization", "Basic !!!");
                let post = world.call(post, body.to_owned());
                for response in [get, post] {
                    assert!(
                        !response.status.is_server_error(),
                        "{address}: {}",
                        response.status
                    );
                    assert!(!response.body.contains("<script>"), "{}", response.body);
                }
            }
        }
    }
}
