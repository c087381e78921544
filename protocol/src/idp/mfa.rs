//! Second factors of who is signed in, and of who must set one up to sign in.

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
    /// Begins to set an authenticator app up.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html>
    pub struct AssociateSoftwareToken {
        /// The access token of who is signed in.
        pub access_token: Option<Secret> => "AccessToken",
        /// The session of an `MFA_SETUP` challenge, for who is not signed in yet.
        pub session: Option<Secret> => "Session",
    }

    /// The answer to [`AssociateSoftwareToken`].
    pub struct AssociateSoftwareTokenResponse {
        /// The secret for the authenticator app, in base32 (RFC 4648).
        pub secret_code: Option<Secret> => "SecretCode",
        /// Takes the place of the session that was given.
        pub session: Option<Secret> => "Session",
    }

    /// Ends the set-up of an authenticator app by a code of it.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html>
    pub struct VerifySoftwareToken {
        /// The access token of who is signed in.
        pub access_token: Option<Secret> => "AccessToken",
        /// The session that [`AssociateSoftwareToken`] answered, for who is not signed in yet.
        pub session: Option<Secret> => "Session",
        /// The code that the app shows, six digits.
        pub user_code: Secret => "UserCode",
        /// A name for the app or its device.
        pub friendly_device_name: Option<String> => "FriendlyDeviceName",
    }

    /// The answer to [`VerifySoftwareToken`].
    pub struct VerifySoftwareTokenResponse {
        /// Whether the code was right.
        pub status: Option<VerifySoftwareTokenStatus> => "Status",
        /// Answers the `MFA_SETUP` challenge.
        pub session: Option<Secret> => "Session",
    }

    /// Turns second factors on and off, and says which one is asked for first.
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
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
    }

    /// What a person wants of a second factor.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SMSMfaSettingsType.html>
    pub struct MfaSettings {
        /// Whether it is on.
        pub enabled: Option<bool> => "Enabled",
        /// Whether it is asked for first.
        pub preferred_mfa: Option<bool> => "PreferredMfa",
    }

    /// What a person wants of passkeys as a second factor.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnMfaSettingsType.html>
    pub struct WebAuthnMfaSettings {
        /// Whether they count as one.
        pub enabled: Option<bool> => "Enabled",
    }

    /// Turns codes by text message on or off, in the way from before [`SetUserMFAPreference`].
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html>
    pub struct SetUserSettings {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
        /// By what means codes are sent; an empty list turns them off.
        pub mfa_options: Option<Vec<MfaOption>> => "MFAOptions",
    }

    /// Tells by which factors a person can sign in.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html>
    pub struct GetUserAuthFactors {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
    }

    /// The answer to [`GetUserAuthFactors`].
    pub struct GetUserAuthFactorsResponse {
        /// The user name.
        pub username: String => "Username",
        /// The second factor that is asked for first.
        pub preferred_mfa_setting: Option<String> => "PreferredMfaSetting",
        /// The second factors that are set up.
        pub user_mfa_setting_list: Vec<String> => "UserMFASettingList",
        /// The first factors that can be used.
        pub configured_user_auth_factors: Vec<AuthFactor> => "ConfiguredUserAuthFactors",
    }
}

nested!(MfaSettings, WebAuthnMfaSettings);

names! {
    /// What came of the set-up of an authenticator app.
    pub enum VerifySoftwareTokenStatus {
        /// The code was right.
        Success => "SUCCESS",
        /// It was not.
        Error => "ERROR",
    }

    /// A factor by which a person can sign in.
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
