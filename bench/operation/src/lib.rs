//! The library with typed calls of operations that nothing else in it calls, each with all that it
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

fn told<T>(answer: Result<T, Error>, tell: impl FnOnce(T) -> Option<String>) -> String {
    match answer {
        Ok(answer) => tell(answer).unwrap_or_default(),
        Err(error) => error.message().to_owned(),
    }
}

#[wasm_bindgen]
impl Calls {
    pub async fn one(self, token: String, next: Option<String>) -> String {
        let request = ListDevices {
            access_token: token.into(),
            pagination_token: next,
            ..Default::default()
        };
        let answer = self.0.call_operation(&request).await;
        told(answer, |answer| answer.pagination_token)
    }

    pub async fn two(self, token: String, name: String) -> String {
        let request = GetUserAttributeVerificationCode {
            access_token: token.into(),
            attribute_name: name,
            ..Default::default()
        };
        let answer = self.0.call_operation(&request).await;
        told(answer, |answer| answer.code_delivery_details?.destination)
    }

    pub async fn three(self, token: String, next: Option<String>) -> String {
        let request = ListUserSessions {
            access_token: token.into(),
            next_token: next,
        };
        let answer = self.0.call_operation(&request).await;
        told(answer, |answer| answer.next_token)
    }

    pub async fn four(self, token: String) -> String {
        let request = SetUserSettings {
            access_token: token.into(),
            ..Default::default()
        };
        told(self.0.call_operation(&request).await, |_| None)
    }
}

#[cfg(feature = "more")]
#[wasm_bindgen]
impl Calls {
    pub async fn five(self, token: String, key: String) -> String {
        let request = GetDevice {
            access_token: Some(token.into()),
            device_key: key,
        };
        let answer = self.0.call_operation(&request).await;
        told(answer, |answer| answer.device.device_key)
    }

    pub async fn six(self, token: String) -> String {
        let request = GetUserAuthFactors {
            access_token: token.into(),
        };
        let answer = self.0.call_operation(&request).await;
        told(answer, |answer| Some(answer.username))
    }

    pub async fn seven(self, token: String, next: Option<String>) -> String {
        let request = ListWebAuthnCredentials {
            access_token: token.into(),
            next_token: next,
            ..Default::default()
        };
        let answer = self.0.call_operation(&request).await;
        told(answer, |answer| answer.next_token)
    }

    pub async fn eight(self, token: String, event: String, user: String) -> String {
        let request = UpdateAuthEventFeedback {
            user_pool_id: self.0.settings().user_pool_id.clone(),
            username: user,
            event_id: event,
            feedback_token: token.into(),
            ..Default::default()
        };
        told(self.0.call_operation(&request).await, |_| None)
    }
}
