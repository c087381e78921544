//! Tokens: renewing and revoking them.

use super::auth::AuthenticationResult;
use super::describe::{names, operation, record};
use super::shared::Parameters;
use crate::protocol::secret::Secret;

operation! {
    GetTokensFromRefreshToken => GetTokensFromRefreshTokenResponse;
    RevokeToken => ();
    GlobalSignOut => ();
}

record! {
    /// Renews the tokens; with rotation, the refresh token too.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html>
    pub struct GetTokensFromRefreshToken {
        /// The refresh token.
        pub refresh_token: Secret => "RefreshToken",
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// The app client's secret, which one in a browser must not have.
        pub client_secret: Option<Secret> => "ClientSecret",
        /// The key of the device that was signed in, where it is remembered.
        pub device_key: Option<String> => "DeviceKey",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
    }

    /// The answer to [`GetTokensFromRefreshToken`].
    pub struct GetTokensFromRefreshTokenResponse {
        /// The new tokens.
        pub authentication_result: Option<AuthenticationResult> => "AuthenticationResult",
    }

    /// Revokes a refresh token, and the access tokens that came of it.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html>
    pub struct RevokeToken {
        /// The refresh token.
        pub token: Secret => "Token",
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// The app client's secret, which one in a browser must not have.
        pub client_secret: Option<Secret> => "ClientSecret",
        /// Whether the sessions that are linked with this one end as well.
        pub revoke_associated_sessions: Option<RevokeAssociatedSessions> => "RevokeAssociatedSessions",
    }

    /// Signs the person out everywhere.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html>
    pub struct GlobalSignOut {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
    }
}

names! {
    /// Which other sessions end with a revoked token.
    pub enum RevokeAssociatedSessions {
        /// No other one.
        None => "NONE",
        /// The linked ones.
        Linked => "LINKED",
    }
}
