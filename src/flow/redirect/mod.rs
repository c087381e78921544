//! Signing in and out through Cognito's hosted UI: away, and back again.
//!
//! What a flow needs on its way back (the PKCE verifier, the nonce) is kept in this tab under the
//! flow's own `state`, so that several flows, of several clients, do not disturb one another.

mod answer;
mod pending;
mod popup;
mod refusal;
mod request;
mod signature;

use crate::client::Client;
use crate::engine::SignOutReport;
use crate::engine::begin::Trust;
use crate::error::Error;
use crate::platform::LocalFuture;
use crate::protocol::oauth::{
    self, Callback, CallbackError, CodeExchange, Grant, Pkce, TokenResponse,
};
use crate::protocol::secret::Secret;
use crate::protocol::text::cut;
use crate::session::record::Origin;
use crate::session::{RedirectOutcome, Session, StepUp, Wanted};
#[cfg(feature = "ui")]
pub(crate) use answer::Answer;
use answer::RETRIES;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use pending::{PREFIX, Pending, pending_key};
use popup::Way;
use refusal::{no_id_token, refused, unknown_state};
pub use request::{HostedScreen, Redirect};
#[cfg(feature = "ui")]
pub(crate) use request::{encoded, own_place};

/// A flow that is about to begin.
struct Flow {
    url: String,
    state: String,
    pending: Pending,
}

impl Client {
    /// Leaves the page for the hosted UI. [`handle_callback`](Self::handle_callback) takes over on
    /// the way back.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) where the domain or the redirect URI is
    /// not set, [`Storage`](crate::ErrorKind::Storage) where this tab can keep nothing,
    /// [`ProviderError`](crate::ErrorKind::ProviderError) with the code `login_required` where a
    /// [`prompt`](Redirect::prompt) of `none` would let somebody in by the hosted session of the person before.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
    pub async fn redirect_sign_in(&self, redirect: Redirect) -> Result<(), Error> {
        let redirect = self.asking_anew(redirect).await?;
        let flow = self.prepare(redirect, Way::Page)?;
        self.forget_stale_flows().await;
        self.leave_window().await;
        let key = pending_key(&flow.state);
        let tab = &self.platform().tab;
        tab.write(&key, &flow.pending.encode()).await?;
        self.platform().navigator.go(&flow.url);
        Ok(())
    }

