//! SignUp, ConfirmSignUp, ResendConfirmationCode.

use serde_json::{Value, json};

use crate::support::{FACTORS, LEGACY, MAILBOX, PASSWORD, Stage};

fn body(name: &str, password: &str, attributes: Value) -> Value {
    let attributes: Vec<_> = attributes
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| json!({ "Name": name, "Value": value }))
        .collect();
    json!({ "ClientId": PASSWORD, "Username": name, "Password": password, "UserAttributes": attributes })
}

fn confirm(name: &str, code: &str) -> Value {
    json!({ "ClientId": PASSWORD, "Username": name, "ConfirmationCode": code })
}

#[test]
fn a_sign_up_is_confirmed_with_its_code() {
    let mut stage = Stage::new();
    let response = stage.sign_up("emily", "Correct horse 9");
    assert_eq!(response["UserConfirmed"], false);
    assert_eq!(response["CodeDeliveryDetails"]["Destination"], "e***@e***");
    stage.cannot_sign_in(
        "emily",
        "Correct horse 9",
        "UserNotConfirmedException",
        "User is not confirmed.",
    );
    stage.cannot_sign_in(
        "emily",
        "wrong",
        "UserNotConfirmedException",
        "User is not confirmed.",
    );
    let code = stage.code("emily@example.com");
    assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()));
    stage.ok("ConfirmSignUp", confirm("emily", &code));
    stage.tokens(PASSWORD, "emily", "Correct horse 9");
    let status = "User cannot be confirmed. Current status is CONFIRMED";
    stage.refused(
        "ConfirmSignUp",
        confirm("emily", &code),
        "NotAuthorizedException",
        status,
    );
    let resend = json!({ "ClientId": PASSWORD, "Username": "emily" });
    stage.refused(
        "ResendConfirmationCode",
        resend,
        "InvalidParameterException",
        "User is already confirmed.",
    );
}

#[test]
fn sign_ups_that_break_the_pools_rules_are_refused() {
    let mut stage = Stage::new();
    let email = || json!({ "email": "x@example.com" });
    let schema = "Attributes did not conform to the schema: ";
    let invalid = "InvalidParameterException";
    let cases = [
        (
            body("ada", "Password1", email()),
            "UsernameExistsException",
            "User already exists".to_owned(),
        ),
        (
            body("ADA", "Password1", email()),
            "UsernameExistsException",
            "User already exists".to_owned(),
        ),
        (
            body("x", "Password1", json!({})),
            invalid,
            format!("{schema}email: The attribute is required"),
        ),
        (
            body(
                "x",
                "Password1",
                json!({ "email": "x@example.com", "custom:no": "1" }),
            ),
            invalid,
            format!("{schema}custom:no: Attribute does not exist in the schema."),
        ),
        (
            body("x", "Password1", json!({ "email": "x" })),
            invalid,
            "Invalid email address format.".to_owned(),
        ),
        (
            body(
                "x",
                "Password1",
                json!({ "email": "x@example.com", "phone_number": "0123" }),
            ),
            invalid,
            "Invalid phone number format.".to_owned(),
        ),
        (
            body(
                "x",
                "Password1",
                json!({ "email": "x@example.com", "email_verified": "true" }),
            ),
            "NotAuthorizedException",
            "A client attempted to write unauthorized attribute".to_owned(),
        ),
        (
            body("x@example.com", "Password1", email()),
            invalid,
            "Username cannot be of email format, since user pool is configured for email alias."
                .to_owned(),
        ),
        (
            body("x", "password1", email()),
            "InvalidPasswordException",
            "Password did not conform with policy: Password must have uppercase characters"
                .to_owned(),
        ),
    ];
    for (body, kind, message) in cases {
        stage.refused("SignUp", body, kind, &message);
    }
    assert!(stage.emulator.inbox().is_empty());
}

#[test]
fn all_model_violations_are_reported_at_once() {
    let mut stage = Stage::new();
    let kind = "InvalidParameterException";
    let username = "Value at 'username' failed to satisfy constraint: Member must";
    stage.refused(
        "ConfirmSignUp",
        json!({ "Username": "x", "ConfirmationCode": "1", "Session": "short" }),
        kind,
        "2 validation errors detected: Value at 'clientId' failed to satisfy constraint: Member must not be null; Value at 'session' failed to satisfy constraint: Member must have length greater than or equal to 20",
    );
    let pattern = r"satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+";
    stage.refused(
        "SignUp",
        json!({ "ClientId": PASSWORD, "Username": "", "Password": "Password1" }),
        kind,
        &format!("2 validation errors detected: {username} {pattern}; {username} have length greater than or equal to 1"),
    );
    stage.refused(
        "SignUp",
        json!({ "ClientId": PASSWORD, "Username": "two words", "Password": "Password1" }),
        kind,
        &format!("1 validation error detected: {username} {pattern}"),
    );
    stage.refused(
        "SignUp",
        json!({ "ClientId": PASSWORD, "Username": "x", "Password": " Password1" }),
        kind,
        r"1 validation error detected: Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\S]+.*[\S]+$",
    );
    stage.refused(
        "SignUp",
        json!({ "ClientId": PASSWORD, "Username": "x", "Password": "a".repeat(257) }),
        kind,
        "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 256",
    );
}

