//! The sign-in page.

use std::time::Duration;

use crate::support::{CLIENT, PASSWORD, World, authorize, authorize_with};

#[test]
fn the_page_is_accessible_and_works_with_password_managers() {
    let mut world = World::new();
    let page = world.visit(&authorize("code", CLIENT));
    page.assert_page(200, "<p class=\"to\">The app</p>");
    for text in [
        "<label for=\"username\">User name</label>",
        "autocomplete=\"username\"",
        "autocomplete=\"current-password\"",
        "<html lang=\"en\">",
        "/forgotPassword?",
        "/signup?",
    ] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    assert!(!page.body.contains("<script"));
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
}

#[test]
fn the_hint_is_filled_in_and_escaped() {
    let mut world = World::new();
    let hint = [("login_hint", "\"><script>alert(1)</script>")];
    let page = world.visit(&authorize_with("code", CLIENT, &hint));
    page.assert_page(200, "value=\"&quot;&gt;&lt;script&gt;");
    assert!(!page.body.contains("<script"));
}

#[test]
fn a_wrong_password_keeps_the_name() {
    let mut world = World::new();
    let page = world.visit(&authorize("code", CLIENT));
    let fields = [("username", "ada"), ("password", "Wrong-secret-1")];
    let page = world.submit(&page, "/login", &fields);
    page.assert_page(400, "Incorrect username or password.");
    assert!(page.body.contains("value=\"ada\""));
    assert!(!page.body.contains("Wrong-secret-1"));
    // The form of the error page works for the next attempt.
    let fields = [("username", "ada"), ("password", PASSWORD)];
    assert!(
        world
            .submit(&page, "/login", &fields)
            .find("code")
            .is_some()
    );
}

#[test]
fn the_page_does_not_reveal_which_users_exist() {
    let mut world = World::new();
    let page = world.visit(&authorize("code", CLIENT));
    let fields = [("username", "nobody"), ("password", "Wrong-secret-1")];
    let page = world.submit(&page, "/login", &fields);
    page.assert_page(400, "Incorrect username or password.");
}

#[test]
fn an_alias_can_sign_in() {
    let mut world = World::new();
    let page = world.visit(&authorize("code", CLIENT));
    let fields = [("username", "ada@example.com"), ("password", PASSWORD)];
    assert!(
        world
            .submit(&page, "/login", &fields)
            .find("code")
            .is_some()
    );
}

#[test]
fn attempts_are_limited() {
    let mut world = World::new();
    let page = world.visit(&authorize("code", CLIENT));
    for _ in 0..5 {
        let fields = [("username", "ada"), ("password", "Wrong-secret-1")];
        world
            .submit(&page, "/login", &fields)
            .assert_page(400, "Incorrect");
    }
    let right = [("username", "ada"), ("password", PASSWORD)];
    let refused = world.submit(&page, "/login", &right);
    refused.assert_page(400, "Password attempts exceeded");
    world.advance(Duration::from_secs(1));
    assert!(world.submit(&page, "/login", &right).find("code").is_some());
}

#[test]
fn a_disabled_user_cannot_sign_in() {
    let mut world = World::new();
    let page = world.visit(&authorize("code", CLIENT));
    let fields = [("username", "disabled"), ("password", "Disabled1999")];
    world
        .submit(&page, "/login", &fields)
        .assert_page(400, "User is disabled.");
}

#[test]
fn cancel_sends_access_denied_to_the_app() {
    let mut world = World::new();
    for (response_type, mark) in [("code", '&'), ("token", '#')] {
        let page = world.visit(&authorize(response_type, CLIENT));
        let response = world.submit(&page, "/login", &[("username", ""), ("cancel", "1")]);
        response.assert_denied(
            mark,
            "access_denied",
            Some("The person cancelled the sign-in"),
        );
        assert_eq!(response.parameter("state"), "a b&c");
    }
    assert!(!world.cookies.contains_key("cognito"));
}

#[test]
fn a_form_without_the_csrf_token_is_refused() {
    let mut world = World::new();
    let page = world.visit(&authorize("code", CLIENT));
    let address = authorize("code", CLIENT).replace("/oauth2/authorize", "/login");
    let fields = [("username", "ada"), ("password", PASSWORD)];
    // Without the token, with another one, and with the token but without the cookie.
    world
        .post(&address, &fields)
        .assert_page(403, "out of date");
    let mut stranger = World::new();
    let theirs = stranger.visit(&authorize("code", CLIENT));
    let cookie = world.cookies["XSRF-TOKEN"].clone();
    let wrong = [
        ("_csrf", "00000000-0000-0000-0000-000000000000"),
        fields[0],
        fields[1],
    ];
    world.post(&address, &wrong).assert_page(403, "out of date");
    stranger.cookies.clear();
    stranger
        .submit(&theirs, "/login", &fields)
        .assert_page(403, "out of date");
    for path in ["/signup", "/confirm", "/resendcode", "/forgotPassword"] {
        let address = address.replace("/login", path);
        world
            .post(&address, &fields)
            .assert_page(403, "out of date");
    }
    assert_eq!(world.cookies["XSRF-TOKEN"], cookie);
    assert!(!world.cookies.contains_key("cognito"));
    assert!(
        world
            .submit(&page, "/login", &fields)
            .find("code")
            .is_some()
    );
}

#[test]
fn an_invented_session_is_ignored() {
    let mut world = World::new();
    for value in ["x", "", "a.b.c", "....."] {
        world.cookies.insert("cognito".to_owned(), value.to_owned());
        let response = world.get(&authorize("code", CLIENT));
        assert!(response.location().unwrap().starts_with("/login?"));
    }
}

#[test]
fn signing_in_changes_the_session_cookie() {
    let mut world = World::new();
    world.sign_in(&authorize("code", CLIENT));
    let first = world.cookies["cognito"].clone();
    world.sign_in(&authorize_with("code", CLIENT, &[("prompt", "login")]));
    assert_ne!(world.cookies["cognito"], first);
    world.cookies.insert("cognito".to_owned(), first);
    let response = world.get(&authorize("code", CLIENT));
    assert!(response.location().unwrap().starts_with("/login?"));
}
