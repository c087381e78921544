//! The administrators' operations.

use serde_json::{Value, json};

use crate::support::{PASSWORD, POOL, Stage, claims};

fn user(name: &str) -> Value {
    json!({ "UserPoolId": POOL, "Username": name })
}

fn create(name: &str, more: Value) -> Value {
    let mut body = user(name);
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    body
}

#[test]
fn an_unsigned_request_is_refused() {
    let mut stage = Stage::new();
    let request = http::Request::post("/")
        .header("content-type", "application/x-amz-json-1.1")
        .header(
            "x-amz-target",
            "AWSCognitoIdentityProviderService.AdminGetUser",
        );
    let response = stage.send(request, user("ada").to_string().as_bytes());
    assert_eq!(response.status(), 400);
    let output: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(output["__type"], "MissingAuthenticationTokenException");
}

#[test]
fn an_invitation_has_a_password_that_fits_the_policy() {
    let mut config = vestibule_emulator::Config::development();
    config.pools[0].password_policy.require_symbols = true;
    config.pools[0].password_policy.minimum_length = 20;
    let mut stage = Stage::with(config);
    let email = json!([{ "Name": "email", "Value": "guest@example.com" }]);
    let invitation = create(
        "guest",
        json!({ "UserAttributes": email, "DesiredDeliveryMediums": ["EMAIL"] }),
    );
    let response = stage.ok("AdminCreateUser", invitation.clone());
    assert_eq!(response["User"]["UserStatus"], "FORCE_CHANGE_PASSWORD");
    let first = stage.code("guest@example.com");
    assert!(first.len() >= 20);
    stage.ok(
        "AdminCreateUser",
        create(
            "guest",
            json!({ "MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"] }),
        ),
    );
    let second = stage.code("guest@example.com");
    assert_ne!(first, second);
    let challenge = stage.by_password(PASSWORD, "guest", &second).unwrap();
    assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    stage.refused(
        "AdminCreateUser",
        invitation,
        "UsernameExistsException",
        "User already exists",
    );
    let resend = create("ada", json!({ "MessageAction": "RESEND" }));
    assert_eq!(
        stage.call("AdminCreateUser", resend).unwrap_err().0,
        "UnsupportedUserStateException"
    );
}

#[test]
fn a_permanent_or_temporary_password_can_be_set() {
    let mut stage = Stage::new();
    stage.ok(
        "AdminSetUserPassword",
        create(
            "ada",
            json!({ "Password": "Permanent1", "Permanent": true }),
        ),
    );
    stage.tokens(PASSWORD, "ada", "Permanent1");
    stage.ok(
        "AdminSetUserPassword",
        create("ada", json!({ "Password": "Temporary1" })),
    );
    assert_eq!(
        stage.ok("AdminGetUser", user("ada"))["UserStatus"],
        "FORCE_CHANGE_PASSWORD"
    );
    let short = "Password did not conform with policy: Password not long enough";
    let body = create("ada", json!({ "Password": "a1" }));
    stage.refused(
        "AdminSetUserPassword",
        body,
        "InvalidPasswordException",
        short,
    );
}

#[test]
fn an_administrator_can_confirm_a_sign_up() {
    let mut stage = Stage::new();
    stage.sign_up("emily", "Password1");
    stage.ok("AdminConfirmSignUp", user("emily"));
    stage.tokens(PASSWORD, "emily", "Password1");
    let status = "User cannot be confirmed. Current status is CONFIRMED";
    stage.refused(
        "AdminConfirmSignUp",
        user("emily"),
        "NotAuthorizedException",
        status,
    );
}

#[test]
fn missing_pools_users_and_groups_are_errors() {
    let mut stage = Stage::new();
    stage.refused(
        "AdminGetUser",
        user("nobody"),
        "UserNotFoundException",
        "User does not exist.",
    );
    let elsewhere = json!({ "UserPoolId": "eu-west-1_No", "Username": "ada" });
    stage.refused(
        "AdminGetUser",
        elsewhere,
        "ResourceNotFoundException",
        "User pool eu-west-1_No does not exist.",
    );
    let odd = json!({ "UserPoolId": "no pool", "Username": "ada" });
    let message = r"1 validation error detected: Value 'no pool' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+";
    stage.refused("AdminGetUser", odd, "InvalidParameterException", message);
}

#[test]
fn a_reset_sends_a_code_and_a_global_sign_out_ends_sign_ins() {
    let mut stage = Stage::new();
    let token = stage.tokens(PASSWORD, "ada", "Lovelace1815")["AccessToken"].clone();
    stage.ok("AdminUserGlobalSignOut", user("ada"));
    let revoked = "Access Token has been revoked";
    stage.refused(
        "GetUser",
        json!({ "AccessToken": token }),
        "NotAuthorizedException",
        revoked,
    );
    stage.ok("AdminResetUserPassword", user("ada"));
    assert_eq!(stage.emulator.inbox().len(), 1);
    let required = "Password reset required for the user";
    stage.cannot_sign_in(
        "ada",
        "Lovelace1815",
        "PasswordResetRequiredException",
        required,
    );
}

#[test]
fn a_new_group_is_in_the_next_tokens() {
    let mut stage = Stage::new();
    let member = |group: &str| create("charles", json!({ "GroupName": group }));
    let groups = |stage: &mut Stage| {
        let tokens = stage.tokens(PASSWORD, "charles", "Babbage1791");
        claims(&tokens["AccessToken"])["cognito:groups"].clone()
    };
    assert_eq!(groups(&mut stage), Value::Null);
    for _ in 0..2 {
        stage.ok("AdminAddUserToGroup", member("editor"));
    }
    stage.ok("AdminAddUserToGroup", member("admin"));
    assert_eq!(groups(&mut stage), json!(["editor", "admin"]));
    for _ in 0..2 {
        stage.ok("AdminRemoveUserFromGroup", member("editor"));
    }
    assert_eq!(groups(&mut stage), json!(["admin"]));
    for operation in ["AdminAddUserToGroup", "AdminRemoveUserFromGroup"] {
        let kind = "ResourceNotFoundException";
        stage.refused(operation, member("nobody"), kind, "Group not found.");
        let mut absent = member("admin");
        absent["Username"] = "nobody".into();
        let kind = "UserNotFoundException";
        stage.refused(operation, absent, kind, "User does not exist.");
    }
}

#[test]
fn a_user_without_a_password_is_confirmed_at_once() {
    let mut stage = Stage::new();
    let user = |name: &str, attributes: Value| {
        json!({
            "UserPoolId": "eu-west-1_Factors01", "Username": name, "UserAttributes": attributes,
            "DesiredDeliveryMediums": ["EMAIL"],
        })
    };
    let email = json!([{ "Name": "email", "Value": "new@example.com" }]);
    let made = stage.ok("AdminCreateUser", user("new", email));
    assert_eq!(made["User"]["UserStatus"], "CONFIRMED");
    assert_eq!(
        stage.emulator.inbox().last().unwrap().text,
        "Your username is new."
    );
    let refusal = stage
        .call("AdminCreateUser", user("nobody", json!([])))
        .unwrap_err();
    assert_eq!(
        refusal.0, "InvalidParameterException",
        "no password is made up"
    );
}
