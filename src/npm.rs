//! Functions for the crate `vestibule-npm`, the WebAssembly of the npm package.
//!
//! They are not part of the public API and may change in any version.

use crate::client::Client;
use crate::client::hooks::ForeignSession;
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

/// Creates a client for a page whose scripts load `extra.js` and the worker on demand, listen to user activity, and
/// import the sessions of other libraries.
///
/// # Errors
/// As [`Client::new`].
pub fn client(config: ClientConfig) -> Result<Client, Error> {
    let platform = platform();
    let settings = config.check(&platform)?;
    of_page(settings, platform)
}

/// Creates a client from a configuration that the page's scripts have validated.
///
/// # Errors
/// As [`Client::new`], except for invalid settings.
pub fn client_of_checked(config: ClientConfig) -> Result<Client, Error> {
    of_page(config.into_valid(), platform())
}

fn of_page(settings: Box<Settings>, platform: Platform) -> Result<Client, Error> {
    Client::with_settings(settings, Box::new(platform), &Flows::IMPORT_ON_DEMAND)
}

fn platform() -> Platform {
    #[cfg(target_arch = "wasm32")]
    return crate::platform::browser::npm_platform();
    #[cfg(not(target_arch = "wasm32"))]
    Platform::browser()
}

/// Creates a custom store from a script's store, whose calls have timeouts, and the one in its field `brief`.
#[cfg(target_arch = "wasm32")]
pub fn script_store(
    store: &wasm_bindgen::JsValue,
    reach: crate::Reach,
    brief_reach: crate::Reach,
) -> crate::CustomStore {
    let [lasting, brief] = crate::platform::browser::script_store::script_stores(store);
    let store = crate::CustomStore::new(lasting).reach(reach);
    store.brief(brief, brief_reach).without_timeouts()
}

/// Creates the error for an invalid setting.
pub fn configuration_error(setting: &str, problem: &str) -> Error {
    Error::configuration(setting, problem)
}

/// Loads a chunk if it is not loaded yet.
///
/// # Errors
/// As a request.
pub fn load_chunk<'a>(
    client: &'a Client,
    name: &'static str,
) -> LocalFuture<'a, Result<(), Error>> {
    Box::pin(client.load_chunk(name))
}

/// Calls an operation by its name. See [`Client::call_operation`].
///
/// # Errors
/// As [`Client::call_operation`].
pub async fn call(client: &Client, operation: &str, input: &Value) -> Result<Value, Error> {
    client.call_value(operation, input).await
}

/// Reports user activity at this time. See [`Client::active`].
pub fn active_at(client: &Client, at: Timestamp) {
    client.active_at(at);
}

/// Removes what other libraries keep of a session: somebody signs out.
pub async fn remove_foreign_sessions(client: &Client) {
    client.import_foreign_session(ForeignSession::Remove).await;
}

/// Removes an unfinished sign-in.
pub async fn forget_sign_in(client: &Client) {
    client.forget_sign_in().await;
}

/// Like [`Client::handle_callback`], with the page's earlier address, or its current one.
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

/// Returns credentials for the `Session` of a confirmed sign-up.
pub fn signed_up(username: String, session: Secret) -> Credentials {
    Credentials::signed_up(username, session)
}

/// Returns the `Session` of a confirmed sign-up.
pub fn session_of(signed_up: &SignedUp) -> Option<&str> {
    signed_up.session().map(Secret::expose)
}

/// A step of a sign-in with any challenge.
#[derive(Clone)]
pub struct Challenge(PendingChallenge);

impl Challenge {
    /// `None` for a step without a challenge.
    pub fn of(step: &SignInStep) -> Option<Self> {
        step.pending().cloned().map(Challenge)
    }

    /// Returns the username.
    pub fn username(&self) -> &str {
        self.0.username()
    }

    /// Returns Cognito's name of the challenge.
    pub fn name(&self) -> &str {
        self.0.challenge()
    }

    /// Returns the available choices.
    pub fn choices(&self) -> Vec<String> {
        self.0.choices()
    }

    /// Returns the parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.0.parameter(name)
    }

    /// Returns all parameters with their names.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.parameters()
    }

    /// Responds with one text: a code, a choice or a password.
    ///
    /// # Errors
    /// As the step.
    pub async fn submit(&self, answer: &str) -> Result<SignInStep, Error> {
        self.0.submit_password(answer).await
    }

    /// Responds with several values, by Cognito's names.
    ///
    /// # Errors
    /// As the step.
    pub async fn answer(&self, responses: &[(&str, &str)]) -> Result<SignInStep, Error> {
        self.0.answer_all(responses).await
    }

    /// Responds with a passkey.
    ///
    /// # Errors
    /// As the step.
    pub async fn sign(&self, ceremony: Ceremony) -> Result<SignInStep, Error> {
        self.0.sign(ceremony).await
    }

    /// Requests another code.
    ///
    /// # Errors
    /// As the step.
    pub async fn resend(&self) -> Result<SignInStep, Error> {
        self.0.resend().await
    }

    /// Starts the set-up of an authenticator app.
    ///
    /// # Errors
    /// As the step.
    pub async fn set_up_totp(&self) -> Result<TotpSetUpStep, Error> {
        SetUpMfaStep(self.0.clone()).totp().await
    }
}

/// Identifies the user whose records this page has, and their sign-in. See [`Client::records`].
///
/// # Errors
/// As [`Dataset::get`](crate::Dataset::get).
#[cfg(feature = "records")]
pub fn person_of_records(client: &Client) -> LocalFuture<'_, Result<String, Error>> {
    client.person_of_records()
}

/// Returns the JavaScript name of a step.
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

/// Returns the JavaScript name of a session's state.
pub fn name_of_state(state: SessionState) -> &'static str {
    match state {
        SessionState::Fresh => "fresh",
        SessionState::Stale => "stale",
        SessionState::Offline => "offline",
        SessionState::Refused => "refused",
    }
}

/// Returns the JavaScript name of a change.
pub fn name_of_change(change: &Change) -> &'static str {
    match change {
        Change::SignedIn(_) => "signedIn",
        Change::Refreshed(_) => "refreshed",
        Change::Stale(_) => "stale",
        Change::SignedOut { .. } => "signedOut",
    }
}

/// Returns the JavaScript name of a reason for a sign-out.
pub fn name_of_reason(reason: SignOutReason) -> &'static str {
    match reason {
        SignOutReason::Asked => "asked",
        SignOutReason::Ended => "ended",
        SignOutReason::Revoked => "revoked",
        SignOutReason::Idle => "idle",
        SignOutReason::Total => "total",
    }
}

/// Returns the JavaScript name of a medium.
pub fn name_of_medium(medium: &Medium) -> &str {
    medium.name()
}
