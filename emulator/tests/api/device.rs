//! Operations on devices. Authentication of devices is tested with Amazon's client in `tests/interop/identity-js`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::{FACTORS, PASSWORD, Stage};

fn confirm(token: &Value, key: &Value, name: &str) -> Value {
    let secret = json!({ "PasswordVerifier": "Ag==", "Salt": "AQ==" });
    json!({
        "AccessToken": token, "DeviceKey": key, "DeviceName": name,
        "DeviceSecretVerifierConfig": secret,
    })
}

#[test]
fn a_device_is_confirmed_remembered_and_forgotten() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
    let token = &tokens["AccessToken"];
    let key = &tokens["NewDeviceMetadata"]["DeviceKey"];
    assert!(key.as_str().unwrap().starts_with("eu-west-1_"));
    assert!(tokens["NewDeviceMetadata"]["DeviceGroupKey"].is_string());
    let confirmed = stage.ok("ConfirmDevice", confirm(token, key, "Laptop"));
    assert_eq!(confirmed["UserConfirmationNecessary"], true);
    let again = stage
        .call("ConfirmDevice", confirm(token, key, "Laptop"))
        .unwrap_err();
    assert_eq!(again.0, "DeviceKeyExistsException");
    let get = json!({ "AccessToken": token, "DeviceKey": key });
    let device = stage.ok("GetDevice", get.clone()).to_string();
    assert!(device.contains("Laptop") && device.contains("not_remembered"));

    // Not remembered: there is no device challenge and no new key.
    let parameters = json!({ "USERNAME": "hedy", "PASSWORD": "Lamarr1914", "DEVICE_KEY": key });
    let flow = "USER_PASSWORD_AUTH";
    let signed_in = stage.initiate(FACTORS, flow, parameters.clone()).unwrap();
    assert!(
        signed_in["AuthenticationResult"]
            .get("NewDeviceMetadata")
            .is_none()
    );

    let status =
        json!({ "AccessToken": token, "DeviceKey": key, "DeviceRememberedStatus": "remembered" });
    stage.ok("UpdateDeviceStatus", status);
    let asked = stage.initiate(FACTORS, flow, parameters.clone()).unwrap();
    assert_eq!(asked["ChallengeName"], "DEVICE_SRP_AUTH");

    stage.ok("ForgetDevice", get.clone());
    let gone = stage.initiate(FACTORS, flow, parameters).unwrap_err();
    let expected = ("ResourceNotFoundException", "Device does not exist.");
    assert_eq!((gone.0.as_str(), gone.1.as_str()), expected);
    stage.refused("GetDevice", get, expected.0, expected.1);
}

#[test]
fn tokens_are_renewed_with_a_confirmed_device_key() {
    let mut stage = Stage::new();
    let tokens = by_choice(&mut stage);
    let key = &tokens["NewDeviceMetadata"]["DeviceKey"];
    for named in [&Value::Null, key] {
        refuses_to_renew(&mut stage, &tokens, named);
    }
    stage.ok(
        "ConfirmDevice",
        confirm(&tokens["AccessToken"], key, "Laptop"),
    );
    let other = by_choice(&mut stage);
    let foreign = &other["NewDeviceMetadata"]["DeviceKey"];
    stage.ok(
        "ConfirmDevice",
        confirm(&other["AccessToken"], foreign, "Phone"),
    );
    for named in [&Value::Null, foreign] {
        refuses_to_renew(&mut stage, &tokens, named);
    }
    let renewed = stage.ok("GetTokensFromRefreshToken", renewal(&tokens, key));
    let renewed = &renewed["AuthenticationResult"];
    assert_eq!(device_key_of(&tokens["AccessToken"]), *key);
    assert_eq!(device_key_of(&renewed["AccessToken"]), *key);
    stage.ok(
        "ForgetDevice",
        json!({ "AccessToken": renewed["AccessToken"], "DeviceKey": key }),
    );
    refuses_to_renew(&mut stage, &tokens, key);
}

#[test]
fn tokens_of_user_password_auth_are_not_renewed() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
    let key = &tokens["NewDeviceMetadata"]["DeviceKey"];
    stage.ok(
        "ConfirmDevice",
        confirm(&tokens["AccessToken"], key, "Laptop"),
    );
    refuses_to_renew(&mut stage, &tokens, key);
}

fn by_choice(stage: &mut Stage) -> Value {
    let parameters = json!({
        "USERNAME": "hedy", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Lamarr1914",
    });
    let done = stage.initiate(FACTORS, "USER_AUTH", parameters).unwrap();
    done["AuthenticationResult"].clone()
}

fn renewal(tokens: &Value, key: &Value) -> Value {
    let mut body = json!({ "ClientId": FACTORS, "RefreshToken": tokens["RefreshToken"] });
    if key.is_string() {
        body["DeviceKey"] = key.clone();
    }
    body
}

fn refuses_to_renew(stage: &mut Stage, tokens: &Value, key: &Value) {
    stage.refused(
        "GetTokensFromRefreshToken",
        renewal(tokens, key),
        "NotAuthorizedException",
        "Invalid Refresh Token",
    );
}

fn device_key_of(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    let payload = URL_SAFE_NO_PAD.decode(payload).unwrap();
    serde_json::from_slice::<Value>(&payload).unwrap()["device_key"].clone()
}

#[test]
fn devices_are_paginated() {
    let mut stage = Stage::new();
    let mut token = Value::Null;
    for number in 0..3 {
        let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
        token = tokens["AccessToken"].clone();
        let key = &tokens["NewDeviceMetadata"]["DeviceKey"];
        stage.ok(
            "ConfirmDevice",
            confirm(&token, key, &format!("device {number}")),
        );
    }
    let first = stage.ok("ListDevices", json!({ "AccessToken": token, "Limit": 2 }));
    assert_eq!(first["Devices"].as_array().unwrap().len(), 2);
    let rest =
        json!({ "AccessToken": token, "Limit": 2, "PaginationToken": first["PaginationToken"] });
    let second = stage.ok("ListDevices", rest);
    assert!(second["Devices"][0].to_string().contains("device 2"));
    assert!(second.get("PaginationToken").is_none());
    let big = stage.call("ListDevices", json!({ "AccessToken": token, "Limit": 61 }));
    assert!(big.unwrap_err().1.contains("less than or equal to 60"));
}

#[test]
fn a_pool_without_device_tracking_returns_an_error() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    assert!(tokens.get("NewDeviceMetadata").is_none());
    let refusal = stage
        .call(
            "ListDevices",
            json!({ "AccessToken": tokens["AccessToken"] }),
        )
        .unwrap_err();
    assert_eq!(refusal.0, "InvalidUserPoolConfigurationException");
}
