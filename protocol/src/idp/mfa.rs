//! Second factors of the signed-in user, and their set-up during a sign-in.

use super::describe::{names, nested, operation, record};
use super::profile::MfaOption;
use crate::secret::Secret;

operation! {
    AssociateSoftwareToken => AssociateSoftwareTokenResponse;
    VerifySoftwareToken => VerifySoftwareTokenResponse;
    SetUserMFAPreference => ();
    SetUserSettings => ();
    GetUserAuthFactors => GetUserAuthFactorsResponse;
}

record! {
    /// Starts the set-up of an authenticator app.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html>
    pub struct AssociateSoftwareToken {
        /// The signed-in user's access token.
        pub access_token: Option<Secret> => "AccessToken",
        /// The session of an `MFA_SETUP` challenge, for a user who is not signed in yet.
        pub session: Option<Secret> => "Session",
    }

    /// The response to [`AssociateSoftwareToken`].
    pub struct AssociateSoftwareTokenResponse {
        /// The secret for the authenticator app, in base32 (RFC 4648).
        pub secret_code: Option<Secret> => "SecretCode",
        /// Replaces the session of the request.
        pub session: Option<Secret> => "Session",
    }

    /// Ends the set-up of an authenticator app with one of its codes.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html>
    pub struct VerifySoftwareToken {
        /// The signed-in user's access token.
        pub access_token: Option<Secret> => "AccessToken",
        /// The session from [`AssociateSoftwareToken`], for a user who is not signed in yet.
        pub session: Option<Secret> => "Session",
        /// The app's code, six digits.
        pub user_code: Secret => "UserCode",
        /// A name for the app or its device.
        pub friendly_device_name: Option<String> => "FriendlyDeviceName",
    }

    /// The response to [`VerifySoftwareToken`].
    pub struct VerifySoftwareTokenResponse {
        /// Whether the code was right.
        pub status: Option<VerifySoftwareTokenStatus> => "Status",
        /// The session for the response to the `MFA_SETUP` challenge.
        pub session: Option<Secret> => "Session",
    }

    /// Enables and disables second factors, and sets the preferred one.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html>
    pub struct SetUserMFAPreference {
        /// Codes by text message.
        pub sms_mfa_settings: Option<MfaSettings> => "SMSMfaSettings",
        /// Codes of an authenticator app.
        pub software_token_mfa_settings: Option<MfaSettings> => "SoftwareTokenMfaSettings",
        /// Codes by e-mail.
        pub email_mfa_settings: Option<MfaSettings> => "EmailMfaSettings",
        /// Passkeys that count as both factors.
        pub web_authn_mfa_settings: Option<WebAuthnMfaSettings> => "WebAuthnMfaSettings",
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
    }

    /// A user's settings of a second factor.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SMSMfaSettingsType.html>
    pub struct MfaSettings {
        /// Whether it is enabled.
        pub enabled: Option<bool> => "Enabled",
        /// Whether it is preferred.
        pub preferred_mfa: Option<bool> => "PreferredMfa",
    }

    /// A user's settings of passkeys as a second factor.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnMfaSettingsType.html>
    pub struct WebAuthnMfaSettings {
        /// Whether they count as a second factor.
        pub enabled: Option<bool> => "Enabled",
    }

    /// Enables or disables codes by text message. Replaced by [`SetUserMFAPreference`].
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html>
    pub struct SetUserSettings {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
        /// How codes are sent. An empty list disables them.
        pub mfa_options: Option<Vec<MfaOption>> => "MFAOptions",
    }

    /// Lists the factors by which a user can sign in.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html>
    pub struct GetUserAuthFactors {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
    }

    /// The response to [`GetUserAuthFactors`].
    pub struct GetUserAuthFactorsResponse {
        /// The user name.
        pub username: String => "Username",
        /// The preferred second factor.
        pub preferred_mfa_setting: Option<String> => "PreferredMfaSetting",
        /// The second factors that are set up.
        pub user_mfa_setting_list: Vec<String> => "UserMFASettingList",
        /// The first factors that can be used.
        pub configured_user_auth_factors: Vec<AuthFactor> => "ConfiguredUserAuthFactors",
    }
}

nested!(MfaSettings, WebAuthnMfaSettings);

names! {
    /// The outcome of the set-up of an authenticator app.
    pub enum VerifySoftwareTokenStatus {
        /// The code was right.
        Success => "SUCCESS",
        /// The code was wrong.
        Error => "ERROR",
    }

    /// A factor by which a user can sign in.
    pub enum AuthFactor {
        /// A password.
        Password => "PASSWORD",
        /// Codes by e-mail.
        EmailOtp => "EMAIL_OTP",
        /// Codes by text message.
        SmsOtp => "SMS_OTP",
        /// A passkey.
        WebAuthn => "WEB_AUTHN",
        /// An authenticator app.
        SoftwareToken => "SOFTWARE_TOKEN",
    }
}
