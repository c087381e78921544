//! Tokens for codes and refresh tokens.

use std::time::Duration;

use crate::support::{
    CALLBACK, CLIENT, Fields, IMPLICIT_CLIENT, ROTATING_CLIENT, SECRET, SECRET_CLIENT,
    TestResponse, World, authorize,
};

/// The code verifier of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const PKCE: [(&str, &str); 2] = [
    (
        "code_challenge",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    ),
    ("code_challenge_method", "S256"),
];

fn assert_refused(response: &TestResponse, error: &str) {
    assert_eq!(response.status, 400, "{}", response.body);
    assert_eq!(response.json()["error"], error);
    assert_eq!(response.headers["access-control-allow-origin"], "*");
    assert_eq!(response.headers["cache-control"], "no-store");
    assert_eq!(
        response.headers["content-type"],
        "application/json;charset=UTF-8"
    );
}

#[test]
fn a_code_with_pkce_gives_tokens() {
    let mut world = World::new();
    let start = world.seconds();
    let more = [
        PKCE[0],
        PKCE[1],
        ("nonce", "n-0S6_WzA2Mj"),
        ("scope", "openid email"),
    ];
    let code = world.code(&more);
    world.advance(Duration::from_secs(10));
    let response = world.exchange(&code, &[("code_verifier", VERIFIER)]);
    assert_eq!(response.status, 200, "{}", response.body);
    assert_eq!(response.headers["access-control-allow-origin"], "*");
    assert_eq!(response.headers["cache-control"], "no-store");
    let tokens = response.json();
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 3600);

    let access = world.claims(tokens["access_token"].as_str().unwrap());
    assert_eq!(access["scope"], "openid email");
    assert_eq!(access["client_id"], CLIENT);
    assert_eq!(access["username"], "ada");
    let id = world.claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(
        id["iss"],
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Hosted"
    );
    assert_eq!(id["aud"], CLIENT);
    assert_eq!(id["token_use"], "id");
    assert_eq!(id["nonce"], "n-0S6_WzA2Mj");
    assert_eq!(id["auth_time"], start);
    assert_eq!(id["iat"], start + 10);
    assert_eq!(id["origin_jti"], access["origin_jti"]);
    assert_eq!(id["email"], "ada@example.com");
    // Claims follow the scopes.
    assert!(id.get("name").is_none() && id.get("phone_number").is_none());
}

#[test]
fn the_scope_openid_alone_gives_every_claim() {
    let mut world = World::new();
    let code = world.code(&[("scope", "openid")]);
    let tokens = world.exchange(&code, &[]).json();
    let id = world.claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(id["name"], "Ada Lovelace");
    assert_eq!(id["phone_number"], "+441815121000");
}

#[test]
fn without_a_scope_all_of_the_clients_are_granted() {
    let mut world = World::new();
    let code = world.code(&[]);
    let tokens = world.exchange(&code, &[]).json();
    let access = world.claims(tokens["access_token"].as_str().unwrap());
    assert_eq!(
        access["scope"],
        "openid email profile aws.cognito.signin.user.admin"
    );
}

#[test]
fn without_openid_there_is_no_id_token() {
    let mut world = World::new();
    let code = world.code(&[("scope", "aws.cognito.signin.user.admin")]);
    let tokens = world.exchange(&code, &[]).json();
    assert!(tokens["access_token"].is_string() && tokens["refresh_token"].is_string());
    assert!(tokens.get("id_token").is_none());
}

#[test]
fn a_code_works_once() {
    let mut world = World::new();
    let code = world.code(&[]);
    assert_eq!(world.exchange(&code, &[]).status, 200);
    assert_refused(&world.exchange(&code, &[]), "invalid_grant");
}

#[test]
fn a_code_expires_after_five_minutes() {
    let mut world = World::new();
    let code = world.code(&[]);
    world.advance(Duration::from_secs(299));
    assert_eq!(world.exchange(&code, &[]).status, 200);
    let code = world.code(&[("prompt", "login")]);
    world.advance(Duration::from_secs(300));
    assert_refused(&world.exchange(&code, &[]), "invalid_grant");
}

