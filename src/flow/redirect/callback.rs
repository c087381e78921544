//! The callback of the hosted UI. It is removed from the page's address and stored in this tab until
//! the flow has completed, so that the flow can be completed after a network failure.

use std::time::Duration;

use super::errors::{refusal, unknown_state};
use super::pending::{PREFIX, PendingRedirect};
use super::popup::is_popup_state;
use super::{Redirect, RedirectOutcome, state_of, without_query_and_fragment};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::Timestamp;
use crate::protocol::json::{self, integer_text};
use crate::protocol::oauth::{self, Callback, Stateless};
use crate::protocol::secret::Secret;
use crate::protocol::text::{cut, has};

use crate::session::callback::CallbackRole;

/// The lifetime of an authorization code.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
const CODE_LIFETIME: Duration = Duration::from_secs(300);

/// A flow that this client started returns with its `state`. If a code without a `state` arrives within
/// this time after the start, the `state` was lost; it is not another visit from a provider's portal.
const LOST_STATE_PERIOD: Duration = Duration::from_secs(60);

/// The delays before the code is sent again after a network failure.
pub(super) const RETRY_DELAYS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// The address of a callback, with its parameters.
pub(crate) type CallbackUrl = Secret;

impl Client {
    /// Completes a redirect sign-in if the page's address is a callback for this client; returns `None`
    /// if it is not. Call it when the page starts.
    ///
    /// A callback is for this client if its `state` begins with the client's id, as every `state` that
    /// the client sends does. A `code`, `state` or `error` parameter of the app itself stays in the
    /// address. Some servers omit the `state` from an error. Such a callback is accepted on the page of
    /// the redirect URI if it has both `error` and `error_description` and this tab has an unfinished
    /// flow, and in a window that [`popup_sign_in`](Self::popup_sign_in) opened.
    ///
    /// The parameters are removed from the address first. A flow can be completed only once; concurrent
    /// calls get the same outcome. If the callback is rejected, an existing session stays. If Cognito
    /// cannot be reached, the callback is stored in this tab for the five minutes that a code is valid:
    /// call this again, in this page or after a reload. Tokens of the implicit grant are not stored.
    ///
    /// In a window that [`popup_sign_in`](Self::popup_sign_in) opened, it passes the address to the page
    /// that opened the window, closes the window, and never returns. If the flow returns in an
    /// ordinary tab instead of that window, or if the browser does not close the window, it returns `None`
    /// immediately: the other page signs the person in. It never returns either if
    /// [`idp_initiated`](crate::ClientConfig::idp_initiated) sends the person to a provider.
    ///
    /// # Errors
    /// - [`UnknownState`](crate::ErrorKind::UnknownState): this tab did not start the flow, or the flow
    ///   was already completed;
    /// - [`AccessDenied`](crate::ErrorKind::AccessDenied),
    ///   [`ProviderError`](crate::ErrorKind::ProviderError): the error of the hosted UI or of the
    ///   identity provider;
    /// - [`IncompleteCallback`](crate::ErrorKind::IncompleteCallback): a parameter is missing;
    /// - [`CodeUsed`](crate::ErrorKind::CodeUsed): the code was already used, or has expired;
    /// - [`TokenRejected`](crate::ErrorKind::TokenRejected): the tokens are not for this app;
    /// - a retryable error if Cognito could not be reached.
    pub async fn handle_callback(&self) -> Result<Option<RedirectOutcome>, Error> {
        let callback_url = self.take_callback_url();
        self.complete_redirect(callback_url).await
    }

    /// Like `handle_callback`, with a callback that was already removed from the address.
    pub(crate) async fn complete_redirect(
        &self,
        callback_url: Option<CallbackUrl>,
    ) -> Result<Option<RedirectOutcome>, Error> {
        // On a server there is no page, and its platform cannot spawn.
        if callback_url.is_none() && self.platform().navigator.url().is_empty() {
            return Ok(None);
        }
        let run = match self.0.callbacks.join() {
            CallbackRole::Waiter(run) => run,
            CallbackRole::Runner(run) => {
                // Spawned, so that it continues if the first caller drops its future.
                let (client, finished) = (self.clone(), run.clone());
                self.platform().spawn.spawn(Box::pin(async move {
                    let outcome = client.complete_callback(callback_url).await;
                    client.0.callbacks.finish(&finished, outcome);
                }));
                run
            }
        };
        run.outcome().await
    }

