//! Signing in and out through Cognito's hosted UI.
//!
//! What a flow needs when it returns (the PKCE verifier, the nonce) is stored in this tab under the
//! flow's `state`, so that flows of several clients do not interfere with each other.

mod callback;
mod errors;
mod pending;
mod popup;
mod request;
mod signature;

use crate::client::Client;
use crate::engine::SignOutReport;
use crate::engine::start::Trust;
use crate::error::Error;
use crate::platform::LocalFuture;
use crate::protocol::oauth::{
    self, Callback, CallbackError, CodeExchange, Grant, Pkce, TokenResponse,
};
use crate::protocol::secret::Secret;
use crate::protocol::text::cut;
use crate::session::record::Origin;
use crate::session::{RedirectOutcome, Session, StepUp, StepUpRequirement};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
#[cfg(feature = "ui")]
pub(crate) use callback::CallbackUrl;
use callback::RETRY_DELAYS;
use errors::{no_id_token, refusal, unknown_state};
use pending::{PREFIX, PendingRedirect, pending_key};
use popup::Display;
pub use request::{HostedScreen, Redirect};
#[cfg(feature = "ui")]
pub(crate) use request::{percent_encoded, same_origin_path};

/// A flow that is ready to start.
struct Flow {
    url: String,
    state: String,
    pending: PendingRedirect,
}

impl Client {
    /// Navigates to the hosted UI. [`handle_callback`](Self::handle_callback) completes the sign-in when
    /// the person returns.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) if the domain or the redirect URI is not set,
    /// [`Storage`](crate::ErrorKind::Storage) if this tab cannot store the flow,
    /// [`ProviderError`](crate::ErrorKind::ProviderError) with the code `login_required` if a
    /// [`prompt`](Redirect::prompt) of `none` could sign in the previous person by their hosted session.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
    pub async fn redirect_sign_in(&self, redirect: Redirect) -> Result<(), Error> {
        let redirect = self.with_required_prompt(redirect).await?;
        let flow = self.prepare_flow(redirect, Display::Page)?;
        self.forget_stale_flows().await;
        self.forget_popup_state().await;
        let key = pending_key(&flow.state);
        let tab = &self.platform().tab;
        tab.write(&key, &flow.pending.encode()).await?;
        self.platform().navigator.go(&flow.url);
        Ok(())
    }

    /// Has the signed-in person authenticate again at the hosted UI, more strongly or more recently. Like
    /// [`step_up`](Self::step_up), for people who signed in by redirect.
    ///
    /// Returns the session if it already meets `step_up`. Otherwise it navigates to the hosted UI and
    /// returns `None`; [`handle_callback`](Self::handle_callback) completes the step-up when the person
    /// returns. The new tokens replace the session if they belong to the same person and meet `step_up`.
    ///
    /// # Errors
    /// Those of [`session`](Self::session) and of [`redirect_sign_in`](Self::redirect_sign_in). When the
    /// person returns: [`LevelNotReached`](crate::ErrorKind::LevelNotReached) and
    /// [`TokenRejected`](crate::ErrorKind::TokenRejected); the session is unchanged then.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html>
    pub async fn redirect_step_up(
        &self,
        step_up: StepUp,
        redirect: Redirect,
    ) -> Result<Option<Session>, Error> {
        let session = self.session().await?;
        if self.meets(&session, &step_up) {
            return Ok(Some(session));
        }
        let mut redirect = redirect.step_up(step_up.clone());
        redirect
            .request
            .login_hint
            .get_or_insert_with(|| session.username().to_owned());
        let client = self.with_step_up(StepUpRequirement::for_session(step_up, &session));
        client.redirect_sign_in(redirect).await?;
        Ok(None)
    }