#[test]
fn a_wrong_code_verifier_is_refused() {
    let mut world = World::new();
    let altered = VERIFIER.replace("dBj", "dBk");
    let cases: [Fields; 3] = [
        &[],
        &[("code_verifier", &altered)],
        &[("code_verifier", "short")],
    ];
    for more in cases {
        let code = world.code(&[PKCE[0], PKCE[1], ("prompt", "login")]);
        assert_refused(&world.exchange(&code, more), "invalid_grant");
        // The code is used up.
        let right = world.exchange(&code, &[("code_verifier", VERIFIER)]);
        assert_refused(&right, "invalid_grant");
    }
    let code = world.code(&[("prompt", "login")]);
    let unasked = world.exchange(&code, &[("code_verifier", VERIFIER)]);
    assert_refused(&unasked, "invalid_grant");
}

#[test]
fn another_redirect_uri_is_refused() {
    let mut world = World::new();
    let code = world.code(&[]);
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT),
        ("code", code.as_str()),
        ("redirect_uri", "https://app.example/second"),
    ];
    let response = world.send("/oauth2/token", None, &fields);
    assert_refused(&response, "unauthorized_client");
    assert_eq!(response.json()["error_description"], "invalid_redirect");
    let missing = world.send("/oauth2/token", None, &fields[..3]);
    assert_refused(&missing, "invalid_request");
}

#[test]
fn another_clients_code_is_refused() {
    let mut world = World::new();
    let code = world.code(&[]);
    let fields = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", CALLBACK),
        ("code", code.as_str()),
    ];
    let basic = format!("{SECRET_CLIENT}:{SECRET}");
    let stolen = world.send("/oauth2/token", Some(&basic), &fields);
    assert_refused(&stolen, "invalid_grant");
    assert_eq!(world.exchange(&code, &[]).status, 200);
}

#[test]
fn a_client_with_a_secret_must_send_it() {
    let mut world = World::new();
    let code = world
        .sign_in(&authorize("code", SECRET_CLIENT))
        .parameter("code");
    let fields = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", CALLBACK),
        ("code", code.as_str()),
        ("client_id", SECRET_CLIENT),
    ];
    let missing = world.send("/oauth2/token", None, &fields);
    assert_refused(&missing, "invalid_client");
    assert_eq!(missing.json()["error_description"], "invalid_client_secret");
    let wrong = [
        fields[0],
        fields[1],
        fields[2],
        fields[3],
        ("client_secret", "wrong"),
    ];
    assert_refused(&world.send("/oauth2/token", None, &wrong), "invalid_client");
    for basic in ["secretapp:wrong", "secretapp", "nobody:x", "", "app:x"] {
        let response = world.send("/oauth2/token", Some(basic), &fields);
        assert_refused(&response, "invalid_client");
    }
    let basic = format!("{SECRET_CLIENT}:{SECRET}");
    let two = [fields[0], fields[1], fields[2], ("client_id", CLIENT)];
    let response = world.send("/oauth2/token", Some(&basic), &two);
    assert_refused(&response, "invalid_client");
    assert_eq!(
        world.send("/oauth2/token", Some(&basic), &fields).status,
        200
    );

    let code = world
        .get(&authorize("code", SECRET_CLIENT))
        .parameter("code");
    let posted = [
        fields[0],
        fields[1],
        ("code", &code),
        fields[3],
        ("client_secret", SECRET),
    ];
    assert_eq!(world.send("/oauth2/token", None, &posted).status, 200);
}

#[test]
fn a_client_without_a_secret_must_not_send_one() {
    let mut world = World::new();
    let code = world.code(&[]);
    let response = world.exchange(&code, &[("client_secret", "anything")]);
    assert_refused(&response, "invalid_client");
}