    /// Removes a callback for this client from the page's address, and returns the original address.
    pub(crate) fn take_callback_url(&self) -> Option<CallbackUrl> {
        let navigator = &self.platform().navigator;
        let url = navigator.url();
        let clean = oauth::strip_callback(&url, &self.state_prefix());
        (clean.len() < url.len()).then(|| {
            navigator.replace_url(&clean);
            Secret::new(url)
        })
    }

    /// Whether [`handle_callback`](Self::handle_callback) may have something to do. A callback that was
    /// removed from the address is stored first.
    #[cfg(feature = "ui")]
    pub(crate) async fn has_callback(&self, callback_url: &Option<CallbackUrl>) -> bool {
        if let Some(callback_url) = callback_url {
            self.save_callback_url(callback_url).await;
            return true;
        }
        let kept = self.platform().tab.read(&self.callback_url_key()).await;
        self.url_looks_like_callback() || matches!(kept, Ok(Some(_)))
    }

    /// Whether the page's address looks like a callback, for this client or another one.
    #[cfg(feature = "ui")]
    pub(crate) fn url_looks_like_callback(&self) -> bool {
        let url = self.platform().navigator.url();
        ["code=", "error=", "state="]
            .iter()
            .any(|name| has(&url, name))
    }

    /// The prefix of every `state` of this client.
    pub(super) fn state_prefix(&self) -> String {
        [self.settings().client_id.as_str(), "."].concat()
    }

    async fn complete_callback(
        &self,
        callback_url: Option<CallbackUrl>,
    ) -> Result<Option<RedirectOutcome>, Error> {
        let callback_url = match callback_url {
            Some(callback_url) => {
                self.save_callback_url(&callback_url).await;
                callback_url
            }
            None => match self.load_callback_url().await {
                Some(callback_url) => callback_url,
                None => return self.complete_stateless().await,
            },
        };
        let callback = Callback::parse(callback_url.expose(), &self.state_prefix());
        let state = state_of(&callback).unwrap_or_default().to_owned();
        if is_popup_state(&state) && self.hand_over(&state, callback_url.expose()).await {
            return Ok(None);
        }
        // Only a request can be repeated.
        let is_refused = matches!(callback, Ok(Callback::Refused { .. }));
        let ended = async {
            let pending = self.pending(&state).await;
            self.complete_flow(callback?, pending?).await
        };
        let outcome = ended.await;
        if is_refused || !matches!(&outcome, Err(error) if error.is_retryable()) {
            self.forget_callback_url().await;
            self.forget_pending(&state).await;
        }
        outcome.map(Some)
    }

    /// Handles a callback without a `state`.
    async fn complete_stateless(&self) -> Result<Option<RedirectOutcome>, Error> {
        let url = self.platform().navigator.url();
        if !self.is_callback_address(&url) {
            return Ok(None);
        }
        match Callback::parse_stateless(&url) {
            Stateless::Refused(Callback::Refused {
                error, description, ..
            }) => {
                self.complete_refusal(&url, refusal(error, description))
                    .await
            }
            Stateless::Code => self.restart_unsolicited_flow(&url).await,
            _ => Ok(None),
        }
    }

    /// Handles an error without a `state`. Anybody can create such an address, so it is accepted only if
    /// this tab has an unfinished flow.
    async fn complete_refusal(
        &self,
        url: &str,
        refusal: Error,
    ) -> Result<Option<RedirectOutcome>, Error> {
        let navigator = &self.platform().navigator;
        if let Some(state) = self.popup_state().await {
            if !state.starts_with(&self.state_prefix()) {
                // The popup belongs to another client of this page.
                return Ok(None);
            }
            navigator.replace_url(&oauth::strip_stateless(url));
            return match self.hand_over(&state, url).await {
                true => Ok(None),
                false => Err(refusal),
            };
        }
        let latest = self.latest_pending_redirect().await;
        if latest.is_none() && self.settings().idp_initiated.is_none() {
            return Ok(None);
        }
        navigator.replace_url(&oauth::strip_stateless(url));
        if let Some((key, _)) = latest {
            let _ = self.platform().tab.remove(&key).await;
        }
        Err(refusal)
    }