    /// Signs out here, then navigates to the logout endpoint of the hosted UI, which ends its own session
    /// and redirects to the logout URI. It does so also if nobody is signed in or the network is
    /// unavailable.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) if the domain is not set, or neither the logout
    /// URI nor the redirect URI. The report contains what failed at Cognito.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>
    pub async fn redirect_sign_out(&self) -> Result<SignOutReport, Error> {
        let domain = self.domain()?;
        let uri = match &self.settings().logout_uri {
            Some(uri) => uri,
            None => self.redirect_uri()?,
        };
        let (session, mut report) = self.sign_out_here().await;
        // Without a session no request was made, so the network may be unavailable and the stored note
        // about the hosted session stays.
        if session.is_some() {
            self.note_hosted_logout(&mut report).await;
        }
        self.visit_hosted_logout(domain, uri, &mut report);
        Ok(report)
    }

    /// If the last session ended without a visit to the logout endpoint, the hosted UI may still have a
    /// session of the previous person. Then a `prompt` of `login` is set; a `prompt` of `none` is refused
    /// with the hosted UI's own error.
    async fn with_required_prompt(&self, mut redirect: Redirect) -> Result<Redirect, Error> {
        if self.hosted_session_remains().await {
            let prompt = redirect.request.prompt.replace("login".to_owned());
            if prompt.as_deref() == Some("none") {
                let why = "the hosted UI may have another person's session: ask for the password";
                return Err(refusal("login_required".to_owned(), Some(why.to_owned())));
            }
        }
        Ok(redirect)
    }

    /// Creates the state and the address of a flow.
    fn prepare_flow(&self, redirect: Redirect, display: Display) -> Result<Flow, Error> {
        redirect.check()?;
        let domain = self.domain()?;
        let redirect_uri = self.redirect_uri()?;
        let settings = self.settings();
        let pkce = Pkce::new(self.random()?);
        let nonce = BASE64_URL_SAFE_NO_PAD.encode(self.random()?);
        let random = BASE64_URL_SAFE_NO_PAD.encode(self.random()?);
        // The client's id at the start identifies the client that a callback is for.
        let state = [&*self.state_prefix(), display.state_marker(), &random].concat();
        let mut request = redirect.request;
        request.client_id = settings.client_id.clone();
        request.redirect_uri = redirect_uri.to_owned();
        let mut scopes = settings.scopes.clone();
        scopes.append(&mut request.scopes);
        request.scopes = scopes;
        request.state = state.clone();
        request.nonce = Some(nonce.clone());
        request.code_challenge = (request.grant == Grant::Code).then(|| pkce.challenge());
        Ok(Flow {
            url: request.url(domain),
            state,
            pending: PendingRedirect {
                grant: request.grant,
                verifier: pkce.verifier().clone(),
                nonce,
                redirect_uri: request.redirect_uri,
                app_state: redirect.app_state,
                return_to: redirect.return_to,
                started: self.platform().clock.now(),
                remember: self.0.remember,
                wanted: match &self.0.step_up {
                    Some(wanted) => Some(StepUpRequirement::clone(wanted)),
                    None => redirect.step_up.map(StepUpRequirement::for_any_user),
                },
            },
        })
    }

