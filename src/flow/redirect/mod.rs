//! Signing in and out through Cognito's hosted UI: away, and back again.
//!
//! What a flow needs on its way back (the PKCE verifier, the nonce) is kept in this tab under the
//! flow's own `state`, so that several flows, of several clients, do not disturb one another.

mod pending;
mod refusal;

use crate::client::{Client, Trust};
use crate::error::Error;
use crate::protocol::base64url;
use crate::protocol::oauth::{
    self, AuthorizeRequest, Callback, CallbackError, CodeExchange, Grant, LogoutRequest,
    LogoutTarget, Page, Pkce, TokenResponse,
};
use crate::protocol::secret::Secret;
use crate::session::record::Origin;
use crate::session::{Session, SignOutReport};
use pending::{PREFIX, Pending, pending_key};
use refusal::{no_id_token, refused, unknown_state};

/// How to sign in through the hosted UI.
#[derive(Clone, Debug, Default)]
pub struct Redirect {
    request: AuthorizeRequest,
    app_state: Option<String>,
}

/// The screen of the hosted UI that a person sees first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostedScreen {
    /// Sign-in; skipped for whom the hosted UI remembers.
    #[default]
    SignIn,
    /// Sign-up.
    SignUp,
    /// A forgotten password.
    ForgotPassword,
}

/// What came back with a redirect.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RedirectOutcome {
    /// The session of the person who signed in.
    pub session: Session,
    /// What the app gave to [`Redirect::app_state`].
    pub app_state: Option<String>,
}

impl Redirect {
    /// The authorization code grant with PKCE: the tokens never stand in an address.
    ///
    /// [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)
    pub fn code() -> Self {
        Redirect::default()
    }

    /// The implicit grant: the tokens come in the address's fragment, and cannot be renewed. For
    /// app clients that allow nothing else.
    ///
    /// [RFC 6749, section 4.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.2)
    pub fn implicit() -> Self {
        let request = AuthorizeRequest {
            grant: Grant::Implicit,
            ..Default::default()
        };
        Redirect {
            request,
            app_state: None,
        }
    }

    /// Goes straight to an identity provider: `Google`, `Facebook`, `LoginWithAmazon`,
    /// `SignInWithApple`, or the name of a SAML or OIDC provider in the pool.
    pub fn provider(mut self, name: impl Into<String>) -> Self {
        self.request.identity_provider = Some(name.into());
        self
    }

    /// The language of the hosted UI's pages, as in `de` or `pt-BR`.
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.request.lang = Some(lang.into());
        self
    }

    /// The user name or e-mail address that is filled in.
    pub fn login_hint(mut self, hint: impl Into<String>) -> Self {
        self.request.login_hint = Some(hint.into());
        self
    }

    /// `login` asks for the password even of whom the hosted UI remembers; `none` never asks.
    pub fn prompt(mut self, prompt: impl Into<String>) -> Self {
        self.request.prompt = Some(prompt.into());
        self
    }

    /// The screen that the person sees first.
    pub fn screen(mut self, screen: HostedScreen) -> Self {
        self.request.page = match screen {
            HostedScreen::SignIn => Page::Authorize,
            HostedScreen::SignUp => Page::SignUp,
            HostedScreen::ForgotPassword => Page::ForgotPassword,
        };
        self
    }

    /// Something of the app's that comes back intact. It stays in this tab and is never sent.
    pub fn app_state(mut self, state: impl Into<String>) -> Self {
        self.app_state = Some(state.into());
        self
    }
}

impl Client {
    /// Leaves the page for the hosted UI. [`handle_callback`](Self::handle_callback) takes over on
    /// the way back.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) where the domain or the redirect URI is
    /// not set, [`Storage`](crate::ErrorKind::Storage) where this tab can keep nothing.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
    pub async fn redirect_sign_in(&self, redirect: Redirect) -> Result<(), Error> {
        let domain = self.domain()?;
        let redirect_uri = self.redirect_uri()?;
        let pkce = Pkce::new(self.random()?);
        let nonce = base64url::encode(&self.random()?);
        // The client's id in front tells whose callback it is when a page has several clients.
        let state = [
            &self.settings().client_id,
            ".",
            &base64url::encode(&self.random()?),
        ]
        .concat();
        let grant = redirect.request.grant;
        let pending = Pending {
            grant,
            verifier: pkce.verifier().clone(),
            nonce: nonce.clone(),
            redirect_uri: redirect_uri.to_owned(),
            app_state: redirect.app_state,
            begun: self.platform().clock.now(),
        };
        self.forget_stale_flows().await;
        let key = pending_key(&state);
        self.platform().tab.write(&key, &pending.encode()).await?;
        let request = AuthorizeRequest {
            client_id: self.settings().client_id.clone(),
            redirect_uri: redirect_uri.to_owned(),
            scopes: self.settings().scopes.clone(),
            state,
            nonce: Some(nonce),
            code_challenge: (grant == Grant::Code).then(|| pkce.challenge()),
            ..redirect.request
        };
        self.platform().navigator.go(&request.url(domain));
        Ok(())
    }

