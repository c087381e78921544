//! Checking access tokens and renewing tokens.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html>

use std::time::Duration;

use serde_json::Value;

use crate::config::{ClientSettings, Trigger, UserStatus};
use crate::errors::Failure;
use crate::state::{Context, Grant, RefreshOutcome, SignInMethod, State};
use crate::timestamp::Timestamp;
use crate::tokens::TokenSet;

impl State {
    /// Checks an access token. Returns its grant, whose scopes the caller checks.
    // Source: token-revocation, API_GetUser (`PasswordResetRequiredException`). Assumed: the message.
    pub(crate) fn of_access_token(
        &mut self,
        now: Timestamp,
        token: &str,
    ) -> Result<(Context<'_>, Grant), Failure> {
        let context = self.context(now, |pool| pool.access_token_key.is_named_by(token));
        let context = context.ok_or(Failure::access_token_invalid())?;
        let claims = context.pool.access_token_key.verify(token);
        let claims = claims.ok_or(Failure::access_token_signature())?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("token_use") != "access" {
            return Err(Failure::access_token_invalid());
        }
        let expires = claims.get("exp").and_then(Value::as_u64);
        if expires.is_none_or(|expires| now.seconds() >= expires) {
            return Err(Failure::access_token_expired());
        }
        let grant = context.pool.grants.of_access_token(text("jti")).cloned();
        let grant = grant.ok_or(Failure::access_token_invalid())?;
        if grant.revoked {
            return Err(Failure::access_token_revoked());
        }
        if context.pool.client(&grant.client_id).is_none() {
            return Err(Failure::no_such_client(&grant.client_id));
        }
        let user = context.pool.users.by_username(&grant.username);
        let user = user.ok_or(Failure::user_not_found())?;
        if !user.enabled {
            return Err(Failure::user_disabled());
        }
        if user.status == UserStatus::ResetRequired {
            return Err(Failure::password_reset_required());
        }
        Ok((context, grant))
    }
}

impl Context<'_> {
    /// Renews tokens with a refresh token, if `check` accepts its user.
    // Source: amazon-cognito-user-pools-using-the-refresh-token, token-revocation,
    // API_GetTokensFromRefreshToken. Assumed: the message.
    pub(crate) fn refresh(
        &mut self,
        client: &ClientSettings,
        token: &str,
        at: RefreshEndpoint<'_>,
        check: impl FnOnce(&str) -> Result<(), Failure>,
    ) -> Result<TokenSet, Failure> {
        let grace = Duration::from_secs(client.refresh_token_rotation.retry_grace_period_seconds);
        let (grant, expires) = match self.pool.grants.look_up(self.now, token, &client.id, grace) {
            RefreshOutcome::Good(grant, expires) => (grant, expires),
            RefreshOutcome::Unknown => return Err(Failure::refresh_token_invalid()),
            RefreshOutcome::Expired => return Err(Failure::refresh_token_expired()),
            RefreshOutcome::Revoked => return Err(Failure::refresh_token_revoked()),
            RefreshOutcome::Reused => return Err(Failure::refresh_token_reused()),
        };
        check(&grant.username)?;
        let user = self.pool.users.by_username(&grant.username);
        if !user.ok_or(Failure::refresh_token_invalid())?.enabled {
            return Err(Failure::user_disabled());
        }
        if self.remembers_devices() && !self.may_renew_with_devices(&grant, at) {
            return Err(Failure::refresh_token_invalid());
        }
        let source = "TokenGeneration_RefreshTokens";
        self.trigger_from(Trigger::PreTokenGeneration, source, &grant.username)?;
        let tokens = self.renew(client, &grant, token, expires);
        tokens.ok_or(Failure::refresh_token_invalid())
    }

    /// Whether tokens can be renewed in a pool that tracks devices.
    ///
    /// - "You must provide the confirmed device key in this request if device remembering is enabled in
    ///   your user pool":
    ///   <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html>
    /// - That a device without confirmation, a request without its key, and tokens of USER_PASSWORD_AUTH
    ///   are refused with "Invalid Refresh Token":
    ///   <https://repost.aws/knowledge-center/cognito-invalid-refresh-token-error>
    /// - "Users who sign in with an authorization code grant in managed login or through federation can
    ///   always refresh their tokens from the token endpoint", and others cannot "if remembered devices
    ///   is active": <https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html>
    fn may_renew_with_devices(&self, grant: &Grant, at: RefreshEndpoint<'_>) -> bool {
        let RefreshEndpoint::Api { device_key } = at else {
            return grant.sign_in_method == SignInMethod::Hosted;
        };
        let user = self.pool.users.by_username(&grant.username);
        let confirmed = user
            .zip(grant.device_key.as_deref())
            .and_then(|(user, key)| user.devices.find(key));
        grant.sign_in_method != SignInMethod::Password
            && confirmed.is_some_and(|device| device_key == Some(device.key.as_str()))
    }
}

/// The endpoint at which tokens are renewed.
#[derive(Clone, Copy)]
pub(crate) enum RefreshEndpoint<'a> {
    /// GetTokensFromRefreshToken and InitiateAuth.
    Api { device_key: Option<&'a str> },
    /// `/oauth2/token`.
    Token,
}
