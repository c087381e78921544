//! A device for which Cognito has just given a key: it is confirmed, whether or not it will be
//! remembered. A pool that tracks devices renews tokens for confirmed devices alone.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html>

use vestibule_chunk::chunk;

use base64::prelude::{BASE64_STANDARD, Engine};
use std::time::Duration;

use super::device::Kept;
use crate::client::Client;
use crate::error::{Error, Form};
use crate::protocol::json::{Object, Value};
use crate::session::Session;

/// How long one waits before another try to confirm a device, while the access token is good.
const PAUSES: [Duration; 5] = [
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(120),
    Duration::from_secs(600),
];

/// The bytes of a verifier: a number of 3072 bits.
const VERIFIER_BYTES: usize = 384;

/// What ConfirmDevice is asked. It is made once, since an answer that was lost may have been a yes.
pub(super) struct Confirmation {
    session: Session,
    key: String,
    verifier: String,
    salt: String,
    /// The device, where it will prove itself at the next sign-in.
    kept: Option<Kept>,
}

impl Client {
    /// Confirms a device whose key came with the tokens. The person is signed in whatever comes of it.
    #[chunk(steps)]
    pub(crate) async fn keep_device(&self, session: &Session, device: &Value, alias: &str) {
        let (Some(key), Some(group_key)) =
            (device.string("DeviceKey"), device.string("DeviceGroupKey"))
        else {
            return;
        };
        let confirmation = match self.confirmation(session, [key, group_key], alias).await {
            Ok(confirmation) => confirmation,
            Err(error) => return self.device_is_lost(&error),
        };
        match self.confirm_device(&confirmation).await {
            Err(error) if error.is_retryable() => self.confirm_later(confirmation),
            Err(error) => self.device_is_lost(&error),
            Ok(()) => {}
        }
    }

    async fn confirmation(
        &self,
        session: &Session,
        keys: [&str; 2],
        alias: &str,
    ) -> Result<Confirmation, Error> {
        let kept = Kept::begin(self, session, keys, alias).await?;
        let (verifier, salt) = match &kept {
            Some(kept) => kept.secret(),
            None => self.unknown_secret()?,
        };
        Ok(Confirmation {
            session: session.clone(),
            key: keys[0].to_owned(),
            verifier,
            salt,
            kept,
        })
    }

    /// A verifier of a secret that nobody knows, and a salt: the device can never prove itself. That is
    /// all that one needs which is not remembered, and it takes no arithmetic.
    fn unknown_secret(&self) -> Result<(String, String), Error> {
        let mut verifier = Vec::with_capacity(VERIFIER_BYTES);
        while verifier.len() < VERIFIER_BYTES {
            verifier.extend(self.random()?);
        }
        let mut salt = self.random()?;
        // Neither negative nor short, however the bytes are read; so the verifier is less than N, too.
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

    async fn confirm_device(&self, confirmation: &Confirmation) -> Result<(), Error> {
        let Confirmation {
            session, key, kept, ..
        } = confirmation;
        let mut verifier = Object::new();
        verifier.text("PasswordVerifier", &confirmation.verifier);
        verifier.text("Salt", &confirmation.salt);
        let mut input = Object::new();
        input.text("AccessToken", session.access_token());
        input.text("DeviceKey", key);
        input.object("DeviceSecretVerifierConfig", verifier);
        let necessary = match self.ask("ConfirmDevice", input, Form::Account).await {
            Ok(answer) => answer.field("UserConfirmationNecessary").cloned(),
            // An earlier try arrived, and only its answer did not.
            Err(error) if error.code() == Some("DeviceKeyExistsException") => None,
            Err(error) => return Err(error),
        };
        let is_undecided = necessary.and_then(|it| it.as_bool()) == Some(true);
        match kept {
            Some(kept) => kept.keep(self, is_undecided).await,
            None if !is_undecided => self.do_not_remember(session, key).await,
            None => {}
        }
        Ok(())
    }

    /// A pool that remembers every device takes this one for one that could prove itself.
    async fn do_not_remember(&self, session: &Session, key: &str) {
        let mut input = Object::new();
        input.text("AccessToken", session.access_token());
        input.text("DeviceKey", key);
        input.text("DeviceRememberedStatus", "not_remembered");
        if let Err(error) = self.ask("UpdateDeviceStatus", input, Form::Account).await {
            let message = [
                "vestibule: the device is listed as remembered, and is not: ",
                error.message(),
            ]
            .concat();
            self.platform().log.warn(&message);
        }
    }

    /// Tries again behind the person's back, who is signed in by now.
    fn confirm_later(&self, confirmation: Confirmation) {
        let client = self.clone();
        let confirming = async move {
            let mut last = None;
            for pause in PAUSES {
                client.platform().clock.sleep(pause).await;
                let error = match client.confirm_device_again(&confirmation).await {
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
                client.device_is_lost(&error);
            }
        };
        self.platform().spawn.spawn(Box::pin(confirming));
    }

    #[chunk(steps, load = self)]
    async fn confirm_device_again(&self, confirmation: &Confirmation) -> Result<(), Error> {
        self.confirm_device(confirmation).await
    }

    fn device_is_lost(&self, error: &Error) {
        let message = [
            "vestibule: the device was not confirmed, so its session may end with its first tokens: ",
            error.message(),
        ]
        .concat();
        self.platform().log.warn(&message);
    }
}
