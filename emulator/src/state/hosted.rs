//! What the hosted pages remember of one pool.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html>

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Delivery, Methods};
use crate::random::Random;
use crate::timestamp::Timestamp;

/// How long somebody may be at an identity provider: "Amazon Cognito cancels authentication requests that do not
/// complete within 5 minutes".
// Source: cognito-user-pools-oidc-flow, cognito-user-pools-SAML-session-initiation.
const DEPARTURE_LIFETIME: Duration = Duration::from_secs(5 * 60);
/// How long somebody may be between two pages.
// Assumed: an hour.
const STEP_LIFETIME: Duration = Duration::from_secs(3600);
/// "Managed login sets session duration to 3 minutes for multi-factor authentication and 8 minutes for
/// password-reset codes"
/// ([session duration](https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-session-duration)).
const RESET_LIFETIME: Duration = Duration::from_secs(8 * 60);
/// The same page.
// Source: authentication#authentication-flow-session-duration.
const FACTOR_LIFETIME: Duration = Duration::from_secs(3 * 60);

/// Codes on their way to a client, browsers in which somebody is signed in, and people who
/// are between two pages.
#[derive(Default)]
pub(crate) struct HostedState {
    pub(crate) codes: BTreeMap<String, AuthorizationCode>,
    /// By a part of the cookie's value.
    pub(crate) logins: BTreeMap<String, BrowserLogin>,
    /// By the `step` of the page's address.
    steps: BTreeMap<String, Step>,
    /// By the `state` that the provider hands back.
    departures: BTreeMap<String, Departure>,
}

impl HostedState {
    /// The browsers in which a user is signed in.
    pub(crate) fn logins_of(
        &self,
        now: Timestamp,
        username: &str,
    ) -> impl Iterator<Item = &BrowserLogin> {
        let is_theirs =
            move |login: &&BrowserLogin| login.username == username && now < login.expires;
        self.logins.values().filter(is_theirs)
    }

    /// Signs a user out of one browser.
    pub(crate) fn end_session(&mut self, session_id: &str) {
        self.logins
            .retain(|_, login| login.session_id != session_id);
    }

    /// Remembers somebody until the next page, and gives the `step` for its address.
    pub(crate) fn add_step(&mut self, random: &mut Random, now: Timestamp, step: Step) -> String {
        self.steps
            .retain(|_, step| now.since(step.begun) < step.next.lifetime());
        let key = random.base64url::<18>();
        self.steps.insert(key.clone(), step);
        key
    }

    /// The step, where it was begun in the same browser and not too long ago.
    pub(crate) fn step(&self, now: Timestamp, key: &str, browser: &str) -> Option<&Step> {
        let step = self.steps.get(key)?;
        let is_live = now.since(step.begun) < step.next.lifetime();
        (step.browser == browser && is_live).then_some(step)
    }

    /// Remembers a sign-in until the person comes back, and returns its `state`.
    pub(crate) fn add_departure(
        &mut self,
        random: &mut Random,
        now: Timestamp,
        departure: Departure,
    ) -> String {
        self.departures
            .retain(|_, departure| now.since(departure.begun) < DEPARTURE_LIFETIME);
        let key = random.base64url::<24>();
        self.departures.insert(key.clone(), departure);
        key
    }

    /// A sign-in that has not come back yet, and not too long ago.
    pub(crate) fn departure(&self, now: Timestamp, key: &str) -> Option<&Departure> {
        let departure = self.departures.get(key)?;
        (now.since(departure.begun) < DEPARTURE_LIFETIME).then_some(departure)
    }

    pub(crate) fn end_departure(&mut self, key: &str) {
        self.departures.remove(key);
    }

    pub(crate) fn end_step(&mut self, key: &str) {
        self.steps.remove(key);
    }
}

/// An authorization code.
pub(crate) struct AuthorizationCode {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    /// `cognito:username`.
    pub(crate) username: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) resource: Option<String>,
    /// S256.
    pub(crate) code_challenge: Option<String>,
    pub(crate) auth_time: Timestamp,
    /// Of the browser's session.
    pub(crate) session_id: String,
    pub(crate) methods: Methods,
    pub(crate) expires: Timestamp,
}

/// A browser in which somebody is signed in.
pub(crate) struct BrowserLogin {
    /// `cognito:username`.
    pub(crate) username: String,
    pub(crate) auth_time: Timestamp,
    /// What ListUserSessions calls it.
    pub(crate) session_id: String,
    pub(crate) methods: Methods,
    pub(crate) last_active: Timestamp,
    pub(crate) expires: Timestamp,
}

/// Somebody at an identity provider.
#[derive(Clone)]
pub(crate) struct Departure {
    pub(crate) provider: String,
    /// The app's request, as an address of ours.
    pub(crate) link: String,
    /// What the provider must repeat: the nonce, or the id of a SAML request.
    pub(crate) hidden: String,
    /// What the browser's cookie holds.
    pub(crate) browser: String,
    pub(crate) begun: Timestamp,
}

/// Somebody between two pages.
#[derive(Clone)]
pub(crate) struct Step {
    /// As it was typed.
    pub(crate) name: String,
    /// Where a code went.
    pub(crate) delivery: Option<Delivery>,
    pub(crate) next: Next,
    /// What the browser's forms carry.
    pub(crate) browser: String,
    pub(crate) begun: Timestamp,
}

/// What the next page does.
#[derive(Clone)]
pub(crate) enum Next {
    /// Confirms a sign-up that was made in this browser, and signs in.
    ConfirmAndSignIn,
    /// Confirms a sign-up of some other time.
    Confirm,
    /// Sets a password with a code.
    ResetPassword,
    /// Replaces a temporary password. The `Session` of the challenge.
    NewPassword { session: String },
    /// Takes or chooses a second factor.
    SecondFactor(Factor),
}

/// A second factor that is asked for.
#[derive(Clone)]
pub(crate) struct Factor {
    /// The `Session` of the challenge.
    pub(crate) session: String,
    /// `ChallengeName`
    pub(crate) challenge: &'static str,
    pub(crate) username: String,
    /// Where the code went.
    pub(crate) destination: Option<String>,
    /// What there is to choose from, and to set up.
    pub(crate) choices: Vec<String>,
    /// Of an authenticator app that is being set up, in base32.
    pub(crate) secret: Option<String>,
}

impl Next {
    fn lifetime(&self) -> Duration {
        match self {
            Self::ResetPassword => RESET_LIFETIME,
            Self::SecondFactor(_) => FACTOR_LIFETIME,
            Self::ConfirmAndSignIn | Self::Confirm | Self::NewPassword { .. } => STEP_LIFETIME,
        }
    }
}
