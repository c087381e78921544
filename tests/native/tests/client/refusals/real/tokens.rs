//! Errors of devices and tokens.

use super::*;

pub(super) fn of_devices(table: &mut Table) {
    let key = json!({ "DeviceKey": "eu-west-1_0a", "DeviceRememberedStatus": "remembered" });
    for operation in [
        "GetDevice",
        "ForgetDevice",
        "UpdateDeviceStatus",
        "ConfirmDevice",
        "ListDevices",
    ] {
        let mut input = key.clone();
        match operation {
            "UpdateDeviceStatus" => {}
            "ListDevices" => input = json!({}),
            _ => drop(
                input
                    .as_object_mut()
                    .unwrap()
                    .remove("DeviceRememberedStatus"),
            ),
        }
        table.add(
            operation,
            "InvalidUserPoolConfigurationException",
            move || {
                let stage = Stage::new();
                let page = stage.page(BROWSER);
                sign_in(&stage, &page.client, vestibule_native_tests::ADA);
                call(&stage, &page.client, operation, &input)
            },
        );
    }
    for operation in ["GetDevice", "ForgetDevice", "UpdateDeviceStatus"] {
        let mut input = key.clone();
        if operation != "UpdateDeviceStatus" {
            input
                .as_object_mut()
                .unwrap()
                .remove("DeviceRememberedStatus");
        }
        table.hedys(operation, "ResourceNotFoundException", |_| {}, input);
    }
    let secret = json!({ "PasswordVerifier": "Ag==", "Salt": "AQ==" });
    table.add("ConfirmDevice", "DeviceKeyExistsException", move || {
        let stage = Stage::new();
        let page = hedy(&stage);
        let device = stage.run(page.client.devices().this()).unwrap().unwrap();
        let input = json!({ "DeviceKey": device.key, "DeviceSecretVerifierConfig": secret });
        call(&stage, &page.client, "ConfirmDevice", &input)
    });
    table.add("InitiateAuth", "ResourceNotFoundException", || {
        let stage = Stage::new();
        let mut input = by_password("hedy", HEDY.1);
        input["AuthParameters"]["DEVICE_KEY"] = "eu-west-1_0a".into();
        call(&stage, &stage.page(FACTORS).client, "InitiateAuth", &input)
    });
}

pub(super) fn of_tokens(table: &mut Table) {
    let operation = "GetTokensFromRefreshToken";
    table.call(
        PASSWORD,
        operation,
        "NotAuthorizedException",
        json!({ "RefreshToken": "none" }),
    );
    table.add(operation, "RefreshTokenReuseException", move || {
        let stage = Stage::new();
        let client = stage.page(ROTATION).client;
        let begun = call(
            &stage,
            &client,
            "InitiateAuth",
            &by_password("ada", "Lovelace1815"),
        )
        .unwrap();
        let input = json!({ "RefreshToken": begun["AuthenticationResult"]["RefreshToken"] });
        call(&stage, &client, operation, &input).unwrap();
        stage.advance(Duration::from_secs(60));
        call(&stage, &client, operation, &input)
    });
    let operation = "GetDerivedToken";
    table.call(
        FACTORS,
        operation,
        "NotAuthorizedException",
        derived_from("none"),
    );
    table.add(operation, "UserNotFoundException", move || {
        let stage = Stage::new();
        let page = hedy(&stage);
        let session = stage.run(page.client.session()).unwrap();
        call(&stage, &page.client, "DeleteUser", &json!({})).unwrap();
        call(
            &stage,
            &page.client,
            operation,
            &derived_from(session.access_token()),
        )
    });
    let operation = "RevokeToken";
    table.call(
        SECRET,
        operation,
        "UnauthorizedException",
        json!({ "Token": "none" }),
    );
    table.add(operation, "UnsupportedTokenTypeException", move || {
        let stage = Stage::new();
        let page = hedy(&stage);
        let session = stage.run(page.client.session()).unwrap();
        call(
            &stage,
            &page.client,
            operation,
            &json!({ "Token": session.access_token() }),
        )
    });
    table.add(operation, "UnsupportedOperationException", move || {
        let stage = Stage::with_client(PASSWORD, |client| client.enable_token_revocation = false);
        let client = stage.page(PASSWORD).client;
        let begun = call(
            &stage,
            &client,
            "InitiateAuth",
            &by_password("ada", "Lovelace1815"),
        )
        .unwrap();
        let input = json!({ "Token": begun["AuthenticationResult"]["RefreshToken"] });
        call(&stage, &client, operation, &input)
    });
}

/// The input to exchange an access token for a derived one.
pub(super) fn derived_from(token: &str) -> Value {
    json!({ "SubjectToken": token, "SubjectTokenType": "ACCESS_TOKEN" })
}
