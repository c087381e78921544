//! Signing up: a new user, and the code that confirms them.

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
    /// Makes a new user.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>
    pub struct SignUp {
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// HMAC of user name and client id, where the app client has a secret, which one in a
        /// browser must not have.
        pub secret_hash: Option<Secret> => "SecretHash",
        /// The user name, or, in a pool that signs in by e-mail or phone, that address.
        pub username: String => "Username",
        /// The password; may be left out in a pool that has sign-in without one.
        pub password: Option<Secret> => "Password",
        /// The user's attributes.
        pub user_attributes: Vec<Attribute> => "UserAttributes",
        /// Passed to the pre sign-up Lambda trigger, and not kept.
        pub validation_data: Vec<Attribute> => "ValidationData",
        /// For Amazon Pinpoint.
        pub analytics_metadata: Option<AnalyticsMetadata> => "AnalyticsMetadata",
        /// For threat protection.
        pub user_context_data: Option<UserContextData> => "UserContextData",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
    }

    /// The answer to [`SignUp`].
    pub struct SignUpResponse {
        /// Whether the user may sign in without a code (a Lambda trigger confirmed them).
        pub user_confirmed: bool => "UserConfirmed",
        /// Where the code went.
        pub code_delivery_details: Option<CodeDeliveryDetails> => "CodeDeliveryDetails",
        /// The user's id, a UUID.
        pub user_sub: String => "UserSub",
        /// Lets a confirmed user sign in without a password (flow `USER_AUTH`).
        pub session: Option<Secret> => "Session",
    }

    /// Confirms a new user by the code that Cognito sent.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html>
    pub struct ConfirmSignUp {
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// HMAC of user name and client id, where the app client has a secret, which one in a
        /// browser must not have.
        pub secret_hash: Option<Secret> => "SecretHash",
        /// The user name, or an alias such as the e-mail address.
        pub username: String => "Username",
        /// The code that Cognito sent.
        pub confirmation_code: Secret => "ConfirmationCode",
        /// Whether to take an e-mail address or phone number over from another user who has it as
        /// an alias; otherwise that is an `AliasExistsException`.
        pub force_alias_creation: Option<bool> => "ForceAliasCreation",
        /// For Amazon Pinpoint.
        pub analytics_metadata: Option<AnalyticsMetadata> => "AnalyticsMetadata",
        /// For threat protection.
        pub user_context_data: Option<UserContextData> => "UserContextData",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
        /// The session that [`SignUp`] answered.
        pub session: Option<Secret> => "Session",
    }

    /// The answer to [`ConfirmSignUp`].
    pub struct ConfirmSignUpResponse {
        /// Lets the user sign in without entering anything more (flow `USER_AUTH`).
        pub session: Option<Secret> => "Session",
    }

    /// Sends the code of a sign-up again.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html>
    pub struct ResendConfirmationCode {
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// HMAC of user name and client id, where the app client has a secret, which one in a
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

    /// The answer to [`ResendConfirmationCode`].
    pub struct ResendConfirmationCodeResponse {
        /// Where the code went.
        pub code_delivery_details: Option<CodeDeliveryDetails> => "CodeDeliveryDetails",
    }
}