    /// Completes a flow with its callback. Boxed, so that its two callers' futures do not each contain
    /// a copy of it.
    fn complete_flow(
        &self,
        callback: Callback,
        pending: PendingRedirect,
    ) -> LocalFuture<'_, Result<RedirectOutcome, Error>> {
        Box::pin(async move {
            let nonce = pending.nonce.as_str();
            let (access_token, id_token, refresh_token, trust) = match callback {
                Callback::Refused {
                    error, description, ..
                } => return Err(refusal(error, description)),
                Callback::Code { code, .. } if pending.grant == Grant::Code => {
                    let tokens = self.exchange_code(code, &pending).await?;
                    let trust = Trust::Tls { nonce: Some(nonce) };
                    let refresh_token = tokens.refresh_token;
                    (tokens.access_token, tokens.id_token, refresh_token, trust)
                }
                Callback::Tokens {
                    access_token,
                    id_token,
                    ..
                } if pending.grant == Grant::Implicit => {
                    (access_token, id_token, None, Trust::FrontChannel { nonce })
                }
                _ => return Err(unknown_state()),
            };
            let id_token = id_token.ok_or_else(no_id_token)?;
            let client = self.remember(pending.remember);
            let record = client.checked_record(
                id_token.expose(),
                access_token.expose(),
                refresh_token.map(|token| token.expose().to_owned()),
                trust,
                Origin::Redirect,
            )?;
            // Tokens in an address can be forged.
            if pending.grant == Grant::Implicit {
                self.verify_signature(id_token.expose()).await?;
                self.verify_signature(access_token.expose()).await?;
            }
            if let Some(wanted) = &pending.wanted {
                self.check_step_up(wanted, &record).await?;
            }
            self.forget_hosted_session().await;
            Ok(RedirectOutcome {
                session: self.start_session(record).await?,
                app_state: pending.app_state,
                return_to: pending.return_to,
            })
        })
    }

    async fn exchange_code(
        &self,
        code: Secret,
        pending: &PendingRedirect,
    ) -> Result<TokenResponse, Error> {
        let request = CodeExchange {
            client_id: self.settings().client_id.clone(),
            redirect_uri: pending.redirect_uri.clone(),
            code,
            verifier: pending.verifier.clone(),
        };
        let domain = self.domain()?;
        let mut delays = RETRY_DELAYS.iter();
        loop {
            match self.send(request.request(domain)).await {
                Err(error) if Self::is_network_error(&error) => match delays.next() {
                    Some(delay) => self.platform().clock.sleep(*delay).await,
                    None => return Err(error),
                },
                response => return Ok(oauth::token_response(&response?)?),
            }
        }
    }

    /// Loads what was stored for the flow of that `state`.
    async fn pending(&self, state: &str) -> Result<PendingRedirect, Error> {
        let text = self.platform().tab.read(&pending_key(state)).await?;
        let pending = text.as_deref().and_then(PendingRedirect::decode);
        pending
            .filter(|pending| !pending.is_stale(self.platform().clock.now()))
            .ok_or_else(unknown_state)
    }

    async fn forget_pending(&self, state: &str) {
        let _ = self.platform().tab.remove(&pending_key(state)).await;
    }

    /// Removes flows that were started and never returned.
    async fn forget_stale_flows(&self) {
        let tab = &self.platform().tab;
        for key in tab.keys(PREFIX).await.unwrap_or_default() {
            let text = tab.read(&key).await.ok().flatten().unwrap_or_default();
            if PendingRedirect::decode(&text)
                .is_none_or(|pending| pending.is_stale(self.platform().clock.now()))
            {
                let _ = tab.remove(&key).await;
            }
        }
    }

    fn domain(&self) -> Result<&str, Error> {
        self.settings().domain.as_deref().ok_or_else(|| {
            Error::configuration(
                "domain",
                "the redirect sign-in needs the domain of the hosted UI",
            )
        })
    }

    fn redirect_uri(&self) -> Result<&str, Error> {
        self.settings().redirect_uri.as_deref().ok_or_else(|| {
            Error::configuration(
                "redirect_uri",
                "the redirect sign-in needs one of the app client's callback URLs",
            )
        })
    }
}

/// Returns an address without its query, its fragment and a trailing slash.
fn without_query_and_fragment(url: &str) -> &str {
    let (url, _) = cut(url, b'#');
    let (url, _) = cut(url, b'?');
    url.strip_suffix('/').unwrap_or(url)
}

fn state_of(callback: &Result<Callback, CallbackError>) -> Option<&str> {
    match callback {
        Ok(Callback::Code { state, .. } | Callback::Tokens { state, .. }) => Some(state),
        Ok(Callback::Refused { state, .. }) => state.as_deref(),
        Err(CallbackError::Missing { state, .. }) => state.as_deref(),
        Ok(Callback::None) | Err(CallbackError::Malformed { .. }) => None,
    }
}
