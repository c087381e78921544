//! Replacing a temporary password.

use std::time::Duration;

use crate::support::{CLIENT, TestResponse, World, authorize};

const NEW: &str = "Brand new 1906";

fn begin(world: &mut World) -> TestResponse {
    let page = world.visit(&authorize("code", CLIENT));
    let fields = [("username", "grace"), ("password", "Temporary1906")];
    let page = world.submit(&page, "/login", &fields);
    page.assert_page(200, "Your password was a temporary one.");
    page
}

#[test]
fn a_new_password_signs_in() {
    let mut world = World::new();
    let page = begin(&mut world);
    assert!(!world.cookies.contains_key("cognito"));
    let fields = [("password", NEW), ("confirm_password", "Another 1906")];
    let page = world.submit(&page, "/changePassword", &fields);
    page.assert_page(400, "The two passwords are not the same.");
    let fields = [("password", "short"), ("confirm_password", "short")];
    let page = world.submit(&page, "/changePassword", &fields);
    page.assert_page(400, "Password did not conform with policy");
    let fields = [("password", NEW), ("confirm_password", NEW)];
    let response = world.submit(&page, "/changePassword", &fields);
    let tokens = world.exchange(&response.parameter("code"), &[]).json();
    let claims = world.claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(claims["cognito:username"], "grace");
    // It works once.
    let again = world.submit(&page, "/changePassword", &fields);
    again.assert_page(200, "That took too long. Sign in again.");
}

#[test]
fn the_page_expires_after_three_minutes() {
    let mut world = World::new();
    let page = begin(&mut world);
    world.advance(Duration::from_secs(180));
    let fields = [("password", NEW), ("confirm_password", NEW)];
    let page = world.submit(&page, "/changePassword", &fields);
    page.assert_page(200, "That took too long. Sign in again.");
    // The temporary password is unchanged.
    begin(&mut world);
}

#[test]
fn the_page_needs_the_temporary_password() {
    let mut world = World::new();
    let address = authorize("code", CLIENT).replace("/oauth2/authorize", "/changePassword");
    world.visit(&address).assert_page(200, "Sign in again.");
    world
        .visit(&format!("{address}&step=x"))
        .assert_page(200, "Sign in again.");
}
