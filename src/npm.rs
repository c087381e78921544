//! What the crate `vestibule-npm`, the WebAssembly of the npm package, needs of the library besides the public API.
//!
//! It is no part of the API, and may change in any version.

use crate::client::Client;
use crate::client::hooks::Rest;
use crate::config::{ClientConfig, Settings};
use crate::error::Error;
use crate::flow::sign_in::PendingChallenge;
use crate::flow::start::Flows;
use crate::flow::{
    Credentials, Medium, RedirectOutcome, SetUpMfaStep, SignInStep, SignedUp, TotpSetUpStep,
};
use crate::platform::{Ceremony, LocalFuture, Platform, Timestamp};
use crate::protocol::json::Value;
use crate::protocol::secret::Secret;
use crate::session::{Change, SessionState, SignOutReason};

/// A client of a page whose scripts load `extra.js` and the worker when something needs them, hear what the person does,
/// and look for the sessions of other libraries.
///
/// # Errors
/// As [`Client::new`].
pub fn client(config: ClientConfig) -> Result<Client, Error> {
    let platform = platform();
    let settings = config.check(&platform)?;
    of_page(settings, platform)
}

/// The same, of a configuration that the page's scripts have checked.
///
/// # Errors
/// As [`Client::new`], but of settings that are wrong.
pub fn client_of_checked(config: ClientConfig) -> Result<Client, Error> {
    of_page(config.checked(), platform())
}

fn of_page(settings: Box<Settings>, platform: Platform) -> Result<Client, Error> {
    Client::with_settings(settings, Box::new(platform), &Flows::IMPORT_ON_DEMAND)
}

fn platform() -> Platform {
    #[cfg(target_arch = "wasm32")]
    return crate::platform::browser::lent_platform();
    #[cfg(not(target_arch = "wasm32"))]
    Platform::browser()
}

/// A store that a script has made of the app's own, each call of which ends in time; and the one beside it for who does
/// not want to be remembered. Each has its reach.
#[cfg(target_arch = "wasm32")]
pub fn script_store(
    store: &wasm_bindgen::JsValue,
    reach: crate::Reach,
    brief_reach: crate::Reach,
) -> crate::CustomStore {
    let [lasting, brief] = crate::platform::browser::script_store::script_stores(store);
    let store = crate::CustomStore::new(lasting).reach(reach);
    store.brief(brief, brief_reach).that_answers()
}

/// Names a setting that is wrong.
pub fn configuration_error(setting: &str, problem: &str) -> Error {
    Error::configuration(setting, problem)
}

/// Loads a chunk if it is not loaded yet, by the name that JavaScript has for it.
///
/// # Errors
/// As those of a request.
pub fn load_chunk<'a>(
    client: &'a Client,
    name: &'static str,
) -> LocalFuture<'a, Result<(), Error>> {
    Box::pin(client.load_chunk(name))
}

/// Calls an operation by its name; see [`Client::call_operation`].
///
/// # Errors
/// As there.
pub async fn call(client: &Client, operation: &str, input: &Value) -> Result<Value, Error> {
    client.call_value(operation, input).await
}

/// Somebody was active at that time; see [`Client::active`].
pub fn active_at(client: &Client, at: Timestamp) {
    client.active_at(at);
}

/// Removes what other libraries keep of a session: somebody signs out.
pub async fn remove_foreign_sessions(client: &Client) {
    client.import_foreign_session(Rest::Goes).await;
}

/// Forgets an unfinished sign-in.
pub async fn forget_sign_in(client: &Client) {
    client.forget_sign_in().await;
}

/// [`Client::handle_callback`], with the address that the page had, or else the one that it has.
///
/// # Errors
/// As there.
pub async fn handle_callback(
    client: &Client,
    address: Option<Secret>,
) -> Result<Option<RedirectOutcome>, Error> {
    let url = address.or_else(|| client.take_callback_url());
    client.complete_redirect(url).await
}

/// By the session that Cognito gave with the confirmation of a sign-up.
pub fn signed_up(username: String, session: Secret) -> Credentials {
    Credentials::signed_up(username, session)
}

