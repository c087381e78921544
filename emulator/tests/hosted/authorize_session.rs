//! `/oauth2/authorize` in a browser with a session.

use std::time::Duration;

use crate::support::{CLIENT, OTHER_POOL_CLIENT, SECRET_CLIENT, World, authorize, authorize_with};

#[test]
fn a_session_redirects_back_for_an_hour() {
    let mut world = World::new();
    world.sign_in(&authorize("code", CLIENT));
    world.advance(Duration::from_secs(3599));
    let response = world.get(&authorize("code", SECRET_CLIENT));
    assert!(response.find("code").is_some());
    world.advance(Duration::from_secs(1));
    let response = world.get(&authorize("code", CLIENT));
    assert!(response.location().unwrap().starts_with("/login?"));
}

#[test]
fn prompt_none_shows_no_page() {
    let mut world = World::new();
    let none = authorize_with("code", CLIENT, &[("prompt", "none")]);
    let response = world.get(&none);
    response.assert_denied('&', "login_required", None);
    assert_eq!(response.parameter("state"), "a b&c");
    world.sign_in(&authorize("code", CLIENT));
    assert!(world.get(&none).find("code").is_some());
    let both = authorize_with("code", CLIENT, &[("prompt", "none login")]);
    world.get(&both).assert_denied('&', "invalid_request", None);
}

#[test]
fn prompt_login_asks_again() {
    let mut world = World::new();
    world.sign_in(&authorize("code", CLIENT));
    let login = authorize_with("code", CLIENT, &[("prompt", "login")]);
    let page = world.visit(&login);
    page.assert_page(200, "Sign in");
    assert!(!page.body.contains("Continue as"));
    // The page has no button to continue.
    let response = world.submit(&page, "/login", &[("continue", "1")]);
    response.assert_page(400, "Incorrect username or password.");
    world.advance(Duration::from_secs(60));
    let again = world.seconds();
    let code = world.sign_in(&login).parameter("code");
    let tokens = world.exchange(&code, &[]).json();
    let claims = world.claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(claims["auth_time"], again);
}

#[test]
fn prompt_select_account_is_ignored() {
    let mut world = World::new();
    let address = authorize_with("code", CLIENT, &[("prompt", "select_account")]);
    world.visit(&address).assert_page(200, "Sign in");
    world.sign_in(&authorize("code", CLIENT));
    let response = world.visit(&address);
    assert!(response.find("code").is_some());
}

#[test]
fn a_signed_in_user_can_continue_on_the_page() {
    let mut world = World::new();
    world.sign_in(&authorize("code", CLIENT));
    let login = authorize("code", CLIENT).replace("/oauth2/authorize", "/login");
    let page = world.visit(&login);
    page.assert_page(200, "Continue as ada");
    let response = world.submit(&page, "/login", &[("continue", "1")]);
    assert!(response.find("code").is_some());
}

#[test]
fn each_pool_has_a_session_of_its_own() {
    let mut world = World::new();
    world.sign_in(&authorize("code", CLIENT));
    let page = world.visit(&authorize("code", OTHER_POOL_CLIENT));
    page.assert_page(200, "E-mail address");
    let fields = [
        ("username", "mary@example.com"),
        ("password", "Somerville1780"),
    ];
    assert!(
        world
            .submit(&page, "/login", &fields)
            .find("code")
            .is_some()
    );
    assert!(world.get(&authorize("code", CLIENT)).find("code").is_some());
    assert!(
        world
            .get(&authorize("code", OTHER_POOL_CLIENT))
            .find("code")
            .is_some()
    );
}
