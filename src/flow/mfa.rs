//! The group `mfa`: the authentication factors of the signed-in person.

use std::fmt;

use super::totp::{self, Totp};
use crate::client::Client;
use crate::error::{Error, Form};
use crate::protocol::idp::{self, MfaSettings, WebAuthnMfaSettings};
use crate::protocol::json::Object;

/// The second factors of the signed-in person: which are enabled, which is preferred, and the set-up of an
/// authenticator app. [`Client::mfa`] returns it.
///
/// ```no_run
/// use vestibule::{Client, Error, MfaChoice, MfaPreference};
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let mfa = client.mfa();
///
/// // The app scans a QR code of this URI and then shows codes; one of them completes the set-up.
/// let set_up = mfa.set_up_totp().await?;
/// println!("{}", set_up.uri("Example Shop"));
/// set_up.submit("123456", "Ada's phone").await?;
///
/// // Setting it up does not enable it.
/// mfa.set_preference(MfaPreference::default().totp(MfaChoice::Preferred)).await?;
/// println!("{:?}", mfa.factors().await?.second);
/// # Ok(())
/// # }
/// ```
///
/// Second factors *during* a sign-in are steps of it:
/// [`SignInStep::TotpCode`](crate::SignInStep::TotpCode), [`SmsCode`](crate::SignInStep::SmsCode),
/// [`SelectMfa`](crate::SignInStep::SelectMfa), [`SetUpMfa`](crate::SignInStep::SetUpMfa).
///
/// Cheap to clone. It holds its own [`Client`], so it can be moved into a task.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html>
#[derive(Clone, Debug)]
pub struct Mfa(Client);

/// The factors with which a person can sign in.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthFactors {
    /// First factors, in Cognito's names: `PASSWORD`, `EMAIL_OTP`, `SMS_OTP`, `WEB_AUTHN`.
    pub first: Vec<String>,
    /// Enabled second factors, in Cognito's names: `SMS_MFA`, `EMAIL_OTP`, `SOFTWARE_TOKEN_MFA`,
    /// `WEB_AUTHN`.
    pub second: Vec<String>,
    /// The preferred second factor.
    pub preferred: Option<String>,
}

/// The setting of a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MfaChoice {
    /// Disabled.
    Off,
    /// Enabled.
    On,
    /// Enabled, and asked for first.
    Preferred,
}

/// Whether a passkey counts as a second factor. Cognito never asks for a passkey as the second factor: after
/// a sign-in with a passkey and user verification, no other factor is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyMfa {
    /// A passkey is a first factor only.
    Off,
    /// A passkey is both factors.
    On,
}

/// A change of a person's second factors. What is not set stays unchanged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MfaPreference {
    /// Codes by text message.
    pub sms: Option<MfaChoice>,
    /// Codes by e-mail.
    pub email: Option<MfaChoice>,
    /// Codes of an authenticator app.
    pub totp: Option<MfaChoice>,
    /// Passkeys. The pool has to allow them as both factors (`FactorConfiguration`
    /// `MULTI_FACTOR_WITH_USER_VERIFICATION`, plan Essentials or Plus), and another factor has to be enabled.
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnMfaSettingsType.html>
    pub passkey: Option<PasskeyMfa>,
}

/// The set-up of an authenticator app for the signed-in person.
#[derive(Clone)]
pub struct TotpSetUp {
    client: Client,
    totp: Totp,
}

impl Client {
    /// Returns the group `mfa`: the second factors of the signed-in person.
    pub fn mfa(&self) -> Mfa {
        Mfa(self.clone())
    }
}

impl Mfa {
    /// Fetches the first and second factors of the signed-in person.
    ///
    /// # Errors
    /// Those of [`Client::session`].
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html>
    pub async fn factors(&self) -> Result<AuthFactors, Error> {
        let request = idp::GetUserAuthFactors {
            access_token: self.0.access_token().await?.into(),
        };
        let response = self.0.call_operation(request).await?;
        let first = response.configured_user_auth_factors.iter();
        Ok(AuthFactors {
            first: first.map(|factor| factor.as_str().to_owned()).collect(),
            second: response.user_mfa_setting_list,
            preferred: response.preferred_mfa_setting,
        })
    }

    /// Enables and disables second factors, and sets the preferred one.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) if a factor is not set up or the user has no
    /// verified address for it, and those of [`Client::session`].
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html>
    pub async fn set_preference(&self, preference: MfaPreference) -> Result<(), Error> {
        let settings = |choice: MfaChoice| MfaSettings {
            enabled: Some(choice != MfaChoice::Off),
            preferred_mfa: Some(choice == MfaChoice::Preferred),
        };
        let request = idp::SetUserMFAPreference {
            sms_mfa_settings: preference.sms.map(settings),
            email_mfa_settings: preference.email.map(settings),
            software_token_mfa_settings: preference.totp.map(settings),
            web_authn_mfa_settings: preference.passkey.map(|choice| WebAuthnMfaSettings {
                enabled: Some(choice == PasskeyMfa::On),
            }),
            access_token: self.0.access_token().await?.into(),
        };
        self.0.call_operation(request).await.map(drop)
    }

    /// Starts the set-up of an authenticator app for the signed-in person. It replaces an app that is
    /// already set up.
    ///
    /// # Errors
    /// [`SoftwareTokenMfaNotFound`](crate::ErrorKind::SoftwareTokenMfaNotFound) if the pool does not
    /// allow it, and those of [`Client::session`].
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html>
    pub async fn set_up_totp(&self) -> Result<TotpSetUp, Error> {
        let session = self.0.session().await?;
        let mut input = Object::new();
        input.text("AccessToken", session.access_token());
        let response = self
            .0
            .send_operation("AssociateSoftwareToken", input, Form::Account)
            .await?;
        Ok(TotpSetUp {
            client: self.0.clone(),
            totp: Totp::new(&response, session.username())?,
        })
    }
}

impl MfaPreference {
    /// Codes by text message.
    pub fn sms(mut self, choice: MfaChoice) -> Self {
        self.sms = Some(choice);
        self
    }

    /// Codes by e-mail.
    pub fn email(mut self, choice: MfaChoice) -> Self {
        self.email = Some(choice);
        self
    }

    /// Codes of an authenticator app.
    pub fn totp(mut self, choice: MfaChoice) -> Self {
        self.totp = Some(choice);
        self
    }

    /// Passkeys.
    pub fn passkey(mut self, choice: PasskeyMfa) -> Self {
        self.passkey = Some(choice);
        self
    }
}

impl TotpSetUp {
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
    pub fn qr(&self, issuer: &str) -> Result<super::qr::QrCode, Error> {
        super::qr::QrCode::of(&self.uri(issuer))
    }

    /// Completes the set-up with a code of the app. `device_name` is a name for the app or its device;
    /// it may be empty. The factor is enabled only by [`Mfa::set_preference`].
    ///
    /// # Errors
    /// [`EnableSoftwareTokenMfa`](crate::ErrorKind::EnableSoftwareTokenMfa) or
    /// [`CodeMismatch`](crate::ErrorKind::CodeMismatch): the person can try again; and those of
    /// [`Client::session`].
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html>
    pub async fn submit(&self, code: &str, device_name: &str) -> Result<(), Error> {
        let input = self.client.token_input().await?;
        let verified = totp::verify(&self.client, input, code, device_name).await;
        verified.map(drop)
    }
}

impl fmt::Debug for TotpSetUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TotpSetUp").finish_non_exhaustive()
    }
}
