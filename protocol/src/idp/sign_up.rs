//! Sign-up: creates and confirms a user.

use super::describe::{operation, record};
use super::shared::{
    AnalyticsMetadata, Attribute, CodeDeliveryDetails, Parameters, UserContextData,
};
use crate::secret::Secret;

operation! {
    SignUp => SignUpResponse;
    ConfirmSignUp => ConfirmSignUpResponse;
    ResendConfirmationCode => ResendConfirmationCodeResponse;
}

record! {
    /// Creates a user.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>
    pub struct SignUp {
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// HMAC of user name and client id, for an app client with a secret, which a client in a
        /// browser must not have.
        pub secret_hash: Option<Secret> => "SecretHash",
        /// The user name. In a pool whose users sign in by e-mail or phone, the address or the number.
        pub username: String => "Username",
        /// The password. Optional in a pool with passwordless sign-in.
        pub password: Option<Secret> => "Password",
        /// The user's attributes.
        pub user_attributes: Vec<Attribute> => "UserAttributes",
        /// Passed to the pre sign-up Lambda trigger, and not stored.
        pub validation_data: Vec<Attribute> => "ValidationData",
        /// For Amazon Pinpoint.
        pub analytics_metadata: Option<AnalyticsMetadata> => "AnalyticsMetadata",
        /// For threat protection.
        pub user_context_data: Option<UserContextData> => "UserContextData",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
    }

    /// The response to [`SignUp`].
    pub struct SignUpResponse {
        /// Whether a Lambda trigger has confirmed the user, so that no code is needed.
        pub user_confirmed: bool => "UserConfirmed",
        /// Where the code was sent.
        pub code_delivery_details: Option<CodeDeliveryDetails> => "CodeDeliveryDetails",
        /// The user's id, a UUID.
        pub user_sub: String => "UserSub",
        /// Allows a confirmed user to sign in without a password (flow `USER_AUTH`).
        pub session: Option<Secret> => "Session",
    }

    /// Confirms a user, with the code from Cognito.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html>
    pub struct ConfirmSignUp {
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// HMAC of user name and client id, for an app client with a secret, which a client in a
        /// browser must not have.
        pub secret_hash: Option<Secret> => "SecretHash",
        /// The user name, or an alias such as the e-mail address.
        pub username: String => "Username",
        /// The code from Cognito.
        pub confirmation_code: Secret => "ConfirmationCode",
        /// Whether to move an e-mail address or phone number from another user who has it as an alias. Otherwise it is
        /// an `AliasExistsException`.
        pub force_alias_creation: Option<bool> => "ForceAliasCreation",
        /// For Amazon Pinpoint.
        pub analytics_metadata: Option<AnalyticsMetadata> => "AnalyticsMetadata",
        /// For threat protection.
        pub user_context_data: Option<UserContextData> => "UserContextData",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
        /// The session from [`SignUp`].
        pub session: Option<Secret> => "Session",
    }

    /// The response to [`ConfirmSignUp`].
    pub struct ConfirmSignUpResponse {
        /// Allows the user to sign in without further input (flow `USER_AUTH`).
        pub session: Option<Secret> => "Session",
    }

    /// Sends the code of a sign-up again.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html>
    pub struct ResendConfirmationCode {
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// HMAC of user name and client id, for an app client with a secret, which a client in a
        /// browser must not have.
        pub secret_hash: Option<Secret> => "SecretHash",
        /// For threat protection.
        pub user_context_data: Option<UserContextData> => "UserContextData",
        /// The user name, or an alias such as the e-mail address.
        pub username: String => "Username",
        /// For Amazon Pinpoint.
        pub analytics_metadata: Option<AnalyticsMetadata> => "AnalyticsMetadata",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
    }

    /// The response to [`ResendConfirmationCode`].
    pub struct ResendConfirmationCodeResponse {
        /// Where the code was sent.
        pub code_delivery_details: Option<CodeDeliveryDetails> => "CodeDeliveryDetails",
    }
}
