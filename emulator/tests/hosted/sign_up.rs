//! New accounts, and confirming them.

use std::time::Duration;

use crate::support::{CLIENT, OTHER_POOL_CLIENT, TestResponse, World, authorize};

const PASSWORD: &str = "Correct horse 9 🐴";

fn fill_in(world: &mut World, name: &str, email: &str, password: &str) -> TestResponse {
    let page = world.visit(&authorize("code", CLIENT).replace("/oauth2/authorize", "/signup"));
    page.assert_page(200, "E-mail address");
    let fields = [("username", name), ("email", email), ("password", password)];
    world.submit(&page, "/signup", &fields)
}

#[test]
fn a_sign_up_is_confirmed_and_redirects_to_the_app() {
    let mut world = World::new();
    let page = fill_in(&mut world, "emily", "emily@example.com", PASSWORD);
    page.assert_page(200, "We sent a code to <strong>e***@e***</strong>");
    assert!(page.body.contains("autocomplete=\"one-time-code\""));
    assert_eq!(world.last_message().to, "emily@example.com");
    let code = world.last_message().code.clone();

    let wrong = if code == "000000" { "000001" } else { "000000" };
    let page = world.submit(&page, "/confirm", &[("code", wrong)]);
    page.assert_page(400, "Invalid verification code provided, please try again.");
    let response = world.submit(&page, "/confirm", &[("code", &format!(" {code} "))]);
    let tokens = world.exchange(&response.parameter("code"), &[]).json();
    let claims = world.claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(claims["cognito:username"], "emily");
    assert_eq!(claims["email_verified"], true);
}

#[test]
fn a_refused_sign_up_keeps_the_fields() {
    let mut world = World::new();
    let page = fill_in(&mut world, "emily", "emily@example.com", "short");
    page.assert_page(
        400,
        "Password did not conform with policy: Password not long enough",
    );
    assert!(
        page.body.contains("value=\"emily\"") && page.body.contains("value=\"emily@example.com\"")
    );
    assert!(!page.body.contains("value=\"short\""));
    fill_in(&mut world, "ada", "other@example.com", PASSWORD)
        .assert_page(400, "User already exists");
    fill_in(&mut world, "emily", "", PASSWORD).assert_page(400, "email: The attribute is required");
    fill_in(&mut world, "emily", "nonsense", PASSWORD)
        .assert_page(400, "Invalid email address format.");
    assert_eq!(world.messages(), 0);
}

#[test]
fn a_code_can_be_sent_again() {
    let mut world = World::new();
    let page = fill_in(&mut world, "emily", "emily@example.com", PASSWORD);
    let first = world.last_message().code.clone();
    let page = world.submit(&page, "/resendcode", &[]);
    page.assert_page(200, "We sent you a new code.");
    assert_eq!(world.messages(), 2);
    let second = world.last_message().code.clone();
    assert_ne!(first, second);
    world
        .submit(&page, "/confirm", &[("code", &first)])
        .assert_page(400, "Invalid verification");
    assert!(
        world
            .submit(&page, "/confirm", &[("code", &second)])
            .find("code")
            .is_some()
    );
}

#[test]
fn the_code_expires() {
    let mut world = World::new();
    let page = fill_in(&mut world, "emily", "emily@example.com", PASSWORD);
    let code = world.last_message().code.clone();
    world.advance(Duration::from_secs(24 * 3600));
    // The step has expired, too, so the page asks for the name again.
    let page = world.submit(&page, "/confirm", &[("username", "emily"), ("code", &code)]);
    page.assert_page(400, "Invalid code provided, please request a code again.");
    assert!(page.body.contains("<label for=\"username\">"));
}

#[test]
fn an_unconfirmed_user_is_asked_for_the_code_at_sign_in() {
    let mut world = World::new();
    let page = world.visit(&authorize("code", CLIENT));
    let fields = [("username", "alan"), ("password", "Turing1912")];
    let page = world.submit(&page, "/login", &fields);
    page.assert_page(200, "Your account is not confirmed yet.");
    let page = world.submit(&page, "/resendcode", &[]);
    let code = world.last_message().code.clone();
    // A code alone does not sign in.
    let page = world.submit(&page, "/confirm", &[("code", &code)]);
    page.assert_page(200, "Your account is confirmed. Sign in to go on.");
    assert!(
        world
            .submit(&page, "/login", &fields)
            .find("code")
            .is_some()
    );
}

#[test]
fn a_step_works_only_in_its_browser() {
    let mut world = World::new();
    let page = fill_in(&mut world, "emily", "emily@example.com", PASSWORD);
    let code = world.last_message().code.clone();
    let start = page.body.find("action=\"/confirm?").unwrap() + 8;
    let address = page.body[start..]
        .split('"')
        .next()
        .unwrap()
        .replace("&amp;", "&");
    world.cookies.clear();
    let page = world.get(&address);
    page.assert_page(200, "<label for=\"username\">");
    assert!(!page.body.contains("emily"));
    // In another browser the code confirms the account without signing in.
    let page = world.submit(&page, "/confirm", &[("username", "emily"), ("code", &code)]);
    page.assert_page(200, "Sign in to go on.");
}

#[test]
fn a_pool_with_email_sign_in_asks_for_the_address() {
    let mut world = World::new();
    let address = authorize("code", OTHER_POOL_CLIENT).replace("/oauth2/authorize", "/signup");
    let page = world.visit(&address);
    assert_eq!(
        page.body.matches("type=\"email\"").count(),
        1,
        "{}",
        page.body
    );
    let fields = [("username", "emily@example.com"), ("password", PASSWORD)];
    let page = world.submit(&page, "/signup", &fields);
    page.assert_page(200, "e***@e***");
    let code = world.last_message().code.clone();
    assert!(
        world
            .submit(&page, "/confirm", &[("code", &code)])
            .find("code")
            .is_some()
    );
}
