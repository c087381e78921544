//! The answer of the hosted pages: taken out of the page's address, and kept in this tab until the flow
//! has ended, so that a moment without a network costs nobody their sign-in.

use std::time::Duration;

use super::pending::{PREFIX, Pending};
use super::popup::is_popups;
use super::refusal::{refused, unknown_state};
use super::{Redirect, RedirectOutcome, bare, state_of};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::Timestamp;
use crate::protocol::json::{self, integer_text};
use crate::protocol::oauth::{self, Callback, Stateless};
use crate::protocol::secret::Secret;
use crate::protocol::text::{cut, has};

use crate::session::callback::Boarding;

/// For how long Cognito takes a code.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
const CODE_LIFETIME: Duration = Duration::from_secs(300);

/// A flow that this client began by itself comes back with its `state`. What comes back without one so
/// soon after is no second visit from a provider's portal, but a `state` that was lost on the way.
const AT_ONCE: Duration = Duration::from_secs(60);

/// The waits before the code is sent again, where the network is away for a moment.
pub(super) const RETRIES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// The address that an answer of the hosted pages came in.
pub(crate) type Answer = Secret;

impl Client {
    /// Ends a redirect sign-in where the page's address is an answer to this client; `None` where it is
    /// not. Call it when the page starts.
    ///
    /// An answer is this client's where its `state` begins with the client's id, as each `state` that it
    /// sends does. A `code`, a `state` or an `error` of the app's own stays in the address. One case has
    /// no `state` to tell by: a server that leaves it out of a refusal. That is taken on the redirect
    /// URI's page where it has both `error` and `error_description`, while a flow of this tab has not come
    /// back, and in a window that [`popup_sign_in`](Self::popup_sign_in) opened.
    ///
    /// The address is cleaned before anything else happens, and a flow can end only once. Whoever calls
    /// this while it is under way gets the same outcome. A session that was there stays when the
    /// callback is refused. Where Cognito cannot be reached, the answer stays in this tab for the five
    /// minutes that a code lives: call this again, in this page or after a reload. Tokens of the implicit
    /// grant are not kept.
    ///
    /// In a window that [`popup_sign_in`](Self::popup_sign_in) opened it hands the address over to the
    /// page there, closes the window, and never comes back. In an ordinary tab that came back in the place of
    /// that window, or in a window that the browser does not close, the answer is `None` at once: the other page
    /// signs the person in. It never comes back either where
    /// [`idp_initiated`](crate::ClientConfig::idp_initiated) leads on to a provider.
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
    /// - a retryable one where Cognito could not be reached.
    pub async fn handle_callback(&self) -> Result<Option<RedirectOutcome>, Error> {
        let answer = self.take_answer();
        self.end_redirect(answer).await
    }

    /// The same, with the answer that was taken out of the address.
    pub(crate) async fn end_redirect(
        &self,
        answer: Option<Answer>,
    ) -> Result<Option<RedirectOutcome>, Error> {
        // No page: a server, whose platform spawns nothing.
        if answer.is_none() && self.platform().navigator.url().is_empty() {
            return Ok(None);
        }
        let flight = match self.0.callbacks.board() {
            Boarding::Joined(flight) => flight,
            Boarding::First(flight) => {
                // It goes on when the one who asked first no longer waits.
                let (client, landed) = (self.clone(), flight.clone());
                self.platform().spawn.spawn(Box::pin(async move {
                    let outcome = client.end_answer(answer).await;
                    client.0.callbacks.land(&landed, outcome);
                }));
                flight
            }
        };
        flight.outcome().await
    }

    /// Takes an answer to this client out of the page's address, and gives that address.
    pub(crate) fn take_answer(&self) -> Option<Answer> {
        let navigator = &self.platform().navigator;
        let url = navigator.url();
        let clean = oauth::strip_callback(&url, &self.state_prefix());
        (clean.len() < url.len()).then(|| {
            navigator.replace_url(&clean);
            Secret::new(url)
        })
    }

    /// Whether [`handle_callback`](Self::handle_callback) may have something to do. An answer that was
    /// taken out of the address is kept first.
    #[cfg(feature = "ui")]
    pub(crate) async fn may_have_returned(&self, answer: &Option<Answer>) -> bool {
        if let Some(answer) = answer {
            self.keep_answer(answer).await;
            return true;
        }
        let kept = self.platform().tab.read(&self.answer_key()).await;
        self.may_be_returning() || matches!(kept, Ok(Some(_)))
    }

    /// Whether the page's address looks like an answer of the hosted pages, this client's or not.
    #[cfg(feature = "ui")]
    pub(crate) fn may_be_returning(&self) -> bool {
        let url = self.platform().navigator.url();
        ["code=", "error=", "state="]
            .iter()
            .any(|name| has(&url, name))
    }

    /// What each `state` of this client begins with.
    pub(super) fn state_prefix(&self) -> String {
        [self.settings().client_id.as_str(), "."].concat()
    }

