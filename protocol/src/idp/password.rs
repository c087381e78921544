//! Recovery and change of passwords.

use super::describe::{operation, record};
use super::shared::{AnalyticsMetadata, CodeDeliveryDetails, Parameters, UserContextData};
use crate::secret::Secret;

operation! {
    ForgotPassword => ForgotPasswordResponse;
    ConfirmForgotPassword => ();
    ChangePassword => ();
}

record! {
    /// Sends a code to a user who has forgotten their password.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html>
    pub struct ForgotPassword {
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

    /// The response to [`ForgotPassword`].
    pub struct ForgotPasswordResponse {
        /// Where the code was sent.
        pub code_delivery_details: Option<CodeDeliveryDetails> => "CodeDeliveryDetails",
    }

    /// Sets a new password, with the code from Cognito.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html>
    pub struct ConfirmForgotPassword {
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// HMAC of user name and client id, for an app client with a secret, which a client in a
        /// browser must not have.
        pub secret_hash: Option<Secret> => "SecretHash",
        /// The user name, or an alias such as the e-mail address.
        pub username: String => "Username",
        /// The code from Cognito.
        pub confirmation_code: Secret => "ConfirmationCode",
        /// The new password.
        pub password: Secret => "Password",
        /// For Amazon Pinpoint.
        pub analytics_metadata: Option<AnalyticsMetadata> => "AnalyticsMetadata",
        /// For threat protection.
        pub user_context_data: Option<UserContextData> => "UserContextData",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
    }

    /// Changes the signed-in user's password.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html>
    pub struct ChangePassword {
        /// The current password. A user without one omits it.
        pub previous_password: Option<Secret> => "PreviousPassword",
        /// The new password.
        pub proposed_password: Secret => "ProposedPassword",
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
    }
}
