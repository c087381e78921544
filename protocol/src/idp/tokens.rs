//! Tokens: renewing, exchanging and revoking them.

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

    /// Exchanges a token for one that is narrower: of fewer scopes, or for one resource only.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDerivedToken.html>
    pub struct GetDerivedToken {
        /// The id of the app client that asks.
        pub client_id: String => "ClientId",
        /// The app client's secret, which one in a browser must not have.
        pub client_secret: Option<Secret> => "ClientSecret",
        /// The token to exchange.
        pub subject_token: Secret => "SubjectToken",
        /// What kind of token that is.
        pub subject_token_type: TokenTypeIdentifier => "SubjectTokenType",
        /// The pool's identity provider that issued it; none for the pool's own tokens.
        pub subject_token_provider_name: Option<String> => "SubjectTokenProviderName",
        /// The token of a service that acts for the user (delegation).
        pub actor_token: Option<Secret> => "ActorToken",
        /// What kind of token that is.
        pub actor_token_type: Option<TokenTypeIdentifier> => "ActorTokenType",
        /// The pool's identity provider that issued it; none for the pool's own tokens.
        pub actor_token_provider_name: Option<String> => "ActorTokenProviderName",
        /// The scopes that the new token is to have; those of the subject's token where there are none.
        pub scopes: Vec<String> => "Scopes",
        /// The logical name of the service that the token is for; one at most, and no resource besides.
        pub audiences: Vec<String> => "Audiences",
        /// The identifier of the resource server that the token is for; one at most, and no audience
        /// besides.
        pub resources: Vec<String> => "Resources",
        /// What kind of token to issue.
        pub requested_token_type: Option<IssuedTokenTypeIdentifier> => "RequestedTokenType",
    }

    /// The answer to [`GetDerivedToken`].
    pub struct GetDerivedTokenResponse {
        /// The new token.
        pub issued_token: Secret => "IssuedToken",
        /// What kind of token it is.
        pub issued_token_type: IssuedTokenTypeIdentifier => "IssuedTokenType",
        /// How it is sent to the service.
        pub token_type: OAuthTokenType => "TokenType",
        /// For how long it is valid, in seconds.
        pub expires_in: Option<i64> => "ExpiresIn",
        /// The scopes that it has.
        pub scopes: Vec<String> => "Scopes",
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

names! {
    /// The kind of a token that is exchanged.
    pub enum TokenTypeIdentifier {
        /// An access token.
        AccessToken => "ACCESS_TOKEN",
        /// An ID token.
        IdToken => "ID_TOKEN",
        /// A SAML 2.0 assertion.
        Saml2 => "SAML2",
    }

    /// The kind of a token that an exchange gives.
    pub enum IssuedTokenTypeIdentifier {
        /// An access token.
        AccessToken => "ACCESS_TOKEN",
        /// An ID token.
        IdToken => "ID_TOKEN",
    }

    /// How a token is sent to the service that it is for.
    pub enum OAuthTokenType {
        /// In the header `Authorization: Bearer`.
        Bearer => "Bearer",
        /// It is no access token.
        NotApplicable => "N_A",
    }
}
