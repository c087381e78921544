//! Passwords: forgotten ones, and changed ones.

use super::describe::{operation, record};
use super::shared::{AnalyticsMetadata, CodeDeliveryDetails, Parameters, UserContextData};
use crate::secret::Secret;

operation! {
    ForgotPassword => ForgotPasswordResponse;
    ConfirmForgotPassword => ();
    ChangePassword => ();
}

record! {
    /// Sends a code to somebody who forgot their password.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html>
    pub struct ForgotPassword {
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

    /// The answer to [`ForgotPassword`].
    pub struct ForgotPasswordResponse {
        /// Where the code went.
        pub code_delivery_details: Option<CodeDeliveryDetails> => "CodeDeliveryDetails",
    }

    /// Sets a new password by the code that Cognito sent.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html>
    pub struct ConfirmForgotPassword {
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// HMAC of user name and client id, where the app client has a secret, which one in a
        /// browser must not have.
        pub secret_hash: Option<Secret> => "SecretHash",
        /// The user name, or an alias such as the e-mail address.
        pub username: String => "Username",
        /// The code that Cognito sent.
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

    /// Changes the password of who is signed in.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html>
    pub struct ChangePassword {
        /// The password until now; a user who has none leaves it out.
        pub previous_password: Option<Secret> => "PreviousPassword",
        /// The password from now on.
        pub proposed_password: Secret => "ProposedPassword",
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
    }
}
