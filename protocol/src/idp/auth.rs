//! Signing in: the first request, and the answers to challenges.

use super::describe::{names, nested, operation, record};
use super::shared::{AnalyticsMetadata, Parameters, UserContextData};
use crate::secret::Secret;

operation! {
    InitiateAuth => InitiateAuthResponse;
    RespondToAuthChallenge => RespondToAuthChallengeResponse;
}

record! {
    /// Begins a sign-in, or refreshes one.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>
    pub struct InitiateAuth {
        /// In which way.
        pub auth_flow: AuthFlow => "AuthFlow",
        /// What that way needs: `USERNAME`, and `SRP_A`, `PASSWORD` or `REFRESH_TOKEN`, and so on.
        pub auth_parameters: Parameters => "AuthParameters",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// For Amazon Pinpoint.
        pub analytics_metadata: Option<AnalyticsMetadata> => "AnalyticsMetadata",
        /// For threat protection.
        pub user_context_data: Option<UserContextData> => "UserContextData",
        /// The session of a sign-up that was just confirmed (flow `USER_AUTH`).
        pub session: Option<Secret> => "Session",
    }

    /// The answer to [`InitiateAuth`].
    pub struct InitiateAuthResponse {
        /// What has to be answered next; none where the person is signed in.
        pub challenge_name: Option<ChallengeName> => "ChallengeName",
        /// Ties the answer to this challenge. Valid for as long as the app client says, 3 to 15
        /// minutes.
        pub session: Option<Secret> => "Session",
        /// What one needs to know to answer the challenge.
        pub challenge_parameters: Parameters => "ChallengeParameters",
        /// The tokens, where the person is signed in.
        pub authentication_result: Option<AuthenticationResult> => "AuthenticationResult",
        /// The ways that the person may choose from (flow `USER_AUTH`).
        pub available_challenges: Vec<ChallengeName> => "AvailableChallenges",
    }

    /// Answers a challenge.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
    pub struct RespondToAuthChallenge {
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// The challenge that is answered.
        pub challenge_name: ChallengeName => "ChallengeName",
        /// The session that came with the challenge.
        pub session: Option<Secret> => "Session",
        /// The answer: `USERNAME`, and what the challenge asks for.
        pub challenge_responses: Parameters => "ChallengeResponses",
        /// For Amazon Pinpoint.
        pub analytics_metadata: Option<AnalyticsMetadata> => "AnalyticsMetadata",
        /// For threat protection.
        pub user_context_data: Option<UserContextData> => "UserContextData",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
    }

    /// The answer to [`RespondToAuthChallenge`].
    pub struct RespondToAuthChallengeResponse {
        /// What has to be answered next; none where the person is signed in.
        pub challenge_name: Option<ChallengeName> => "ChallengeName",
        /// Ties the answer to this challenge. Valid for as long as the app client says, 3 to 15
        /// minutes.
        pub session: Option<Secret> => "Session",
        /// What one needs to know to answer the challenge.
        pub challenge_parameters: Parameters => "ChallengeParameters",
        /// The tokens, where the person is signed in.
        pub authentication_result: Option<AuthenticationResult> => "AuthenticationResult",
        /// The ways that the person may choose from (flow `USER_AUTH`).
        pub available_challenges: Vec<ChallengeName> => "AvailableChallenges",
    }

    /// The tokens of a sign-in.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AuthenticationResultType.html>
    pub struct AuthenticationResult {
        /// The access token, a JWT.
        pub access_token: Option<Secret> => "AccessToken",
        /// For how long the access token is valid, in seconds.
        pub expires_in: Option<i64> => "ExpiresIn",
        /// `Bearer`.
        pub token_type: Option<String> => "TokenType",
        /// The refresh token; missing in the answer to a refresh, unless the pool rotates them.
        pub refresh_token: Option<Secret> => "RefreshToken",
        /// The ID token, a JWT.
        pub id_token: Option<Secret> => "IdToken",
        /// The device, where the pool remembers devices and has not met this one.
        pub new_device_metadata: Option<NewDeviceMetadata> => "NewDeviceMetadata",
    }

    /// A device that Cognito has not met before.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_NewDeviceMetadataType.html>
    pub struct NewDeviceMetadata {
        /// The device's key.
        pub device_key: Option<String> => "DeviceKey",
        /// The device's group key.
        pub device_group_key: Option<String> => "DeviceGroupKey",
    }
}

nested!(AuthenticationResult, NewDeviceMetadata);

names! {
    /// The ways to begin a sign-in that need no IAM key.
    pub enum AuthFlow {
        /// By a password that is proved and not sent.
        UserSrpAuth => "USER_SRP_AUTH",
        /// By a password that is sent.
        UserPasswordAuth => "USER_PASSWORD_AUTH",
        /// By whichever way the person chooses.
        UserAuth => "USER_AUTH",
        /// By challenges that the pool's Lambda triggers define.
        CustomAuth => "CUSTOM_AUTH",
        /// By a refresh token.
        RefreshTokenAuth => "REFRESH_TOKEN_AUTH",
        /// An older name of [`RefreshTokenAuth`](Self::RefreshTokenAuth).
        RefreshToken => "REFRESH_TOKEN",
    }

    /// What a person, or their device, is asked for during a sign-in.
    pub enum ChallengeName {
        /// The code of a text message.
        SmsMfa => "SMS_MFA",
        /// The code of an e-mail.
        EmailOtp => "EMAIL_OTP",
        /// The code of an authenticator app.
        SoftwareTokenMfa => "SOFTWARE_TOKEN_MFA",
        /// Which second factor to use.
        SelectMfaType => "SELECT_MFA_TYPE",
        /// To set up a second factor.
        MfaSetup => "MFA_SETUP",
        /// The proof that the password is known.
        PasswordVerifier => "PASSWORD_VERIFIER",
        /// Something that the pool's Lambda triggers define.
        CustomChallenge => "CUSTOM_CHALLENGE",
        /// Which way to sign in.
        SelectChallenge => "SELECT_CHALLENGE",
        /// The start of a remembered device's own proof.
        DeviceSrpAuth => "DEVICE_SRP_AUTH",
        /// The remembered device's own proof.
        DevicePasswordVerifier => "DEVICE_PASSWORD_VERIFIER",
        /// The password, sent by a server with an IAM key.
        AdminNoSrpAuth => "ADMIN_NO_SRP_AUTH",
        /// A new password, in place of a temporary one.
        NewPasswordRequired => "NEW_PASSWORD_REQUIRED",
        /// The code of a text message, as the first factor.
        SmsOtp => "SMS_OTP",
        /// The password, sent (flow `USER_AUTH`).
        Password => "PASSWORD",
        /// A passkey.
        WebAuthn => "WEB_AUTHN",
        /// The password, proved (flow `USER_AUTH`).
        PasswordSrp => "PASSWORD_SRP",
    }
}