#[test]
fn a_taken_alias_is_refused_or_moved_at_confirmation() {
    let mut stage = Stage::new();
    stage.ok(
        "SignUp",
        body(
            "impostor",
            "Password1",
            json!({ "email": "ada@example.com" }),
        ),
    );
    let code = stage.code("ada@example.com");
    let exists = "An account with the given email already exists.";
    stage.refused(
        "ConfirmSignUp",
        confirm("impostor", &code),
        "AliasExistsException",
        exists,
    );
    assert_eq!(
        crate::support::claims(
            &stage.tokens(PASSWORD, "ada@example.com", "Lovelace1815")["IdToken"]
        )["cognito:username"],
        "ada"
    );
    let mut force = confirm("impostor", &code);
    force["ForceAliasCreation"] = true.into();
    stage.ok("ConfirmSignUp", force);
    let id = stage.tokens(PASSWORD, "ada@example.com", "Password1")["IdToken"].clone();
    assert_eq!(crate::support::claims(&id)["cognito:username"], "impostor");
}

#[test]
fn in_a_pool_with_email_sign_in_the_address_is_the_name() {
    let mut stage = Stage::new();
    let sign_up =
        |name: &str| json!({ "ClientId": MAILBOX, "Username": name, "Password": "Password1" });
    stage.refused(
        "SignUp",
        sign_up("mary"),
        "InvalidParameterException",
        "Username should be an email.",
    );
    let exists = "An account with the given email already exists.";
    stage.refused(
        "SignUp",
        sign_up("MARY@example.com"),
        "UsernameExistsException",
        exists,
    );
    let response = stage.ok("SignUp", sign_up("new@example.com"));
    let code = stage.code("new@example.com");
    stage.ok(
        "ConfirmSignUp",
        json!({ "ClientId": MAILBOX, "Username": "new@example.com", "ConfirmationCode": code }),
    );
    let id =
        crate::support::claims(&stage.tokens(MAILBOX, "new@example.com", "Password1")["IdToken"]);
    assert_eq!(id["cognito:username"], response["UserSub"]);
}

#[test]
fn an_unknown_user_looks_like_one_with_an_expired_code() {
    let mut stage = Stage::new();
    let gone = "Invalid code provided, please request a code again.";
    stage.refused(
        "ConfirmSignUp",
        confirm("nobody", "123456"),
        "ExpiredCodeException",
        gone,
    );
    let mut legacy = confirm("nobody", "123456");
    legacy["ClientId"] = LEGACY.into();
    let told = "Username/client id combination not found.";
    stage.refused("ConfirmSignUp", legacy, "UserNotFoundException", told);
    let response = stage.ok(
        "ResendConfirmationCode",
        json!({ "ClientId": PASSWORD, "Username": "nobody" }),
    );
    assert_eq!(response["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL");
    assert!(stage.emulator.inbox().is_empty());
}

#[test]
fn self_registration_can_be_disabled() {
    let mut config = vestibule_emulator::Config::development();
    config.pools[0].admin_create_user_only = true;
    let mut stage = Stage::with(config);
    let sign_up = body("x", "Password1", json!({ "email": "x@example.com" }));
    stage.refused(
        "SignUp",
        sign_up,
        "NotAuthorizedException",
        "SignUp is not permitted for this user pool",
    );
}

#[test]
fn a_preferred_username_alias_is_refused_at_sign_up() {
    let mut stage = Stage::new();
    let attributes = json!([
        { "Name": "email", "Value": "new@example.com" },
        { "Name": "preferred_username", "Value": "newcomer" },
    ]);
    let sign_up = json!({
        "ClientId": PASSWORD, "Username": "new", "Password": "Newcomer1999",
        "UserAttributes": attributes,
    });
    let refusal = stage.call("SignUp", sign_up).unwrap_err();
    assert_eq!(refusal.0, "InvalidParameterException");
}

#[test]
fn signing_up_without_a_password_needs_a_verifiable_contact() {
    let sign_up = |stage: &mut Stage, attributes: Value| {
        let body = json!({ "ClientId": FACTORS, "Username": "new", "UserAttributes": attributes });
        stage.call("SignUp", body)
    };
    let email = json!([{ "Name": "email", "Value": "new@example.com" }]);
    let number = json!([{ "Name": "phone_number", "Value": "+12065550100" }]);
    let mut stage = Stage::new();
    for nothing in [json!([]), number] {
        // The pool verifies only addresses.
        let refusal = sign_up(&mut stage, nothing).unwrap_err();
        assert_eq!(refusal.0, "InvalidPasswordException");
    }
    sign_up(&mut stage, email).unwrap();
}

#[test]
fn every_app_client_can_write_required_attributes() {
    let mut config = vestibule_emulator::Config::development();
    let clients = &mut config.pools[0].clients;
    let client = clients.iter_mut().find(|client| client.id == PASSWORD);
    client.unwrap().write_attributes = Some(vec!["name".to_owned()]);
    let mut stage = Stage::with(config);
    stage.sign_up("new", "Newcomer1999");
    let attributes = json!([
        { "Name": "email", "Value": "other@example.com" },
        { "Name": "nickname", "Value": "No" },
    ]);
    let refused = json!({
        "ClientId": PASSWORD, "Username": "other", "Password": "Newcomer1999",
        "UserAttributes": attributes,
    });
    let refusal = stage.call("SignUp", refused).unwrap_err();
    assert_eq!(refusal.0, "NotAuthorizedException");
}

#[test]
fn an_app_client_can_write_standard_and_named_attributes() {
    let mut config = vestibule_emulator::Config::development();
    for pool in &mut config.pools {
        for client in &mut pool.clients {
            client.write_attributes = None;
        }
    }
    let mut stage = Stage::with(config);
    let mut sign_up = |attribute: &str| {
        let request = json!({
            "ClientId": FACTORS, "Username": "rosa", "Password": "Newcomer1999",
            "UserAttributes": [
                { "Name": "email", "Value": "rosa@example.com" },
                { "Name": attribute, "Value": "gold" },
            ],
        });
        stage.call("SignUp", request)
    };
    let refusal = sign_up("custom:plan").unwrap_err();
    assert_eq!(refusal.0, "NotAuthorizedException");
    sign_up("nickname").unwrap();
}
