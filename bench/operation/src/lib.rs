//! The library with typed calls of operations that nothing else in it calls, each with what it
//! takes and something of what it answers. It is weighed, and never run: what four of them add to
//! four others, by four, is what one more operation costs.

#![cfg(target_arch = "wasm32")]

#[cfg(feature = "more")]
use vestibule::protocol::idp::{
    GetDevice, GetUserAuthFactors, ListWebAuthnCredentials, UpdateAuthEventFeedback,
};
use vestibule::protocol::idp::{
    GetUserAttributeVerificationCode, ListDevices, ListUserSessions, SetUserSettings,
};
use vestibule::{Client, Error};
use wasm_bindgen::prelude::wasm_bindgen;

/// Somebody's calls.
#[wasm_bindgen]
pub struct Calls(Client);

#[wasm_bindgen]
impl Calls {
    /// Calls one of the operations.
    pub async fn call(self, which: u8, token: String, text: String) -> String {
        match answer(&self.0, which, token, text).await {
            Ok(answer) => answer.unwrap_or_default(),
            Err(error) => error.message().to_owned(),
        }
    }
}

async fn answer(
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
            client.call_operation(&request).await?.pagination_token
        }
        1 => {
            let request = GetUserAttributeVerificationCode {
                access_token: token.into(),
                attribute_name: text,
                ..Default::default()
            };
            let answer = client.call_operation(&request).await?;
            answer.code_delivery_details.and_then(|it| it.destination)
        }
        2 => {
            let request = ListUserSessions {
                access_token: token.into(),
                next_token: Some(text),
            };
            client.call_operation(&request).await?.next_token
        }
        3 => {
            let request = SetUserSettings {
                access_token: token.into(),
                ..Default::default()
            };
            client.call_operation(&request).await?;
            None
        }
        #[cfg(feature = "more")]
        4 => {
            let request = GetDevice {
                access_token: Some(token.into()),
                device_key: text,
            };
            client.call_operation(&request).await?.device.device_key
        }
        #[cfg(feature = "more")]
        5 => {
            let request = GetUserAuthFactors {
                access_token: token.into(),
            };
            Some(client.call_operation(&request).await?.username)
        }
        #[cfg(feature = "more")]
        6 => {
            let request = ListWebAuthnCredentials {
                access_token: token.into(),
                next_token: Some(text),
                ..Default::default()
            };
            client.call_operation(&request).await?.next_token
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
            client.call_operation(&request).await?;
            None
        }
        _ => None,
    })
}