    async fn end_answer(&self, answer: Option<Answer>) -> Result<Option<RedirectOutcome>, Error> {
        let answer = match answer {
            Some(answer) => {
                self.keep_answer(&answer).await;
                answer
            }
            None => match self.kept_answer().await {
                Some(answer) => answer,
                None => return self.end_stateless().await,
            },
        };
        let callback = Callback::parse(answer.expose(), &self.state_prefix());
        let state = state_of(&callback).unwrap_or_default().to_owned();
        if is_popups(&state) && self.hand_over(&state, answer.expose()).await {
            return Ok(None);
        }
        let ended = async {
            let pending = self.pending(&state).await;
            self.end_flow(callback?, pending?).await
        };
        let outcome = ended.await;
        if !matches!(&outcome, Err(error) if error.is_retryable()) {
            self.forget_answer().await;
            self.forget_pending(&state).await;
        }
        outcome.map(Some)
    }

    /// What a server may have sent here without a `state`.
    async fn end_stateless(&self) -> Result<Option<RedirectOutcome>, Error> {
        let url = self.platform().navigator.url();
        if !self.is_callback_address(&url) {
            return Ok(None);
        }
        match Callback::parse_stateless(&url) {
            Stateless::Refused(Callback::Refused {
                error, description, ..
            }) => self.end_refusal(&url, refused(error, description)).await,
            Stateless::Code => self.end_unasked_code(&url).await,
            _ => Ok(None),
        }
    }

    /// A refusal without a `state`. Anybody can write such an address: what this tab keeps tells whether it
    /// waits for one.
    async fn end_refusal(
        &self,
        url: &str,
        refusal: Error,
    ) -> Result<Option<RedirectOutcome>, Error> {
        let navigator = &self.platform().navigator;
        if let Some(state) = self.window_state().await {
            if !state.starts_with(&self.state_prefix()) {
                // The popup of another client of this page.
                return Ok(None);
            }
            navigator.replace_url(&oauth::strip_stateless(url));
            return match self.hand_over(&state, url).await {
                true => Ok(None),
                false => Err(refusal),
            };
        }
        let latest = self.latest_flow().await;
        if latest.is_none() && self.settings().idp_initiated.is_none() {
            return Ok(None);
        }
        navigator.replace_url(&oauth::strip_stateless(url));
        if let Some((key, _)) = latest {
            let _ = self.platform().tab.remove(&key).await;
        }
        Err(refusal)
    }

    /// A code that nobody here asked for: a provider's portal began the flow.
    async fn end_unasked_code(&self, url: &str) -> Result<Option<RedirectOutcome>, Error> {
        let Some(provider) = self.settings().idp_initiated.as_deref() else {
            return Ok(None);
        };
        let latest = self.latest_flow().await;
        let navigator = &self.platform().navigator;
        navigator.replace_url(&oauth::strip_stateless(url));
        let now = self.platform().clock.now();
        if latest.is_some_and(|(_, started)| now.since(started) < AT_ONCE) {
            return Err(unknown_state());
        }
        // The code is anybody's. A flow of this tab's own gets the person in by the session that
        // they have at the provider, or asks them there.
        self.redirect_sign_in(Redirect::code().provider(provider))
            .await?;
        std::future::pending().await
    }

    /// The flow of this client that this tab began last, and has not ended: its key and its beginning.
    async fn latest_flow(&self) -> Option<(String, Timestamp)> {
        let tab = &self.platform().tab;
        let own = [PREFIX, &self.state_prefix()].concat();
        let mut latest: Option<(String, Timestamp)> = None;
        for key in tab.keys(&own).await.unwrap_or_default() {
            let text = tab.read(&key).await.ok().flatten().unwrap_or_default();
            let Some(pending) = Pending::decode(&text) else {
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

    /// Whether the page's address is the redirect URI, its query and fragment left aside.
    fn is_callback_address(&self, url: &str) -> bool {
        let uri = self.settings().redirect_uri.as_deref();
        uri.is_some_and(|uri| bare(uri) == bare(url))
    }

    // Where this tab keeps an answer; `pkg/src/index.ts` writes it, too: the time in milliseconds, and the
    // address. A code is of no use without the verifier, which this tab keeps beside it; tokens would be,
    // and are not kept.

    fn answer_key(&self) -> String {
        ["vestibule.callback.", &self.settings().client_id].concat()
    }

    async fn keep_answer(&self, answer: &Answer) {
        let answer = answer.expose();
        if has(answer, "access_token=") || has(answer, "id_token=") {
            return;
        }
        let now = integer_text(self.platform().clock.now().as_millis() as i64);
        let text = [&now, " ", answer].concat();
        // Where the tab keeps nothing, the flow's verifier is not there either.
        let _ = self.platform().tab.write(&self.answer_key(), &text).await;
    }

    async fn kept_answer(&self) -> Option<Answer> {
        let text = self.platform().tab.read(&self.answer_key()).await;
        let text = text.ok().flatten()?;
        let (at, answer) = cut(&text, b' ');
        let at = json::parse(at).ok()?.as_i64()?;
        let at = Timestamp::from_millis(at.max(0).unsigned_abs());
        if self.platform().clock.now().since(at) < CODE_LIFETIME {
            return Some(Secret::new(answer?));
        }
        self.forget_answer().await;
        None
    }

    pub(super) async fn forget_answer(&self) {
        let _ = self.platform().tab.remove(&self.answer_key()).await;
    }

    /// Whether a request that failed so is worth another try at once: it did not get through.
    pub(super) fn is_offline(error: &Error) -> bool {
        error.kind() == ErrorKind::Network
    }
}
