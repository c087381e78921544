//! Pending, immutable and deleted attributes; groups and roles.

use serde_json::{Value, json};

use crate::support::{FACTORS, PASSWORD, Stage, claims};

fn attribute(stage: &mut Stage, token: &Value, name: &str) -> Value {
    let user = stage.ok("GetUser", json!({ "AccessToken": token }));
    let all = user["UserAttributes"].as_array().unwrap().clone();
    let found = all.into_iter().find(|one| one["Name"] == name);
    found.map_or(Value::Null, |one| one["Value"].clone())
}

fn update(token: &Value, name: &str, value: &str) -> Value {
    json!({ "AccessToken": token, "UserAttributes": [{ "Name": name, "Value": value }] })
}

#[test]
fn a_new_address_is_stored_after_its_verification() {
    let mut stage = Stage::new();
    let token = &stage.tokens(FACTORS, "hedy", "Lamarr1914")["AccessToken"];
    let sent = stage.ok(
        "UpdateUserAttributes",
        update(token, "email", "kiesler@example.com"),
    );
    assert_eq!(
        sent["CodeDeliveryDetailsList"][0]["Destination"],
        "k***@e***"
    );
    assert_eq!(attribute(&mut stage, token, "email"), "hedy@example.com");
    let verify =
        |code: &str| json!({ "AccessToken": token, "AttributeName": "email", "Code": code });
    stage.refused(
        "VerifyUserAttribute",
        verify("000-no"),
        "CodeMismatchException",
        "Invalid verification code provided, please try again.",
    );
    let code = stage.code("kiesler@example.com");
    stage.ok("VerifyUserAttribute", verify(&code));
    assert_eq!(attribute(&mut stage, token, "email"), "kiesler@example.com");
    assert_eq!(attribute(&mut stage, token, "email_verified"), "true");
}

#[test]
fn a_verification_code_can_be_requested() {
    let mut stage = Stage::new();
    let token = &stage.tokens(PASSWORD, "ada", "Lovelace1815")["AccessToken"];
    let ask = json!({ "AccessToken": token, "AttributeName": "phone_number" });
    let sent = stage.ok("GetUserAttributeVerificationCode", ask);
    assert_eq!(sent["CodeDeliveryDetails"]["DeliveryMedium"], "SMS");
    let code = stage.code("+441815121000");
    let verify = json!({ "AccessToken": token, "AttributeName": "phone_number", "Code": code });
    stage.ok("VerifyUserAttribute", verify.clone());
    stage.refused(
        "VerifyUserAttribute",
        verify,
        "ExpiredCodeException",
        "Invalid code provided, please request a code again.",
    );
}

#[test]
fn lengths_and_immutable_attributes_of_the_schema_are_checked() {
    let mut stage = Stage::new();
    let token = &stage.tokens(FACTORS, "hedy", "Lamarr1914")["AccessToken"];
    for bad in ["x", "a plan that is too long"] {
        let refusal = stage
            .call("UpdateUserAttributes", update(token, "custom:plan", bad))
            .unwrap_err();
        assert!(
            refusal.1.contains("custom:plan: String must be"),
            "{}",
            refusal.1
        );
    }
    stage.ok("UpdateUserAttributes", update(token, "custom:plan", "gold"));
    stage
        .call(
            "UpdateUserAttributes",
            update(token, "custom:born", "long ago"),
        )
        .unwrap_err();
    // It can only be set when the account is created.
    let refusal = stage
        .call(
            "UpdateUserAttributes",
            update(token, "custom:born", "1914-11-09"),
        )
        .unwrap_err();
    assert_eq!(refusal.1, "user.custom:born: Attribute cannot be updated.");
    let born = json!([
        { "Name": "email", "Value": "new@example.com" },
        { "Name": "custom:born", "Value": "1914-11-09" },
    ]);
    let sign_up = json!({
        "ClientId": FACTORS, "Username": "new", "Password": "Newcomer1999", "UserAttributes": born,
    });
    stage.ok("SignUp", sign_up);
    let delete = |name: &str| json!({ "AccessToken": token, "UserAttributeNames": [name] });
    stage.ok("DeleteUserAttributes", delete("custom:plan"));
    assert_eq!(attribute(&mut stage, token, "custom:plan"), Value::Null);
    stage
        .call("DeleteUserAttributes", delete("custom:no"))
        .unwrap_err();
    stage
        .call("DeleteUserAttributes", delete("sub"))
        .unwrap_err();
}

#[test]
fn tokens_have_the_roles_of_groups() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
    let id = claims(&tokens["IdToken"]);
    assert_eq!(
        id["cognito:groups"],
        json!(["managers", "writers", "readers"])
    );
    assert_eq!(
        id["cognito:preferred_role"],
        "arn:aws:iam::123456789012:role/managers"
    );
    assert_eq!(id["cognito:roles"].as_array().unwrap().len(), 2);
    let access = claims(&tokens["AccessToken"]);
    assert_eq!(access["cognito:groups"], id["cognito:groups"]);
    assert!(access.get("cognito:roles").is_none());
}

#[test]
fn an_app_client_reads_the_standard_attributes_and_those_that_it_names() {
    let read = |names: Option<&[&str]>| {
        let mut config = vestibule_emulator::Config::development();
        for pool in &mut config.pools {
            for client in pool.clients.iter_mut().filter(|it| it.id == FACTORS) {
                let names = names.map(|names| names.iter().map(|&name| name.to_owned()));
                client.read_attributes = names.map(Iterator::collect);
            }
        }
        let mut stage = Stage::with(config);
        let token = &stage.tokens(FACTORS, "hedy", "Lamarr1914")["AccessToken"];
        stage.ok("UpdateUserAttributes", update(token, "custom:plan", "gold"));
        let seen = ["name", "custom:plan"].map(|name| attribute(&mut stage, token, name));
        let claims = claims(&stage.tokens(FACTORS, "hedy", "Lamarr1914")["IdToken"]);
        assert_eq!(
            [&claims["name"], &claims["custom:plan"]],
            [&seen[0], &seen[1]]
        );
        seen
    };
    assert_eq!(read(None), [json!("Hedy Lamarr"), Value::Null]);
    assert_eq!(read(Some(&["custom:plan"])), [Value::Null, json!("gold")]);
}
