//! Signing out of the browser.

use crate::support::{
    CALLBACK, CLIENT, Fields, OTHER_POOL_CLIENT, SIGNED_OUT, World, authorize, form,
};

fn logout(fields: &[(&str, &str)]) -> String {
    format!("/logout?{}", form(fields))
}

#[test]
fn logout_ends_the_session_and_redirects_to_the_app() {
    let mut world = World::new();
    world.sign_in(&authorize("code", CLIENT));
    let old = world.cookies["cognito"].clone();
    let response = world.get(&logout(&[
        ("client_id", CLIENT),
        ("logout_uri", SIGNED_OUT),
    ]));
    assert_eq!(response.status, 302);
    assert_eq!(response.location(), Some(SIGNED_OUT));
    assert!(!world.cookies.contains_key("cognito"));
    // The session is removed at the server, not only in the browser.
    world.cookies.insert("cognito".to_owned(), old);
    let response = world.get(&authorize("code", CLIENT));
    assert!(response.location().unwrap().starts_with("/login?"));
}

#[test]
fn logout_can_redirect_to_the_sign_in_page() {
    let mut world = World::new();
    world.sign_in(&authorize("code", CLIENT));
    let query = authorize("code", CLIENT).replace("/oauth2/authorize", "/logout");
    let response = world.get(&query);
    assert!(response.location().unwrap().starts_with("/login?"));
    assert_eq!(response.parameter("state"), "a b&c");
    assert!(!world.cookies.contains_key("cognito"));
    let all = "openid email profile aws.cognito.signin.user.admin";
    let more = "&identity_provider=Acme&idp_identifier=x&login_hint=y&nonce=n";
    let response = world.get(&(query + more));
    assert_eq!(response.parameter("scope"), all);
    assert_eq!(response.parameter("nonce"), "n");
    for name in ["identity_provider", "idp_identifier", "login_hint"] {
        assert!(response.find(name).is_none(), "{name}");
    }
}

#[test]
fn logout_ignores_the_provider_parameter() {
    let mut world = World::new();
    for more in [
        "identity_provider=Nobody",
        "idp_identifier=nowhere.example",
        "prompt=nonsense",
    ] {
        world.sign_in(&authorize("code", CLIENT));
        let query = authorize("code", CLIENT).replace("/oauth2/authorize", "/logout");
        let response = world.get(&format!("{query}&{more}"));
        assert!(
            response.location().unwrap().starts_with("/login?"),
            "{more}"
        );
        assert!(!world.cookies.contains_key("cognito"), "{more}");
    }
}

#[test]
fn unknown_logout_urls_are_refused_and_the_session_stays() {
    let mut world = World::new();
    world.sign_in(&authorize("code", CLIENT));
    let missing = "Required String parameter 'redirect_uri' is not present";
    let no_client = "Required String parameter 'client_id' is not present";
    let cases: [(Fields, &str); 6] = [
        (
            &[
                ("client_id", CLIENT),
                ("logout_uri", "https://evil.example/"),
            ],
            "redirect_mismatch",
        ),
        // A callback URL is not a sign-out URL.
        (
            &[("client_id", CLIENT), ("logout_uri", CALLBACK)],
            "redirect_mismatch",
        ),
        (
            &[("client_id", "nobody"), ("logout_uri", SIGNED_OUT)],
            "invalid_client",
        ),
        (&[("logout_uri", SIGNED_OUT)], no_client),
        (&[("client_id", CLIENT)], missing),
        (
            &[
                ("client_id", CLIENT),
                ("redirect_uri", SIGNED_OUT),
                ("response_type", "code"),
            ],
            "redirect_mismatch",
        ),
    ];
    for (fields, error) in cases {
        world.get(&logout(fields)).assert_error_page(error);
    }
    assert!(world.get(&authorize("code", CLIENT)).find("code").is_some());
}

#[test]
fn logout_keeps_another_pools_session() {
    let mut world = World::new();
    world.sign_in(&authorize("code", CLIENT));
    let page = world.visit(&authorize("code", OTHER_POOL_CLIENT));
    let fields = [
        ("username", "mary@example.com"),
        ("password", "Somerville1780"),
    ];
    world.submit(&page, "/login", &fields);
    world.get(&logout(&[
        ("client_id", OTHER_POOL_CLIENT),
        ("logout_uri", SIGNED_OUT),
    ]));
    assert!(world.get(&authorize("code", CLIENT)).find("code").is_some());
    let response = world.get(&authorize("code", OTHER_POOL_CLIENT));
    assert!(response.location().unwrap().starts_with("/login?"));
}
