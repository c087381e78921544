//! Setting up a second factor during a sign-in: `MFA_SETUP`.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::SignInStep;
use super::challenge::{PendingChallenge, Responses};
use super::steps::{debug, steps};
use crate::error::{Error, Form};
use crate::flow::totp::{self, Totp};
use crate::protocol::json::Object;
use crate::protocol::secret::Secret;

steps! {
    /// Waits for the person to set up a second factor: `MFA_SETUP`.
    SetUpMfaStep;
}

/// Waits for the first code of an authenticator app that is being set up.
#[derive(Clone)]
pub struct TotpSetUpStep {
    pending: PendingChallenge,
    totp: Totp,
    /// Whether Cognito has accepted a code, so that only the challenge itself remains to be answered.
    verified: Arc<AtomicBool>,
}

impl SetUpMfaStep {
    /// The factors that the person can set up, in Cognito's names: `SOFTWARE_TOKEN_MFA`, `EMAIL_OTP`,
    /// `SMS_MFA`. Text messages need a phone number, which an administrator or the hosted UI has to
    /// add before another sign-in; if `SMS_MFA` is the only choice, the sign-in ends with
    /// [`MfaMethodNotFound`](crate::ErrorKind::MfaMethodNotFound).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html#user-pool-settings-mfa-user-outcomes>
    pub fn choices(&self) -> Vec<String> {
        self.0.choices()
    }

    /// Starts the set-up of an authenticator app.
    ///
    /// # Errors
    /// [`SignInExpired`](crate::ErrorKind::SignInExpired), and the others that
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html>
    /// lists.
    pub async fn totp(&self) -> Result<TotpSetUpStep, Error> {
        let mut input = Object::new();
        input.optional("Session", self.0.session().as_ref().map(Secret::expose));
        let client = self.0.client();
        let response = client
            .send_operation("AssociateSoftwareToken", input, Form::Code)
            .await?;
        self.0.replace_session(response.string("Session")).await;
        Ok(TotpSetUpStep {
            totp: Totp::new(&response, self.0.user_id())?,
            pending: self.0.clone(),
            verified: Arc::default(),
        })
    }

    /// Sets up codes by e-mail: Cognito sends a first code to the address.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) if it is not an address,
    /// [`CodeDeliveryFailed`](crate::ErrorKind::CodeDeliveryFailed), and as
    /// [`CodeStep::submit`](crate::CodeStep::submit).
    pub async fn email(&self, address: &str) -> Result<SignInStep, Error> {
        self.0.submit(address).await
    }
}

impl TotpSetUpStep {
    /// The user's name, as the person entered it.
    pub fn username(&self) -> &str {
        self.pending.username()
    }

    /// The secret in base32, for people who type it into their app.
    pub fn secret(&self) -> &str {
        self.totp.secret()
    }

    /// The `otpauth://` URI for the app, to be shown as a QR code. `issuer` is the name of your
    /// app, under which the authenticator app lists the account.
    ///
    /// <https://github.com/google/google-authenticator/wiki/Key-Uri-Format>
    pub fn uri(&self, issuer: &str) -> String {
        self.totp.uri(issuer)
    }

    /// The [`uri`](Self::uri) as a QR code.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) if `issuer` is too long for a QR code.
    #[cfg(feature = "qr")]
    pub fn qr(&self, issuer: &str) -> Result<crate::QrCode, Error> {
        crate::QrCode::of(&self.uri(issuer))
    }

    /// Completes the set-up with a code of the app, and continues the sign-in. `device_name` is a
    /// name for the app or its device; it may be empty.
    ///
    /// # Errors
    /// [`CodeMismatch`](crate::ErrorKind::CodeMismatch): the person can try again;
    /// [`SignInExpired`](crate::ErrorKind::SignInExpired).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html>
    pub async fn submit(&self, code: &str, device_name: &str) -> Result<SignInStep, Error> {
        if !self.verified.load(Ordering::Relaxed) {
            let mut input = Object::new();
            input.optional(
                "Session",
                self.pending.session().as_ref().map(Secret::expose),
            );
            let client = self.pending.client();
            let response = totp::verify(client, input, code, device_name).await?;
            self.pending
                .replace_session(response.string("Session"))
                .await;
            self.verified.store(true, Ordering::Relaxed);
        }
        self.pending.answer(Responses::new()).await
    }
}

impl fmt::Debug for TotpSetUpStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(&self.pending, "TotpSetUpStep", f)
    }
}