    /// Handles a code without a `state`, from a flow that a provider's portal started: starts a flow of
    /// this client with that provider.
    async fn restart_unsolicited_flow(&self, url: &str) -> Result<Option<RedirectOutcome>, Error> {
        let Some(provider) = self.settings().idp_initiated.as_deref() else {
            return Ok(None);
        };
        let latest = self.latest_pending_redirect().await;
        let navigator = &self.platform().navigator;
        navigator.replace_url(&oauth::strip_stateless(url));
        let now = self.platform().clock.now();
        if latest.is_some_and(|(_, started)| now.since(started) < LOST_STATE_PERIOD) {
            return Err(unknown_state());
        }
        // The code could be an attacker's. A new flow uses the person's session at the provider, or
        // asks them to sign in there.
        self.redirect_sign_in(Redirect::code().provider(provider))
            .await?;
        std::future::pending().await
    }

    /// The storage key and the start time of this client's latest unfinished flow in this tab.
    async fn latest_pending_redirect(&self) -> Option<(String, Timestamp)> {
        let tab = &self.platform().tab;
        let own = [PREFIX, &self.state_prefix()].concat();
        let mut latest: Option<(String, Timestamp)> = None;
        for key in tab.keys(&own).await.unwrap_or_default() {
            let text = tab.read(&key).await.ok().flatten().unwrap_or_default();
            let Some(pending) = PendingRedirect::decode(&text) else {
                continue;
            };
            let is_later = latest
                .as_ref()
                .is_none_or(|(_, started)| pending.started >= *started);
            if is_later && !pending.is_stale(self.platform().clock.now()) {
                latest = Some((key, pending.started));
            }
        }
        latest
    }

    /// Whether an address is the redirect URI, apart from query and fragment.
    fn is_callback_address(&self, url: &str) -> bool {
        let uri = self.settings().redirect_uri.as_deref();
        uri.is_some_and(|uri| without_query_and_fragment(uri) == without_query_and_fragment(url))
    }

    // The stored callback is the time in milliseconds, a space, and the address; `pkg/src/index.ts`
    // writes it, too. A code is useless without the verifier, which only this tab stores. Tokens are
    // usable on their own, so they are not stored.

    fn callback_url_key(&self) -> String {
        ["vestibule.callback.", &self.settings().client_id].concat()
    }

    async fn save_callback_url(&self, callback_url: &CallbackUrl) {
        let callback_url = callback_url.expose();
        if has(callback_url, "access_token=") || has(callback_url, "id_token=") {
            return;
        }
        let now = integer_text(self.platform().clock.now().as_millis() as i64);
        let text = [&now, " ", callback_url].concat();
        // If the tab cannot store it, it could not store the flow's verifier either.
        let _ = self
            .platform()
            .tab
            .write(&self.callback_url_key(), &text)
            .await;
    }

    async fn load_callback_url(&self) -> Option<CallbackUrl> {
        let text = self.platform().tab.read(&self.callback_url_key()).await;
        let text = text.ok().flatten()?;
        let (at, callback_url) = cut(&text, b' ');
        let at = json::parse(at).ok()?.as_i64()?;
        let at = Timestamp::from_millis(at.max(0).unsigned_abs());
        if self.platform().clock.now().since(at) < CODE_LIFETIME {
            return Some(Secret::new(callback_url?));
        }
        self.forget_callback_url().await;
        None
    }

    pub(super) async fn forget_callback_url(&self) {
        let _ = self.platform().tab.remove(&self.callback_url_key()).await;
    }

    /// Whether a request did not reach the server, so that it can be sent again.
    pub(super) fn is_network_error(error: &Error) -> bool {
        error.kind() == ErrorKind::Network
    }
}
