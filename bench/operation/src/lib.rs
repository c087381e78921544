//! Typed calls of operations that the library itself does not use, with their arguments and parts of their results. The
//! module is measured and never run: the size that sixteen operations add to four others, divided by sixteen, is the cost of
//! one operation.

#![cfg(target_arch = "wasm32")]

#[cfg(feature = "more")]
use vestibule::protocol::idp::{
    AssociateSoftwareToken, ChangePassword, ConfirmForgotPassword, ConfirmSignUp, DeleteUser,
    ForgotPassword, GetDevice, GetUser, GetUserAuthFactors, ListWebAuthnCredentials, MfaSettings,
    SetUserMFAPreference, SignUp, UpdateAuthEventFeedback, UpdateUserAttributes,
    VerifySoftwareToken, VerifyUserAttribute,
};
use vestibule::protocol::idp::{
    GetUserAttributeVerificationCode, ListDevices, ListUserSessions, SetUserSettings,
};
use vestibule::{Client, Error};
use vestibule_npm as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// The calls.
#[wasm_bindgen]
pub struct Calls(Client);

#[wasm_bindgen]
impl Calls {
    /// Calls one of the operations.
    pub async fn call(self, which: u8, token: String, text: String) -> String {
        match call(&self.0, which, token, text).await {
            Ok(response) => response.unwrap_or_default(),
            Err(error) => error.message().to_owned(),
        }
    }
}

async fn call(
    client: &Client,
    which: u8,
    token: String,
    text: String,
) -> Result<Option<String>, Error> {
    Ok(match which {
        0 => {
            let request = ListDevices {
                access_token: token.into(),
                pagination_token: Some(text),
                ..Default::default()
            };
            client.call_operation(request).await?.pagination_token
        }
        1 => {
            let request = GetUserAttributeVerificationCode {
                access_token: token.into(),
                attribute_name: text,
                ..Default::default()
            };
            let response = client.call_operation(request).await?;
            response.code_delivery_details.and_then(|it| it.destination)
        }
        2 => {
            let request = ListUserSessions {
                access_token: token.into(),
                next_token: Some(text),
            };
            client.call_operation(request).await?.next_token
        }
        3 => {
            let request = SetUserSettings {
                access_token: token.into(),
                ..Default::default()
            };
            client.call_operation(request).await?;
            None
        }
        #[cfg(feature = "more")]
        4 => {
            let request = GetDevice {
                access_token: Some(token.into()),
                device_key: text,
            };
            client.call_operation(request).await?.device.device_key
        }
        #[cfg(feature = "more")]
        5 => {
            let request = GetUserAuthFactors {
                access_token: token.into(),
            };
            Some(client.call_operation(request).await?.username)
        }
        #[cfg(feature = "more")]
        6 => {
            let request = ListWebAuthnCredentials {
                access_token: token.into(),
                next_token: Some(text),
                ..Default::default()
            };
            client.call_operation(request).await?.next_token
        }
        #[cfg(feature = "more")]
        7 => {
            let request = UpdateAuthEventFeedback {
                user_pool_id: client.settings().user_pool_id.clone(),
                username: text.clone(),
                event_id: text,
                feedback_token: token.into(),
                ..Default::default()
            };
            client.call_operation(request).await?;
            None
        }
        #[cfg(feature = "more")]
        8 => {
            let request = SignUp {
                client_id: text.clone(),
                username: text,
                password: Some(token.into()),
                ..Default::default()
            };
            Some(client.call_operation(request).await?.user_sub)
        }
        #[cfg(feature = "more")]
        9 => {
            let request = ConfirmSignUp {
                client_id: text.clone(),
                username: text,
                confirmation_code: token.into(),
                ..Default::default()
            };
            let response = client.call_operation(request).await?;
            response.session.map(|session| session.expose().to_owned())
        }
        #[cfg(feature = "more")]
        10 => {
            let request = ForgotPassword {
                client_id: text.clone(),
                username: text,
                ..Default::default()
            };
            let response = client.call_operation(request).await?;
            response.code_delivery_details.and_then(|it| it.destination)
        }
        #[cfg(feature = "more")]
        11 => {
            let request = ConfirmForgotPassword {
                client_id: text.clone(),
                username: text,
                confirmation_code: token.clone().into(),
                password: token.into(),
                ..Default::default()
            };
            client.call_operation(request).await?;
            None
        }
        #[cfg(feature = "more")]
        12 => {
            let request = ChangePassword {
                previous_password: Some(text.clone().into()),
                proposed_password: text.into(),
                access_token: token.into(),
            };
            client.call_operation(request).await?;
            None
        }
        #[cfg(feature = "more")]
        13 => {
            let request = GetUser {
                access_token: token.into(),
            };
            Some(client.call_operation(request).await?.username)
        }
        #[cfg(feature = "more")]
        14 => {
            let request = DeleteUser {
                access_token: token.into(),
            };
            client.call_operation(request).await?;
            None
        }
        #[cfg(feature = "more")]
        15 => {
            let request = UpdateUserAttributes {
                access_token: token.into(),
                ..Default::default()
            };
            let mut response = client.call_operation(request).await?;
            response
                .code_delivery_details_list
                .pop()
                .and_then(|it| it.destination)
        }
        #[cfg(feature = "more")]
        16 => {
            let request = VerifyUserAttribute {
                access_token: token.into(),
                attribute_name: text.clone(),
                code: text.into(),
            };
            client.call_operation(request).await?;
            None
        }
        #[cfg(feature = "more")]
        17 => {
            let request = AssociateSoftwareToken {
                access_token: Some(token.into()),
                ..Default::default()
            };
            let response = client.call_operation(request).await?;
            response.secret_code.map(|code| code.expose().to_owned())
        }
        #[cfg(feature = "more")]
        18 => {
            let request = VerifySoftwareToken {
                access_token: Some(token.into()),
                user_code: text.into(),
                ..Default::default()
            };
            let response = client.call_operation(request).await?;
            response.session.map(|session| session.expose().to_owned())
        }
        #[cfg(feature = "more")]
        19 => {
            let request = SetUserMFAPreference {
                access_token: token.into(),
                software_token_mfa_settings: Some(MfaSettings {
                    enabled: Some(true),
                    preferred_mfa: None,
                }),
                ..Default::default()
            };
            client.call_operation(request).await?;
            None
        }
        _ => None,
    })
}