/// That session.
pub fn session_of(signed_up: &SignedUp) -> Option<&str> {
    signed_up.session().map(Secret::expose)
}

/// A step of a sign-in around a challenge, whichever it is.
#[derive(Clone)]
pub struct Challenge(PendingChallenge);

impl Challenge {
    /// `None` of a step that waits for no answer to a challenge.
    pub fn of(step: &SignInStep) -> Option<Self> {
        step.pending().cloned().map(Challenge)
    }

    /// The user's name.
    pub fn username(&self) -> &str {
        self.0.username()
    }

    /// In Cognito's name.
    pub fn name(&self) -> &str {
        self.0.challenge()
    }

    /// What the person may choose from.
    pub fn choices(&self) -> Vec<String> {
        self.0.choices()
    }

    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.0.parameter(name)
    }

    /// Every parameter, with its name.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.parameters()
    }

    /// Answers by one text: a code, a choice, a password.
    ///
    /// # Errors
    /// As those of the step.
    pub async fn submit(&self, answer: &str) -> Result<SignInStep, Error> {
        self.0.submit_password(answer).await
    }

    /// Answers by several texts, in Cognito's names.
    ///
    /// # Errors
    /// As those of the step.
    pub async fn answer(&self, responses: &[(&str, &str)]) -> Result<SignInStep, Error> {
        self.0.answer_all(responses).await
    }

    /// Answers by a passkey.
    ///
    /// # Errors
    /// As those of the step.
    pub async fn sign(&self, ceremony: Ceremony) -> Result<SignInStep, Error> {
        self.0.sign(ceremony).await
    }

    /// Has another code sent.
    ///
    /// # Errors
    /// As those of the step.
    pub async fn resend(&self) -> Result<SignInStep, Error> {
        self.0.resend().await
    }

    /// Begins to set an authenticator app up.
    ///
    /// # Errors
    /// As those of the step.
    pub async fn set_up_totp(&self) -> Result<TotpSetUpStep, Error> {
        SetUpMfaStep(self.0.clone()).totp().await
    }
}

/// The kind of a step, as JavaScript names it.
pub fn name_of_step(step: &SignInStep) -> &'static str {
    match step {
        SignInStep::Done(_) => "done",
        SignInStep::NewPassword(_) => "newPassword",
        SignInStep::ConfirmSignUp(_) => "confirmSignUp",
        SignInStep::ResetPassword(_) => "resetPassword",
        SignInStep::SmsCode(_) => "smsCode",
        SignInStep::EmailCode(_) => "emailCode",
        SignInStep::TotpCode(_) => "totpCode",
        SignInStep::SelectMfa(_) => "selectMfa",
        SignInStep::SetUpMfa(_) => "setUpMfa",
        SignInStep::SelectChallenge(_) => "selectChallenge",
        SignInStep::Password(_) => "password",
        SignInStep::Passkey(_) => "passkey",
        SignInStep::Custom(_) => "custom",
        SignInStep::Unknown(_) => "unknown",
    }
}

/// A session's state, as JavaScript names it.
pub fn name_of_state(state: SessionState) -> &'static str {
    match state {
        SessionState::Fresh => "fresh",
        SessionState::Stale => "stale",
        SessionState::Offline => "offline",
        SessionState::Refused => "refused",
    }
}

/// The kind of a change, as JavaScript names it.
pub fn name_of_change(change: &Change) -> &'static str {
    match change {
        Change::SignedIn(_) => "signedIn",
        Change::Refreshed(_) => "refreshed",
        Change::Stale(_) => "stale",
        Change::SignedOut { .. } => "signedOut",
    }
}

/// Why a session ended, as JavaScript names it.
pub fn name_of_reason(reason: SignOutReason) -> &'static str {
    match reason {
        SignOutReason::Asked => "asked",
        SignOutReason::Ended => "ended",
        SignOutReason::Revoked => "revoked",
        SignOutReason::Idle => "idle",
        SignOutReason::Total => "total",
    }
}

/// How a code was sent, as JavaScript names it.
pub fn name_of_medium(medium: &Medium) -> &str {
    medium.name()
}
