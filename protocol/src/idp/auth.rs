//! Sign-in: the first request, and the responses to challenges.

use super::describe::{names, nested, operation, record};
use super::shared::{AnalyticsMetadata, Parameters, UserContextData};
use crate::secret::Secret;

operation! {
    InitiateAuth => InitiateAuthResponse;
    RespondToAuthChallenge => RespondToAuthChallengeResponse;
}

record! {
    /// Starts a sign-in, or refreshes its tokens.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>
    pub struct InitiateAuth {
        /// The flow.
        pub auth_flow: AuthFlow => "AuthFlow",
        /// The parameters of the flow: `USERNAME`, and `SRP_A`, `PASSWORD` or `REFRESH_TOKEN`, and so on.
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

    /// The response to [`InitiateAuth`].
    pub struct InitiateAuthResponse {
        /// The next challenge. `None` after the sign-in.
        pub challenge_name: Option<ChallengeName> => "ChallengeName",
        /// Links the response to this challenge. Its lifetime is a setting of the app client, 3 to 15 minutes.
        pub session: Option<Secret> => "Session",
        /// The parameters of the challenge.
        pub challenge_parameters: Parameters => "ChallengeParameters",
        /// The tokens, after the sign-in.
        pub authentication_result: Option<AuthenticationResult> => "AuthenticationResult",
        /// The first factors that the user can choose from (flow `USER_AUTH`).
        pub available_challenges: Vec<ChallengeName> => "AvailableChallenges",
    }

    /// Responds to a challenge.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
    pub struct RespondToAuthChallenge {
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// The name of the challenge.
        pub challenge_name: ChallengeName => "ChallengeName",
        /// The session that came with the challenge.
        pub session: Option<Secret> => "Session",
        /// The response: `USERNAME`, and the values for the challenge.
        pub challenge_responses: Parameters => "ChallengeResponses",
        /// For Amazon Pinpoint.
        pub analytics_metadata: Option<AnalyticsMetadata> => "AnalyticsMetadata",
        /// For threat protection.
        pub user_context_data: Option<UserContextData> => "UserContextData",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
    }

    /// The response to [`RespondToAuthChallenge`].
    pub struct RespondToAuthChallengeResponse {
        /// The next challenge. `None` after the sign-in.
        pub challenge_name: Option<ChallengeName> => "ChallengeName",
        /// Links the response to this challenge. Its lifetime is a setting of the app client, 3 to 15 minutes.
        pub session: Option<Secret> => "Session",
        /// The parameters of the challenge.
        pub challenge_parameters: Parameters => "ChallengeParameters",
        /// The tokens, after the sign-in.
        pub authentication_result: Option<AuthenticationResult> => "AuthenticationResult",
        /// The first factors that the user can choose from (flow `USER_AUTH`).
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
        /// The refresh token. Missing after a refresh, unless the pool rotates refresh tokens.
        pub refresh_token: Option<Secret> => "RefreshToken",
        /// The ID token, a JWT.
        pub id_token: Option<Secret> => "IdToken",
        /// The device, if the pool tracks devices and does not know this one.
        pub new_device_metadata: Option<NewDeviceMetadata> => "NewDeviceMetadata",
    }

    /// A new device.
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
    /// The flows that need no IAM key.
    pub enum AuthFlow {
        /// By SRP: the password is proved, but not sent.
        UserSrpAuth => "USER_SRP_AUTH",
        /// By a password that is sent.
        UserPasswordAuth => "USER_PASSWORD_AUTH",
        /// By a first factor that the user chooses.
        UserAuth => "USER_AUTH",
        /// By challenges that the pool's Lambda triggers define.
        CustomAuth => "CUSTOM_AUTH",
        /// By a refresh token.
        RefreshTokenAuth => "REFRESH_TOKEN_AUTH",
        /// An older name of [`RefreshTokenAuth`](Self::RefreshTokenAuth).
        RefreshToken => "REFRESH_TOKEN",
    }

    /// The challenges of a sign-in.
    pub enum ChallengeName {
        /// The code of a text message.
        SmsMfa => "SMS_MFA",
        /// The code of an e-mail.
        EmailOtp => "EMAIL_OTP",
        /// The code of an authenticator app.
        SoftwareTokenMfa => "SOFTWARE_TOKEN_MFA",
        /// The choice of a second factor.
        SelectMfaType => "SELECT_MFA_TYPE",
        /// The set-up of a second factor.
        MfaSetup => "MFA_SETUP",
        /// The proof of the password, by SRP.
        PasswordVerifier => "PASSWORD_VERIFIER",
        /// A challenge that the pool's Lambda triggers define.
        CustomChallenge => "CUSTOM_CHALLENGE",
        /// The choice of a first factor.
        SelectChallenge => "SELECT_CHALLENGE",
        /// The first step of a remembered device's proof, by SRP.
        DeviceSrpAuth => "DEVICE_SRP_AUTH",
        /// The proof of a remembered device's password, by SRP.
        DevicePasswordVerifier => "DEVICE_PASSWORD_VERIFIER",
        /// The password, sent by a server with an IAM key.
        AdminNoSrpAuth => "ADMIN_NO_SRP_AUTH",
        /// A new password to replace a temporary one.
        NewPasswordRequired => "NEW_PASSWORD_REQUIRED",
        /// The code of a text message, as the first factor.
        SmsOtp => "SMS_OTP",
        /// The password, sent (flow `USER_AUTH`).
        Password => "PASSWORD",
        /// A passkey.
        WebAuthn => "WEB_AUTHN",
        /// The password, proved by SRP (flow `USER_AUTH`).
        PasswordSrp => "PASSWORD_SRP",
    }
}
