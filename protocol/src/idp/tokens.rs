//! Renewal, exchange and revocation of tokens.

use super::auth::AuthenticationResult;
use super::describe::{names, operation, record};
use super::shared::Parameters;
use crate::secret::Secret;

operation! {
    GetTokensFromRefreshToken => GetTokensFromRefreshTokenResponse;
    RevokeToken => ();
    GlobalSignOut => ();
    GetDerivedToken => GetDerivedTokenResponse;
}

record! {
    /// Renews the tokens. With rotation, also the refresh token.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html>
    pub struct GetTokensFromRefreshToken {
        /// The refresh token.
        pub refresh_token: Secret => "RefreshToken",
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// The app client's secret, which a client in a browser must not have.
        pub client_secret: Option<Secret> => "ClientSecret",
        /// The key of the device, if it is remembered.
        pub device_key: Option<String> => "DeviceKey",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
    }

    /// The response to [`GetTokensFromRefreshToken`].
    pub struct GetTokensFromRefreshTokenResponse {
        /// The new tokens.
        pub authentication_result: Option<AuthenticationResult> => "AuthenticationResult",
    }

    /// Revokes a refresh token, and the access tokens that were issued for it.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html>
    pub struct RevokeToken {
        /// The refresh token.
        pub token: Secret => "Token",
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// The app client's secret, which a client in a browser must not have.
        pub client_secret: Option<Secret> => "ClientSecret",
        /// Whether linked sessions are revoked as well.
        pub revoke_associated_sessions: Option<RevokeAssociatedSessions> => "RevokeAssociatedSessions",
    }

    /// Exchanges a token for one with fewer scopes, or for one resource only.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDerivedToken.html>
    pub struct GetDerivedToken {
        /// The app client's id.
        pub client_id: String => "ClientId",
        /// The app client's secret, which a client in a browser must not have.
        pub client_secret: Option<Secret> => "ClientSecret",
        /// The token to exchange.
        pub subject_token: Secret => "SubjectToken",
        /// The type of the token.
        pub subject_token_type: TokenTypeIdentifier => "SubjectTokenType",
        /// The pool's identity provider that issued it. `None` for the pool's own tokens.
        pub subject_token_provider_name: Option<String> => "SubjectTokenProviderName",
        /// The token of a service that acts for the user (delegation).
        pub actor_token: Option<Secret> => "ActorToken",
        /// The type of the token.
        pub actor_token_type: Option<TokenTypeIdentifier> => "ActorTokenType",
        /// The pool's identity provider that issued it. `None` for the pool's own tokens.
        pub actor_token_provider_name: Option<String> => "ActorTokenProviderName",
        /// The scopes of the new token. Empty for those of the subject token.
        pub scopes: Vec<String> => "Scopes",
        /// The logical name of the service. At most one, and only without a resource.
        pub audiences: Vec<String> => "Audiences",
        /// The identifier of the resource server. At most one, and only without an audience.
        pub resources: Vec<String> => "Resources",
        /// The type of the new token.
        pub requested_token_type: Option<IssuedTokenTypeIdentifier> => "RequestedTokenType",
    }

    /// The response to [`GetDerivedToken`].
    pub struct GetDerivedTokenResponse {
        /// The new token.
        pub issued_token: Secret => "IssuedToken",
        /// The type of the token.
        pub issued_token_type: IssuedTokenTypeIdentifier => "IssuedTokenType",
        /// How the token is sent to the service.
        pub token_type: OAuthTokenType => "TokenType",
        /// Its lifetime, in seconds.
        pub expires_in: Option<i64> => "ExpiresIn",
        /// Its scopes.
        pub scopes: Vec<String> => "Scopes",
    }

    /// Signs the user out everywhere.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html>
    pub struct GlobalSignOut {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
    }
}

names! {
    /// The other sessions that are revoked with a token.
    pub enum RevokeAssociatedSessions {
        /// None.
        None => "NONE",
        /// Linked sessions.
        Linked => "LINKED",
    }
}

names! {
    /// The type of a token to exchange.
    pub enum TokenTypeIdentifier {
        /// An access token.
        AccessToken => "ACCESS_TOKEN",
        /// An ID token.
        IdToken => "ID_TOKEN",
        /// A SAML 2.0 assertion.
        Saml2 => "SAML2",
    }

    /// The type of a token from an exchange.
    pub enum IssuedTokenTypeIdentifier {
        /// An access token.
        AccessToken => "ACCESS_TOKEN",
        /// An ID token.
        IdToken => "ID_TOKEN",
    }

    /// How a token is sent to its service.
    pub enum OAuthTokenType {
        /// In the header `Authorization: Bearer`.
        Bearer => "Bearer",
        /// It is not an access token.
        NotApplicable => "N_A",
    }
}
