//! ConfirmDevice, UpdateDeviceStatus, ListDevices, GetDevice, ForgetDevice.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::operation::Operation;
use super::operation::Secondary::Serves;
use super::page::{page, size};
use super::request::Input;
use super::rules::{DEVICE_KEY, DEVICE_NAME, PAGE_TOKEN, TEXT, TOKEN};
use super::tokens::bearer;
use crate::account::{Confirmation, DeviceToConfirm};
use crate::config::QuotaCategory::{UserResourceRead, UserResourceUpdate};
use crate::errors::Failure;
use crate::state::{Device, State};
use crate::timestamp::Timestamp;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new(
        "ConfirmDevice",
        confirm_device,
        Some(UserResourceUpdate),
        Serves,
    ),
    Operation::new(
        "UpdateDeviceStatus",
        update_device_status,
        Some(UserResourceUpdate),
        Serves,
    ),
    Operation::new("ListDevices", list_devices, Some(UserResourceRead), Serves),
    Operation::new("GetDevice", get_device, Some(UserResourceRead), Serves),
    Operation::new(
        "ForgetDevice",
        forget_device,
        Some(UserResourceUpdate),
        Serves,
    ),
];

/// The maximum number of devices on a page.
// Source: API_ListDevices.
const MAX_PAGE_SIZE: usize = 60;

/// [ConfirmDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html)
fn confirm_device(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let key = input.required("DeviceKey", &DEVICE_KEY);
    let name = input.optional("DeviceName", &DEVICE_NAME);
    let secret = input.structure("DeviceSecretVerifierConfig", |inner| {
        let verifier = inner.optional("PasswordVerifier", &TEXT);
        (verifier, inner.optional("Salt", &TEXT))
    });
    input.finish()?;

    let mut bearer = bearer(state, now, token)?;
    let (verifier, salt) = secret.unwrap_or_default();
    let decode = |text: Option<&str>| {
        STANDARD
            .decode(text.unwrap_or_default())
            .unwrap_or_default()
    };
    let device = DeviceToConfirm {
        key,
        name,
        verifier: &decode(verifier),
        salt: &decode(salt),
    };
    let confirmation = bearer.context.confirm_device(&bearer.username, &device)?;
    Ok(json!({ "UserConfirmationNecessary": confirmation == Confirmation::Necessary }))
}

/// [UpdateDeviceStatus](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html)
fn update_device_status(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let key = input.required("DeviceKey", &DEVICE_KEY);
    let choices = ["remembered", "not_remembered"];
    let status = input.optional_choice("DeviceRememberedStatus", &choices);
    input.finish()?;

    let mut bearer = bearer(state, now, token)?;
    let remembered = status.map(|status| status == "remembered");
    bearer
        .context
        .update_device(&bearer.username, key, remembered)?;
    Ok(json!({}))
}

/// [ListDevices](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html)
fn list_devices(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let limit = input.number("Limit", 0, 60);
    let page_token = input.optional("PaginationToken", &PAGE_TOKEN);
    input.finish()?;

    let bearer = bearer(state, now, token)?;
    bearer.context.check_devices()?;
    let user = bearer.context.user(&bearer.username)?;
    let devices = user.devices.iter().map(describe).collect();
    let page = page(devices, page_token, size(limit, MAX_PAGE_SIZE))?;
    let mut response = json!({ "Devices": page.items });
    if let Some(next) = page.next {
        response["PaginationToken"] = next.into();
    }
    Ok(response)
}

/// [GetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html)
fn get_device(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let (token, key) = token_and_key(members)?;
    let bearer = bearer(state, now, token)?;
    bearer.context.check_devices()?;
    let device = bearer.context.user(&bearer.username)?.devices.find(key);
    Ok(json!({ "Device": describe(device.ok_or(Failure::device_not_found())?) }))
}

/// [ForgetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html)
fn forget_device(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let (token, key) = token_and_key(members)?;
    let mut bearer = bearer(state, now, token)?;
    bearer.context.forget_device(&bearer.username, key)?;
    Ok(json!({}))
}

/// The access token and the device key. The model allows a missing token, but without one there is no user.
// Source: API_GetDevice.
fn token_and_key(members: &Map<String, Value>) -> Result<(&str, &str), Failure> {
    let mut input = Input::new(members);
    let token = input.optional("AccessToken", &TOKEN);
    let key = input.required("DeviceKey", &DEVICE_KEY);
    input.finish()?;
    Ok((token.ok_or(Failure::missing_parameter("AccessToken"))?, key))
}

fn describe(device: &Device) -> Value {
    let status = match device.is_remembered {
        true => "remembered",
        false => "not_remembered",
    };
    json!({
        "DeviceKey": device.key,
        "DeviceAttributes": [
            { "Name": "device_status", "Value": "valid" },
            { "Name": "device_name", "Value": device.name },
            { "Name": "dev:device_remembered_status", "Value": status },
            // All clients are on this machine.
            { "Name": "last_ip_used", "Value": "127.0.0.1" },
        ],
        "DeviceCreateDate": device.created.seconds(),
        "DeviceLastModifiedDate": device.modified.seconds(),
        "DeviceLastAuthenticatedDate": device.last_authenticated.seconds(),
    })
}
