//! Step-up authentication: the level and the age of a sign-in, and what an app requires.

use std::sync::Arc;
use std::time::Duration;

use super::Session;
use crate::platform::Timestamp;
use crate::protocol::challenge;
use crate::protocol::json;
#[cfg(feature = "redirect")]
use crate::protocol::json::Value;

/// The prefix of the default names of Cognito's four levels.
const DEFAULT_LEVEL: &str = "urn:cognito:loa:";

/// The authentication level and the maximum age that an app requires of a sign-in.
///
/// Cognito has four levels, `urn:cognito:loa:1` (a password) to `urn:cognito:loa:4` (a password and an authenticator
/// app), which a pool can rename
/// ([levels](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html)).
///
/// ```
/// use std::time::Duration;
/// use vestibule::StepUp;
///
/// // A passkey, or a password and a code, within the last five minutes.
/// let payment = StepUp::to("urn:cognito:loa:3").max_age(Duration::from_secs(300));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepUp {
    levels: Vec<String>,
    max_age: Option<Duration>,
    preferred: Option<String>,
}

/// What the tokens after a step-up must satisfy.
#[derive(Clone)]
pub(crate) struct StepUpRequirement {
    pub step_up: StepUp,
    /// The required user (`sub`). `None` if any user may sign in.
    pub sub: Option<String>,
    /// The access token that proves the factors of the earlier sign-in.
    pub access_token: Option<String>,
}

impl StepUp {
    /// Requires this level, or a higher one.
    pub fn to(level: impl Into<String>) -> Self {
        StepUp::default().or(level)
    }

    /// Also accepts this level, for users who cannot reach the previous ones. Start with the highest level. If the pool
    /// has renamed its levels, name each accepted level: only the default names tell which level is higher.
    pub fn or(mut self, level: impl Into<String>) -> Self {
        self.levels.push(level.into());
        self
    }

    /// Requires a sign-in at any level within this time, rounded down to whole seconds.
    pub fn within(age: Duration) -> Self {
        StepUp::default().max_age(age)
    }

    /// Requires a sign-in within this time, rounded down to whole seconds.
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = Some(age);
        self
    }

    /// Sets the first factor to ask for, if it leads to the level: `WEB_AUTHN`, `EMAIL_OTP` or `SMS_OTP`. A redirect
    /// ignores it.
    pub fn preferred(mut self, challenge: impl Into<String>) -> Self {
        self.preferred = Some(challenge.into());
        self
    }

    /// Returns the accepted levels, the highest one first.
    pub fn levels(&self) -> &[String] {
        &self.levels
    }

    /// Returns the maximum age of the sign-in.
    pub fn longest_ago(&self) -> Option<Duration> {
        self.max_age
    }

    /// Parses the requirement of an API that has refused a request with
    /// `WWW-Authenticate: Bearer error="insufficient_user_authentication", acr_values="…", max_age="…"`.
    /// `None` for any other header.
    ///
    /// [RFC 9470, section 3](https://www.rfc-editor.org/rfc/rfc9470#section-3)
    pub fn of_challenge(header: &str) -> Option<Self> {
        let asked = challenge::insufficient_authentication(header)?;
        Some(StepUp {
            levels: asked.acr_values,
            max_age: asked.max_age.map(Duration::from_secs),
            preferred: None,
        })
    }

    /// The value of `MAX_AGE` and `max_age`, in seconds.
    pub(crate) fn max_age_text(&self) -> Option<String> {
        Some(json::integer_text(
            self.max_age?.as_secs().try_into().unwrap_or(i64::MAX),
        ))
    }

    /// The value that [`read`](Self::read) reads, without the preferred factor.
    #[cfg(feature = "redirect")]
    pub(crate) fn to_value(&self) -> Value {
        let levels = self.levels.iter().map(|level| level.as_str().into());
        let age = self
            .max_age
            .map(|age| age.as_secs().try_into().unwrap_or(i64::MAX));
        Value::object([
            ("acr", Value::Array(levels.collect())),
            ("maxAge", age.map_or(Value::Null, Value::from)),
        ])
    }

    /// Reads `{ "acr": […], "maxAge": seconds }`.
    #[cfg(feature = "redirect")]
    pub(crate) fn read(value: &Value) -> Self {
        let levels = value.field("acr").map(Value::strings);
        let max_age = value.integer("maxAge").and_then(|age| age.try_into().ok());
        StepUp {
            levels: levels.unwrap_or_default(),
            max_age: max_age.map(Duration::from_secs),
            preferred: value.string("preferred").map(str::to_owned),
        }
    }

    pub(crate) fn preferred_challenge(&self) -> Option<&str> {
        self.preferred.as_deref()
    }

    /// The value of `TARGET_ACR_VALUES` and `acr_values`. Empty without a required level.
    pub(crate) fn acr_values(&self) -> String {
        self.levels.join(" ")
    }

    /// Whether a token with this `acr` and this `auth_time` satisfies the requirement.
    pub(crate) fn is_met(&self, acr: Option<&str>, signed_in: Timestamp, now: Timestamp) -> bool {
        let is_late = self.max_age.is_some_and(|most| now.since(signed_in) > most);
        !is_late && (self.levels.is_empty() || acr.is_some_and(|acr| self.allows(acr)))
    }

    fn allows(&self, acr: &str) -> bool {
        let lowest = self.levels.iter().filter_map(|level| rank(level)).min();
        self.levels.iter().any(|level| level == acr) || (lowest.is_some() && rank(acr) >= lowest)
    }
}