    /// Ends a redirect sign-in where the page's address is a callback; `None` where it is not one
    /// of this client's. Call it once, when the page starts.
    ///
    /// The address is cleaned before anything else happens, and a flow can end only once. A
    /// session that was there stays when the callback is refused.
    ///
    /// # Errors
    /// - [`UnknownState`](crate::ErrorKind::UnknownState): this tab did not begin the flow, or it
    ///   has ended already;
    /// - [`AccessDenied`](crate::ErrorKind::AccessDenied),
    ///   [`ProviderError`](crate::ErrorKind::ProviderError): what the hosted UI or the
    ///   identity provider answered;
    /// - [`IncompleteCallback`](crate::ErrorKind::IncompleteCallback): a part of the address is
    ///   missing;
    /// - [`CodeUsed`](crate::ErrorKind::CodeUsed): the code was used before, or is too old;
    /// - [`TokenRejected`](crate::ErrorKind::TokenRejected): the tokens are not for this app;
    /// - a retryable one where Cognito could not be reached: the person begins again.
    pub async fn handle_callback(&self) -> Result<Option<RedirectOutcome>, Error> {
        let navigator = self.platform().navigator.clone();
        let url = navigator.url();
        if !self.is_callback_address(&url) {
            return Ok(None);
        }
        let callback = Callback::parse(&url);
        if matches!(callback, Ok(Callback::None)) || self.is_another_clients(&callback).await {
            return Ok(None);
        }
        navigator.replace_url(&oauth::strip_callback(&url));
        let state = state_of(&callback).unwrap_or_default().to_owned();
        let pending = self.take_pending(&state).await;
        let outcome = match callback.map_err(Error::from)? {
            Callback::None => return Ok(None),
            Callback::Refused {
                error, description, ..
            } => {
                pending?;
                return Err(refused(error, description));
            }
            Callback::Code { code, .. } => self.exchange(code, pending?).await?,
            Callback::Tokens {
                access_token,
                id_token,
                ..
            } => self.accept_tokens(access_token, id_token, pending?).await?,
        };
        Ok(Some(outcome))
    }

    /// Signs out here, then leaves the page for the hosted UI's logout, which ends its own session
    /// too and leads to the logout URI.
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
        let request = LogoutRequest {
            client_id: self.settings().client_id.clone(),
            target: LogoutTarget::Page(uri.to_owned()),
        };
        let report = self.sign_out().await?;
        self.platform().navigator.go(&request.url(domain));
        Ok(report)
    }

    async fn exchange(&self, code: Secret, pending: Pending) -> Result<RedirectOutcome, Error> {
        if pending.grant != Grant::Code {
            return Err(unknown_state());
        }
        let request = CodeExchange {
            client_id: self.settings().client_id.clone(),
            redirect_uri: pending.redirect_uri,
            code,
            verifier: pending.verifier,
        };
        let answer = self.send(request.request(self.domain()?)).await?;
        let tokens = oauth::token_response(&answer)?;
        let TokenResponse {
            access_token,
            id_token,
            refresh_token,
            ..
        } = tokens;
        let id_token = id_token.ok_or_else(no_id_token)?;
        let record = self.checked_record(
            id_token.expose(),
            access_token.expose(),
            refresh_token.map(|token| token.expose().to_owned()),
            Trust::Tls {
                nonce: Some(&pending.nonce),
            },
            Origin::Redirect,
        )?;
        let session = self.begin_session(record).await?;
        Ok(RedirectOutcome {
            session,
            app_state: pending.app_state,
        })
    }

    /// Tokens from the address, which anybody can have made: their signatures are verified.
    async fn accept_tokens(
        &self,
        access_token: Secret,
        id_token: Option<Secret>,
        pending: Pending,
    ) -> Result<RedirectOutcome, Error> {
        if pending.grant != Grant::Implicit {
            return Err(unknown_state());
        }
        let id_token = id_token.ok_or_else(no_id_token)?;
        let record = self.checked_record(
            id_token.expose(),
            access_token.expose(),
            None,
            Trust::FrontChannel {
                nonce: &pending.nonce,
            },
            Origin::Redirect,
        )?;
        self.verify_signature(id_token.expose()).await?;
        self.verify_signature(access_token.expose()).await?;
        let session = self.begin_session(record).await?;
        Ok(RedirectOutcome {
            session,
            app_state: pending.app_state,
        })
    }

    /// Whether the page's address is the redirect URI, its query and fragment left aside.
    fn is_callback_address(&self, url: &str) -> bool {
        let bare = |url: &str| -> String {
            let bare = url.split(['?', '#']).next().unwrap_or_default();
            bare.trim_end_matches('/').to_owned()
        };
        let uri = self.settings().redirect_uri.as_deref();
        uri.is_some_and(|uri| bare(uri) == bare(url))
    }

    /// Whether another client of this page began the flow: then it is that one's to end.
    async fn is_another_clients(&self, callback: &Result<Callback, CallbackError>) -> bool {
        let Some(state) = state_of(callback) else {
            return false;
        };
        let ours = state.split('.').next() == Some(self.settings().client_id.as_str());
        !ours
            && matches!(
                self.platform().tab.read(&pending_key(state)).await,
                Ok(Some(_))
            )
    }

    /// What was kept for the flow of that `state`, and is forgotten by this: a flow ends once.
    async fn take_pending(&self, state: &str) -> Result<Pending, Error> {
        let key = pending_key(state);
        let tab = &self.platform().tab;
        let text = tab.read(&key).await?.ok_or_else(unknown_state)?;
        tab.remove(&key).await?;
        let pending = Pending::decode(&text).ok_or_else(unknown_state)?;
        match pending.is_stale(self.platform().clock.now()) {
            true => Err(unknown_state()),
            false => Ok(pending),
        }
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

fn state_of(callback: &Result<Callback, CallbackError>) -> Option<&str> {
    match callback {
        Ok(Callback::Code { state, .. } | Callback::Tokens { state, .. }) => Some(state),
        Ok(Callback::Refused { state, .. }) => state.as_deref(),
        Err(CallbackError::Missing { state, .. }) => state.as_deref(),
        Ok(Callback::None) | Err(CallbackError::Malformed { .. }) => None,
    }
}