    /// Has the person who is signed in show who they are once more at the hosted pages, in a stronger way
    /// or anew: as [`step_up`](Self::step_up), and for people who came by redirect.
    ///
    /// `Some` session is of the level and recent enough already: nothing happens. With `None` the page is
    /// left, and [`handle_callback`](Self::handle_callback) takes over on the way back. The tokens take the
    /// session's place when they are of that person and of that level.
    ///
    /// # Errors
    /// Those of [`session`](Self::session) and of [`redirect_sign_in`](Self::redirect_sign_in). When the
    /// person comes back: [`LevelNotReached`](crate::ErrorKind::LevelNotReached) and
    /// [`TokenRejected`](crate::ErrorKind::TokenRejected), where the session is what it was.
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
        let client = self.stepping_up(Wanted::of(step_up, &session));
        client.redirect_sign_in(redirect).await?;
        Ok(None)
    }

    /// Signs out here, then leaves the page for the hosted UI's logout, which ends its own session
    /// too and leads to the logout URI. It does so where nobody is signed in as well, and where the network
    /// is away.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) where the domain is not set, or neither
    /// the logout URI nor the redirect URI is. What could not be done at Cognito stands in the
    /// report.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>
    pub async fn redirect_sign_out(&self) -> Result<SignOutReport, Error> {
        let domain = self.domain()?;
        let uri = match &self.settings().logout_uri {
            Some(uri) => uri,
            None => self.redirect_uri()?,
        };
        let (session, mut report) = self.sign_out_here().await;
        // With nobody signed in nothing has shown that there is a network, so what is remembered holds.
        if session.is_some() {
            self.note_hosted_session(&mut report).await;
        }
        self.visit_hosted_logout(domain, uri, &mut report);
        Ok(report)
    }

    /// Where the last session ended without a visit to the hosted pages' logout, nobody is let in without a
    /// question: it is asked for, or refused in the hosted pages' own words where the app wants none.
    async fn asking_anew(&self, mut redirect: Redirect) -> Result<Redirect, Error> {
        if self.hosted_session_remains().await {
            let prompt = redirect.request.prompt.replace("login".to_owned());
            if prompt.as_deref() == Some("none") {
                let why = "the hosted pages' session may be another person's: ask for the password";
                return Err(refused("login_required".to_owned(), Some(why.to_owned())));
            }
        }
        Ok(redirect)
    }

    /// Everything that a flow needs before the person leaves.
    fn prepare(&self, redirect: Redirect, way: Way) -> Result<Flow, Error> {
        redirect.check()?;
        let domain = self.domain()?;
        let redirect_uri = self.redirect_uri()?;
        let settings = self.settings();
        let pkce = Pkce::new(self.random()?);
        let nonce = BASE64_URL_SAFE_NO_PAD.encode(self.random()?);
        let random = BASE64_URL_SAFE_NO_PAD.encode(self.random()?);
        // The client's id in front tells whose callback it is.
        let state = [&*self.state_prefix(), way.mark(), &random].concat();
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
            pending: Pending {
                grant: request.grant,
                verifier: pkce.verifier().clone(),
                nonce,
                redirect_uri: request.redirect_uri,
                app_state: redirect.app_state,
                return_to: redirect.return_to,
                started: self.platform().clock.now(),
                remember: self.0.remember,
                wanted: match &self.0.step_up {
                    Some(wanted) => Some(Wanted::clone(wanted)),
                    None => redirect.step_up.map(Wanted::of_anybody),
                },
            },
        })
    }

    /// Ends a flow with what came back of it. Boxed: two callers hold it, and each would have it
    /// inside of its own future.
    fn end_flow(
        &self,
        callback: Callback,
        pending: Pending,
    ) -> LocalFuture<'_, Result<RedirectOutcome, Error>> {
        Box::pin(async move {
            let nonce = pending.nonce.as_str();
            let (access_token, id_token, refresh_token, trust) = match callback {
                Callback::Refused {
                    error, description, ..
                } => return Err(refused(error, description)),
                Callback::Code { code, .. } if pending.grant == Grant::Code => {
                    let tokens = self.exchange(code, &pending).await?;
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
            // Tokens from the address can be anybody's work.
            if pending.grant == Grant::Implicit {
                self.verify_signature(id_token.expose()).await?;
                self.verify_signature(access_token.expose()).await?;
            }
            if let Some(wanted) = &pending.wanted {
                self.check_step_up(wanted, &record).await?;
            }
            self.forget_hosted_session().await;
            Ok(RedirectOutcome {
                session: self.begin_session(record).await?,
                app_state: pending.app_state,
                return_to: pending.return_to,
            })
        })
    }

    async fn exchange(&self, code: Secret, pending: &Pending) -> Result<TokenResponse, Error> {
        let request = CodeExchange {
            client_id: self.settings().client_id.clone(),
            redirect_uri: pending.redirect_uri.clone(),
            code,
            verifier: pending.verifier.clone(),
        };
        let domain = self.domain()?;
        let mut waits = RETRIES.iter();
        loop {
            match self.send(request.request(domain)).await {
                Err(error) if Self::is_offline(&error) => match waits.next() {
                    Some(wait) => self.platform().clock.sleep(*wait).await,
                    None => return Err(error),
                },
                answer => return Ok(oauth::token_response(&answer?)?),
            }
        }
    }

    /// What was kept for the flow of that `state`.
    async fn pending(&self, state: &str) -> Result<Pending, Error> {
        let text = self.platform().tab.read(&pending_key(state)).await?;
        let pending = text.as_deref().and_then(Pending::decode);
        pending
            .filter(|pending| !pending.is_stale(self.platform().clock.now()))
            .ok_or_else(unknown_state)
    }

    /// A flow ends once.
    async fn forget_pending(&self, state: &str) {
        let _ = self.platform().tab.remove(&pending_key(state)).await;
    }

    /// Flows that were begun and never came back.
    async fn forget_stale_flows(&self) {
        let tab = &self.platform().tab;
        for key in tab.keys(PREFIX).await.unwrap_or_default() {
            let text = tab.read(&key).await.ok().flatten().unwrap_or_default();
            if Pending::decode(&text)
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

/// An address without its query, its fragment and a slash at its end.
fn bare(url: &str) -> &str {
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