impl Session {
    /// Returns the level of the sign-in (`acr`), such as `urn:cognito:loa:3`. `None` if the tokens have no such claim.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html>
    pub fn acr(&self) -> Option<&str> {
        let access = self.access_claims().string("acr");
        access.or_else(|| self.claims().string("acr"))
    }

    /// Returns the methods of the sign-in (`amr`): `pwd`, `otp`, `sms`, `email_otp`, `swk`, `hwk`, `fed`, and `mfa` if
    /// there was more than one.
    pub fn amr(&self) -> Vec<String> {
        match self.access_claims().strings("amr") {
            none if none.is_empty() => self.claims().strings("amr"),
            amr => amr,
        }
    }

    /// When the user signed in (`auth_time`), in Cognito's time. A renewal does not change it.
    pub(crate) fn signed_in_at(&self) -> Timestamp {
        self.access_claims().moment("auth_time")
    }
}

impl StepUpRequirement {
    /// The value that is stored during a redirect. It contains no token.
    #[cfg(feature = "redirect")]
    pub fn to_value(&self) -> Value {
        let sub = self.sub.as_deref().map_or(Value::Null, Value::from);
        Value::object([("wanted", self.step_up.to_value()), ("sub", sub)])
    }

    #[cfg(feature = "redirect")]
    pub fn read(value: &Value) -> Option<Self> {
        Some(StepUpRequirement {
            step_up: StepUp::read(value.field("wanted")?),
            sub: value.string("sub").map(str::to_owned),
            access_token: None,
        })
    }

    /// The requirement for a sign-in of any user.
    #[cfg(feature = "redirect")]
    pub fn for_any_user(step_up: StepUp) -> Self {
        StepUpRequirement {
            step_up,
            sub: None,
            access_token: None,
        }
    }

    /// The requirement for a step-up of this session's user.
    pub fn for_session(step_up: StepUp, session: &Session) -> Arc<Self> {
        Arc::new(StepUpRequirement {
            step_up,
            sub: session.claims().string("sub").map(str::to_owned),
            access_token: Some(session.access_token().to_owned()),
        })
    }
}

/// Returns the rank of a level with a default name, 1 to 4.
fn rank(level: &str) -> Option<u8> {
    let number = level.strip_prefix(DEFAULT_LEVEL)?;
    match number.as_bytes() {
        [digit @ b'1'..=b'4'] => Some(digit - b'0'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_millis(1_000_000_000_000 + seconds * 1000)
    }

    #[test]
    fn requires_the_level_or_a_higher_one() {
        let third = StepUp::to("urn:cognito:loa:3");
        let met = |step_up: &StepUp, acr: Option<&str>| step_up.is_met(acr, at(0), at(0));
        assert!(met(&third, Some("urn:cognito:loa:3")) && met(&third, Some("urn:cognito:loa:4")));
        for acr in [
            None,
            Some("urn:cognito:loa:2"),
            Some("urn:cognito:loa:5"),
            Some("gold"),
            Some(""),
        ] {
            assert!(!met(&third, acr), "{acr:?}");
        }
        // The lowest one is enough.
        let either = StepUp::to("urn:cognito:loa:4").or("urn:cognito:loa:2");
        assert!(met(&either, Some("urn:cognito:loa:3")));
        // Custom names have no order.
        let own = StepUp::to("gold").or("silver");
        assert!(met(&own, Some("silver")) && !met(&own, Some("urn:cognito:loa:4")));
        assert!(met(&StepUp::default(), None));
    }

    #[test]
    fn requires_a_recent_sign_in() {
        let step_up = StepUp::to("urn:cognito:loa:1").max_age(Duration::from_secs(300));
        let acr = Some("urn:cognito:loa:4");
        assert!(step_up.is_met(acr, at(0), at(300)));
        assert!(!step_up.is_met(acr, at(0), at(301)));
        // A clock that is behind does not make a sign-in old.
        assert!(step_up.is_met(acr, at(10), at(0)));
        assert!(!StepUp::within(Duration::ZERO).is_met(acr, at(0), at(1)));
    }
}
