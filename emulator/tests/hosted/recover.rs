//! A forgotten password.

use std::time::Duration;

use crate::support::{CLIENT, PASSWORD, TestResponse, World, authorize};

const NEW: &str = "Brand new 1843";

fn ask(world: &mut World, name: &str) -> TestResponse {
    let address = authorize("code", CLIENT).replace("/oauth2/authorize", "/forgotPassword");
    let page = world.visit(&address);
    page.assert_page(200, "Forgot your password?");
    world.submit(&page, "/forgotPassword", &[("username", name)])
}

fn confirm(
    world: &mut World,
    page: &TestResponse,
    code: &str,
    first: &str,
    second: &str,
) -> TestResponse {
    let fields = [
        ("code", code),
        ("password", first),
        ("confirm_password", second),
    ];
    world.submit(page, "/confirmForgotPassword", &fields)
}

#[test]
fn a_password_is_reset_with_a_code() {
    let mut world = World::new();
    let page = ask(&mut world, "ada");
    page.assert_page(200, "We sent a code to <strong>a***@e***</strong>");
    let code = world.last_message().code.clone();
    let page = confirm(&mut world, &page, &code, NEW, NEW);
    page.assert_page(200, "Your password is changed.");
    let old = world.submit(
        &page,
        "/login",
        &[("username", "ada"), ("password", PASSWORD)],
    );
    old.assert_page(400, "Incorrect username or password.");
    let new = world.submit(&page, "/login", &[("username", "ada"), ("password", NEW)]);
    assert!(new.find("code").is_some());
}

#[test]
fn errors_are_shown_and_keep_the_code_valid() {
    let mut world = World::new();
    let page = ask(&mut world, "ada");
    let code = world.last_message().code.clone();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let page = confirm(&mut world, &page, wrong, NEW, NEW);
    page.assert_page(400, "Invalid verification code provided");
    let page = confirm(&mut world, &page, &code, NEW, "Brand new 1844");
    page.assert_page(400, "The two passwords are not the same.");
    let page = confirm(&mut world, &page, &code, "short", "short");
    page.assert_page(400, "Password did not conform with policy");
    confirm(&mut world, &page, &code, NEW, NEW).assert_page(200, "Your password is changed.");
    confirm(&mut world, &page, &code, NEW, NEW).assert_page(400, "Invalid");
}

#[test]
fn the_code_expires() {
    let mut world = World::new();
    let page = ask(&mut world, "ada");
    let code = world.last_message().code.clone();
    world.advance(Duration::from_secs(3599));
    // The page expires after eight minutes and then asks for the name again.
    let fields = [
        ("code", code.as_str()),
        ("password", "x"),
        ("confirm_password", "x"),
        ("username", "ada"),
    ];
    let early = world.submit(&page, "/confirmForgotPassword", &fields);
    early.assert_page(400, "Password did not conform");
    world.advance(Duration::from_secs(1));
    let fields = [
        ("username", "ada"),
        fields[0],
        ("password", NEW),
        ("confirm_password", NEW),
    ];
    let late = world.submit(&page, "/confirmForgotPassword", &fields);
    late.assert_page(400, "Invalid code provided, please request a code again.");
}

#[test]
fn the_code_page_expires_after_eight_minutes() {
    let mut world = World::new();
    let page = ask(&mut world, "ada");
    let code = world.last_message().code.clone();
    let fields = [
        ("code", code.as_str()),
        ("password", NEW),
        ("confirm_password", NEW),
    ];
    world.advance(Duration::from_secs(8 * 60));
    let late = world.submit(&page, "/confirmForgotPassword", &fields);
    assert_eq!(late.status, 400, "nobody is named any more");
    let named = [fields[0], fields[1], fields[2], ("username", "ada")];
    let right = world.submit(&page, "/confirmForgotPassword", &named);
    right.assert_page(200, "Your password is changed");
}

#[test]
fn unknown_users_get_the_same_page() {
    let mut world = World::new();
    let page = ask(&mut world, "nobody@example.com");
    page.assert_page(200, "We sent a code to <strong>n***@e***</strong>");
    assert_eq!(world.messages(), 0);
    confirm(&mut world, &page, "123456", NEW, NEW).assert_page(400, "Invalid verification code");
}

#[test]
fn users_who_must_reset_are_redirected_there() {
    let mut world = World::new();
    let page = world.visit(&authorize("code", CLIENT));
    let fields = [("username", "emmy"), ("password", "Noether1882")];
    let page = world.submit(&page, "/login", &fields);
    page.assert_page(200, "You need a new password.");
    assert!(page.body.contains("/forgotPassword?"));
    let page = ask(&mut world, "emmy");
    let code = world.last_message().code.clone();
    confirm(&mut world, &page, &code, NEW, NEW).assert_page(200, "Your password is changed.");
}
