//! GetUser, UpdateUserAttributes, ChangePassword, DeleteUser.

use serde_json::{Value, json};

use crate::support::{FACTORS, MAILBOX, PASSWORD, Stage};

fn token(stage: &mut Stage) -> Value {
    stage.tokens(PASSWORD, "ada", "Lovelace1815")["AccessToken"].clone()
}

fn attribute(user: &Value, name: &str) -> Value {
    let list = user["UserAttributes"].as_array().unwrap();
    list.iter()
        .find(|one| one["Name"] == name)
        .map_or(Value::Null, |one| one["Value"].clone())
}

#[test]
fn a_user_is_described() {
    let mut stage = Stage::new();
    let token = token(&mut stage);
    let user = stage.ok("GetUser", json!({ "AccessToken": token }));
    assert_eq!(user["Username"], "ada");
    assert_eq!(attribute(&user, "email"), "ada@example.com");
    assert_eq!(attribute(&user, "sub").as_str().unwrap().len(), 36);
}

#[test]
fn a_changed_address_must_be_verified_again() {
    let mut stage = Stage::new();
    let token = token(&mut stage);
    let update = |attributes: Value| json!({ "AccessToken": token, "UserAttributes": attributes });
    let response = stage.ok(
        "UpdateUserAttributes",
        update(json!([
            { "Name": "email", "Value": "countess@example.com" },
            { "Name": "name", "Value": "Countess" },
        ])),
    );
    assert_eq!(
        response["CodeDeliveryDetailsList"][0]["Destination"],
        "c***@e***"
    );
    assert_eq!(stage.emulator.inbox()[0].to, "countess@example.com");
    let user = stage.ok("GetUser", json!({ "AccessToken": token }));
    assert_eq!(attribute(&user, "email_verified"), "false");
    assert_eq!(attribute(&user, "name"), "Countess");
    let same = stage.ok(
        "UpdateUserAttributes",
        update(json!([{ "Name": "name", "Value": "Ada" }])),
    );
    assert_eq!(same["CodeDeliveryDetailsList"], json!([]));
    let verified = update(json!([{ "Name": "email_verified", "Value": "true" }]));
    let unauthorized = "A client attempted to write unauthorized attribute";
    stage.refused(
        "UpdateUserAttributes",
        verified,
        "NotAuthorizedException",
        unauthorized,
    );
}

#[test]
fn an_address_of_another_user_is_refused() {
    let mut stage = Stage::new();
    stage.ok(
        "AdminCreateUser",
        json!({
            "UserPoolId": "us-east-1_Mailbox01",
            "Username": "jane@example.com",
            "TemporaryPassword": "Temporary1",
        }),
    );
    let token = stage.tokens(MAILBOX, "mary@example.com", "Somerville1780")["AccessToken"].clone();
    let attributes = json!([{ "Name": "email", "Value": "Jane@example.com" }]);
    let body = json!({ "AccessToken": token, "UserAttributes": attributes });
    let exists = "An account with the given email already exists.";
    stage.refused("UpdateUserAttributes", body, "AliasExistsException", exists);
}

#[test]
fn changing_the_password_needs_the_old_one() {
    let mut stage = Stage::new();
    let token = token(&mut stage);
    let change = |previous: &str, proposed: &str| json!({ "AccessToken": token, "PreviousPassword": previous, "ProposedPassword": proposed });
    let incorrect = "Incorrect username or password.";
    let kind = "NotAuthorizedException";
    stage.refused(
        "ChangePassword",
        change("wrong", "Countess1852"),
        kind,
        incorrect,
    );
    let short = "Password did not conform with policy: Password not long enough";
    stage.refused(
        "ChangePassword",
        change("Lovelace1815", "a1"),
        "InvalidPasswordException",
        short,
    );
    stage.ok("ChangePassword", change("Lovelace1815", "Countess1852"));
    stage.cannot_sign_in("ada", "Lovelace1815", kind, incorrect);
    stage.tokens(PASSWORD, "ada", "Countess1852");
    for _ in 0..5 {
        stage.refused(
            "ChangePassword",
            change("wrong", "Countess1853"),
            kind,
            incorrect,
        );
    }
    let limit = "Attempt limit exceeded, please try after some time.";
    stage.refused(
        "ChangePassword",
        change("Countess1852", "Countess1853"),
        "LimitExceededException",
        limit,
    );
}

#[test]
fn earlier_passwords_cannot_be_reused() {
    let mut config = vestibule_emulator::Config::development();
    config.pools[0].password_policy.password_history_size = 2;
    let mut stage = Stage::with(config);
    let token = token(&mut stage);
    let change = |previous: &str, proposed: &str| json!({ "AccessToken": token, "PreviousPassword": previous, "ProposedPassword": proposed });
    stage.ok("ChangePassword", change("Lovelace1815", "Countess1852"));
    for used in ["Lovelace1815", "Countess1852"] {
        let refusal = stage
            .call("ChangePassword", change("Countess1852", used))
            .unwrap_err();
        assert_eq!(refusal.0, "PasswordHistoryPolicyViolationException");
    }
    stage.ok("ChangePassword", change("Countess1852", "Analytical1843"));
    stage.ok("ChangePassword", change("Analytical1843", "Lovelace1815"));
}

#[test]
fn a_deleted_user_is_gone() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    let body = json!({ "AccessToken": tokens["AccessToken"] });
    stage.ok("DeleteUser", body.clone());
    stage.refused(
        "GetUser",
        body,
        "UserNotFoundException",
        "User does not exist.",
    );
    stage.cannot_sign_in(
        "ada",
        "Lovelace1815",
        "NotAuthorizedException",
        "Incorrect username or password.",
    );
    let refresh = json!({
        "ClientId": PASSWORD,
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": { "REFRESH_TOKEN": tokens["RefreshToken"] },
    });
    stage.refused(
        "InitiateAuth",
        refresh,
        "NotAuthorizedException",
        "Invalid Refresh Token",
    );
    stage.sign_up("ada", "Password1");
}

#[test]
fn a_user_without_a_password_can_set_one() {
    let mut stage = Stage::new();
    let asked = stage
        .initiate(
            FACTORS,
            "USER_AUTH",
            json!({ "USERNAME": "annie", "PREFERRED_CHALLENGE": "EMAIL_OTP" }),
        )
        .unwrap();
    let code = stage.code("annie@example.com");
    let response = json!({ "USERNAME": "annie", "EMAIL_OTP_CODE": code });
    let done = stage.respond(FACTORS, &asked, response).unwrap();
    let token = &done["AuthenticationResult"]["AccessToken"];
    let change = json!({ "AccessToken": token, "ProposedPassword": "Easley1933" });
    stage.ok("ChangePassword", change.clone());
    stage.by_password(FACTORS, "annie", "Easley1933").unwrap();
    let refusal = stage.call("ChangePassword", change).unwrap_err();
    assert_eq!(
        refusal.1, "Incorrect username or password.",
        "now there is one"
    );
}

#[test]
fn the_format_of_birthdates_is_checked() {
    let mut stage = Stage::new();
    let token = token(&mut stage);
    for (value, is_good) in [
        ("1815-12-10", true),
        ("10 December", false),
        ("1815-13-10", false),
    ] {
        let attributes = json!([{ "Name": "birthdate", "Value": value }]);
        let update = json!({ "AccessToken": token, "UserAttributes": attributes });
        let outcome = stage.call("UpdateUserAttributes", update);
        assert_eq!(outcome.is_ok(), is_good, "{value}: {outcome:?}");
    }
}
