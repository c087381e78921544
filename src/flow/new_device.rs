//! Confirms a new device after a sign-in (`ConfirmDevice`), whether or not it will be remembered: a pool
//! that tracks devices refreshes tokens only for confirmed devices.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html>

use vestibule_chunk::chunk;

use base64::prelude::{BASE64_STANDARD, Engine};
use std::time::Duration;

use super::device::DeviceEnrollment;
use crate::client::Client;
use crate::error::{Error, Form};
use crate::protocol::json::{Object, Value};
use crate::session::Session;

/// The delays between attempts to confirm a device, within the lifetime of the access token.
const RETRY_DELAYS: [Duration; 5] = [
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(120),
    Duration::from_secs(600),
];

/// The length of a verifier in bytes: a number of 3072 bits.
const VERIFIER_BYTES: usize = 384;

/// The input of `ConfirmDevice`. It is created once and reused, because an attempt whose response was
/// lost may have succeeded.
pub(super) struct ConfirmDeviceRequest {
    session: Session,
    key: String,
    verifier: String,
    salt: String,
    /// Set if the device will be used at the next sign-in.
    enrollment: Option<DeviceEnrollment>,
}

impl Client {
    /// Confirms a device whose key came with the tokens. A failure does not affect the sign-in.
    #[chunk(steps)]
    pub(crate) async fn confirm_new_device(&self, session: &Session, device: &Value, alias: &str) {
        let (Some(key), Some(group_key)) =
            (device.string("DeviceKey"), device.string("DeviceGroupKey"))
        else {
            return;
        };
        let request = match self
            .confirm_device_request(session, [key, group_key], alias)
            .await
        {
            Ok(request) => request,
            Err(error) => return self.warn_unconfirmed(&error),
        };
        match self.confirm_device(&request).await {
            Err(error) if error.is_retryable() => self.retry_in_background(request),
            Err(error) => self.warn_unconfirmed(&error),
            Ok(()) => {}
        }
    }

    async fn confirm_device_request(
        &self,
        session: &Session,
        keys: [&str; 2],
        alias: &str,
    ) -> Result<ConfirmDeviceRequest, Error> {
        let enrollment = DeviceEnrollment::prepare(self, session, keys, alias).await?;
        let (verifier, salt) = match &enrollment {
            Some(enrollment) => enrollment.verifier_and_salt(),
            None => self.random_verifier()?,
        };
        Ok(ConfirmDeviceRequest {
            session: session.clone(),
            key: keys[0].to_owned(),
            verifier,
            salt,
            enrollment,
        })
    }

    /// Returns a random verifier, whose secret is unknown, and a salt. A device that is not remembered
    /// never has to prove its secret, so nothing has to be computed.
    fn random_verifier(&self) -> Result<(String, String), Error> {
        let mut verifier = Vec::with_capacity(VERIFIER_BYTES);
        while verifier.len() < VERIFIER_BYTES {
            verifier.extend(self.random()?);
        }
        let mut salt = self.random()?;
        // Positive and of full length in any encoding. The verifier is also less than N.
        for number in [&mut verifier[..], &mut salt[..]] {
            if let Some(first) = number.first_mut() {
                *first = *first & 0x7f | 0x40;
            }
        }
        Ok((
            BASE64_STANDARD.encode(verifier),
            BASE64_STANDARD.encode(&salt[..16]),
        ))
    }

    async fn confirm_device(&self, request: &ConfirmDeviceRequest) -> Result<(), Error> {
        let ConfirmDeviceRequest {
            session,
            key,
            enrollment,
            ..
        } = request;
        let mut verifier = Object::new();
        verifier.text("PasswordVerifier", &request.verifier);
        verifier.text("Salt", &request.salt);
        let mut input = Object::new();
        input.text("AccessToken", session.access_token());
        input.text("DeviceKey", key);
        input.object("DeviceSecretVerifierConfig", verifier);
        let necessary = match self
            .send_operation("ConfirmDevice", input, Form::Account)
            .await
        {
            Ok(response) => response.field("UserConfirmationNecessary").cloned(),
            // An earlier attempt succeeded, and its response was lost.
            Err(error) if error.code() == Some("DeviceKeyExistsException") => None,
            Err(error) => return Err(error),
        };
        let is_undecided = necessary.and_then(|it| it.as_bool()) == Some(true);
        match enrollment {
            Some(enrollment) => enrollment.save(self, is_undecided).await,
            None if !is_undecided => self.mark_not_remembered(session, key).await,
            None => {}
        }
        Ok(())
    }

    /// Marks the device as not remembered. A pool that always remembers devices would otherwise expect
    /// this one to prove its secret.
    async fn mark_not_remembered(&self, session: &Session, key: &str) {
        let mut input = Object::new();
        input.text("AccessToken", session.access_token());
        input.text("DeviceKey", key);
        input.text("DeviceRememberedStatus", "not_remembered");
        if let Err(error) = self
            .send_operation("UpdateDeviceStatus", input, Form::Account)
            .await
        {
            let message = [
                "vestibule: the device is listed as remembered, and is not: ",
                error.message(),
            ]
            .concat();
            self.platform().log.warn(&message);
        }
    }

    /// Retries in the background; the person is already signed in.
    fn retry_in_background(&self, request: ConfirmDeviceRequest) {
        let client = self.clone();
        let confirming = async move {
            let mut last = None;
            for delay in RETRY_DELAYS {
                client.platform().clock.sleep(delay).await;
                let error = match client.retry_confirm_device(&request).await {
                    Ok(()) => return,
                    Err(error) => error,
                };
                let is_retryable = error.is_retryable();
                last = Some(error);
                if !is_retryable {
                    break;
                }
            }
            if let Some(error) = last {
                client.warn_unconfirmed(&error);
            }
        };
        self.platform().spawn.spawn(Box::pin(confirming));
    }

    #[chunk(steps, load = self)]
    async fn retry_confirm_device(&self, request: &ConfirmDeviceRequest) -> Result<(), Error> {
        self.confirm_device(request).await
    }

    fn warn_unconfirmed(&self, error: &Error) {
        let message = [
            "vestibule: the device was not confirmed, so its session may end with its first tokens: ",
            error.message(),
        ]
        .concat();
        self.platform().log.warn(&message);
    }
}