#[test]
fn each_bad_request_has_its_error() {
    let mut world = World::new();
    let cases: [(Fields, &str); 6] = [
        (&[("client_id", CLIENT)], "invalid_request"),
        (
            &[("grant_type", "password"), ("client_id", CLIENT)],
            "unsupported_grant_type",
        ),
        (
            &[
                ("grant_type", "authorization_code"),
                ("client_id", "nobody"),
            ],
            "invalid_client",
        ),
        (&[("grant_type", "authorization_code")], "invalid_request"),
        (
            &[("grant_type", "authorization_code"), ("client_id", CLIENT)],
            "invalid_request",
        ),
        (
            &[("grant_type", "refresh_token"), ("client_id", CLIENT)],
            "invalid_request",
        ),
    ];
    for (fields, error) in cases {
        assert_refused(&world.send("/oauth2/token", None, fields), error);
    }
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", IMPLICIT_CLIENT),
        ("code", "x"),
        ("redirect_uri", CALLBACK),
    ];
    assert_refused(
        &world.send("/oauth2/token", None, &fields),
        "unauthorized_client",
    );
    let json = http::Request::post("/oauth2/token").header("content-type", "application/json");
    let response = world.call(json, r#"{"grant_type":"refresh_token"}"#.to_owned());
    assert_refused(&response, "invalid_request");
    assert_refused(&world.exchange("no-such-code", &[]), "invalid_grant");
}

#[test]
fn a_refresh_token_gives_new_tokens_and_stays_valid() {
    let mut world = World::new();
    let code = world.code(&[("nonce", "once")]);
    let first = world.exchange(&code, &[]).json();
    let start = world.seconds();
    world.advance(Duration::from_secs(3600));
    let refresh = first["refresh_token"].as_str().unwrap();
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT),
        ("refresh_token", refresh),
    ];
    let response = world.send("/oauth2/token", None, &fields);
    assert_eq!(response.status, 200, "{}", response.body);
    let second = response.json();
    assert!(second.get("refresh_token").is_none());
    let id = world.claims(second["id_token"].as_str().unwrap());
    assert_eq!(id["auth_time"], start);
    assert_eq!(id["iat"], start + 3600);
    assert!(id.get("nonce").is_none());
    // Another client cannot use it.
    let basic = format!("{SECRET_CLIENT}:{SECRET}");
    let stolen = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    assert_refused(
        &world.send("/oauth2/token", Some(&basic), &stolen),
        "invalid_grant",
    );
    world.advance(Duration::from_secs(30 * 86_400));
    assert_refused(&world.send("/oauth2/token", None, &fields), "invalid_grant");
}

#[test]
fn a_rotating_refresh_token_works_once() {
    let mut world = World::new();
    let code = world
        .sign_in(&authorize("code", ROTATING_CLIENT))
        .parameter("code");
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", ROTATING_CLIENT),
        ("redirect_uri", CALLBACK),
        ("code", code.as_str()),
    ];
    let first = world.send("/oauth2/token", None, &fields).json();
    let refresh = |world: &mut World, token: &str| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", ROTATING_CLIENT),
            ("refresh_token", token),
        ];
        world.send("/oauth2/token", None, &fields)
    };
    let old = first["refresh_token"].as_str().unwrap();
    let second = refresh(&mut world, old).json();
    let new = second["refresh_token"].as_str().unwrap();
    assert_ne!(old, new);
    assert_refused(&refresh(&mut world, old), "invalid_grant");
    assert_eq!(refresh(&mut world, new).status, 200);
}

#[test]
fn browsers_of_any_origin_are_allowed() {
    let mut world = World::new();
    let request = http::Request::options("/oauth2/token")
        .header("origin", "https://app.example")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,content-type",
        );
    let response = world.call(request, String::new());
    assert!(response.status.is_success());
    assert_eq!(response.headers["access-control-allow-origin"], "*");
    let headers = response.headers["access-control-allow-headers"]
        .to_str()
        .unwrap();
    assert!(headers.contains("authorization") && headers.contains("content-type"));
}
