//! Requests new tokens, by the operation GetTokensFromRefreshToken or from the token endpoint.

use crate::client::Client;
use crate::error::Error;
use crate::platform::LocalFuture;
use crate::protocol::json::Value;
use crate::session::Session;
#[cfg(feature = "redirect")]
use {
    super::refresh::is_verdict,
    super::sign_out::is_unproven,
    crate::client::call::RENEWAL_TIMEOUT,
    crate::error::ErrorKind,
    crate::protocol::oauth::{self, TokenError, TokenErrorCode},
    crate::session::record::Origin,
    std::time::Duration,
};

impl Client {
    /// Requests new tokens from Cognito and returns the `AuthenticationResult`.
    ///
    /// A pool that tracks devices renews tokens only for a confirmed device, whose key must be in the request. The
    /// hosted pages confirm no devices. So in such a pool the token endpoint renews their sessions, which it always
    /// does.
    ///
    /// - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html>
    /// - <https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html>
    pub(super) fn new_tokens<'a>(
        &'a self,
        session: &'a Session,
        refresh_token: &'a str,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        Box::pin(async move {
            #[cfg(feature = "redirect")]
            if session.record().origin == Origin::Redirect
                && let Some(domain) = self.settings().domain.as_deref()
            {
                return self
                    .tokens_of_redirect(session, refresh_token, domain)
                    .await;
            }
            self.tokens_by_operation(session, refresh_token).await
        })
    }

    async fn tokens_by_operation(
        &self,
        session: &Session,
        refresh_token: &str,
    ) -> Result<Value, Error> {
        let device_key = self.device_key_of_session(session).await;
        let mut input = self.client_input();
        input.text("RefreshToken", refresh_token);
        input.optional("DeviceKey", device_key.as_deref());
        let response = self
            .send_operation_for_session("GetTokensFromRefreshToken", input)
            .await?;
        Ok(response
            .field("AuthenticationResult")
            .cloned()
            .unwrap_or_default())
    }

    /// Returns the key of the device for which a session's tokens were issued. Cognito renews them only for this
    /// device.
    ///
    /// It is in the access token:
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html>
    async fn device_key_of_session(&self, session: &Session) -> Option<String> {
        match session.access_claims().string("device_key") {
            Some(key) => Some(key.to_owned()),
            None => self.0.hooks.device_key(self, session.username()).await,
        }
    }

    /// If the access token has a device key, the pool tracks devices, and only the token endpoint is asked. Otherwise
    /// the operation is tried first, and the token endpoint if it refuses.
    #[cfg(feature = "redirect")]
    async fn tokens_of_redirect(
        &self,
        session: &Session,
        refresh_token: &str,
        domain: &str,
    ) -> Result<Value, Error> {
        let started = self.ticks();
        let refusal = match session.access_claims().string("device_key") {
            Some(_) => None,
            None => match self.tokens_by_operation(session, refresh_token).await {
                Err(error)
                    if is_verdict(&error) && error.kind() != ErrorKind::RefreshTokenReuse =>
                {
                    Some(error)
                }
                outcome => return outcome,
            },
        };
        // Both requests together must end before the lock is stolen.
        let spent = Duration::from_millis(self.ticks().saturating_sub(started));
        let left = RENEWAL_TIMEOUT
            .saturating_sub(spent)
            .max(Duration::from_secs(1));
        match self.tokens_from_endpoint(refresh_token, domain, left).await {
            Err(error) if !is_unproven(&error) => Err(refusal.unwrap_or(error)),
            outcome => outcome,
        }
    }

    #[cfg(feature = "redirect")]
    async fn tokens_from_endpoint(
        &self,
        refresh_token: &str,
        domain: &str,
        timeout: Duration,
    ) -> Result<Value, Error> {
        let asked = self.host_pause(domain);
        if !asked.is_zero() {
            let message = "the token endpoint has asked for a pause";
            return Err(Error::new(ErrorKind::Throttled, message).given_up(asked));
        }
        let client_id = &self.settings().client_id;
        let request = oauth::refresh_request(domain, client_id, &refresh_token.into());
        let response = self.send_within(request, timeout).await?;
        let tokens = oauth::token_response(&response).map_err(|error| match error {
            TokenError::Refused(refusal) if refusal.code == TokenErrorCode::InvalidGrant => {
                let message = refusal.description.unwrap_or_else(|| {
                    "the token endpoint says that the refresh token is not valid any more".into()
                });
                Error::new(ErrorKind::SessionExpired, message).with_code("invalid_grant")
            }
            other => other.into(),
        })?;
        let text = |token: &crate::protocol::secret::Secret| Value::from(token.expose());
        let optional = |token: &Option<_>| token.as_ref().map_or(Value::Null, text);
        Ok(Value::object([
            ("AccessToken", text(&tokens.access_token)),
            ("IdToken", optional(&tokens.id_token)),
            ("RefreshToken", optional(&tokens.refresh_token)),
        ]))
    }
}
