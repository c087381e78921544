//! How strongly somebody has signed in, and what an app wants of it.

use std::sync::Arc;
use std::time::Duration;

use super::Session;
use crate::platform::Timestamp;
use crate::protocol::challenge;
use crate::protocol::json;
#[cfg(feature = "redirect")]
use crate::protocol::json::Value;

/// What the default names of Cognito's four levels begin with.
const DEFAULT_LEVEL: &str = "urn:cognito:loa:";

/// How strongly, or how lately, somebody has to have signed in.
///
/// Cognito knows four levels, `urn:cognito:loa:1` (a password) to `urn:cognito:loa:4` (a password and an
/// authenticator app), which a pool can rename
/// ([levels](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html)).
///
/// ```
/// use std::time::Duration;
/// use vestibule::StepUp;
///
/// // A passkey, or a password and a code, shown within five minutes.
/// let payment = StepUp::to("urn:cognito:loa:3").max_age(Duration::from_secs(300));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepUp {
    levels: Vec<String>,
    max_age: Option<Duration>,
    preferred: Option<String>,
}

/// What the tokens of a step-up have to be.
#[derive(Clone)]
pub(crate) struct Wanted {
    pub step_up: StepUp,
    /// Whose (`sub`). None where anybody may sign in.
    pub sub: Option<String>,
    /// The access token that counts for what was shown before.
    pub access_token: Option<String>,
}

impl StepUp {
    /// To this level, or a higher one.
    pub fn to(level: impl Into<String>) -> Self {
        StepUp::default().or(level)
    }

    /// To this level where the person cannot reach those before: name the highest one first. Of levels
    /// with names of the pool's own, all that will do have to be named: only the default names tell which
    /// one is higher.
    pub fn or(mut self, level: impl Into<String>) -> Self {
        self.levels.push(level.into());
        self
    }

    /// At whatever level, but within this time, down to whole seconds.
    pub fn within(age: Duration) -> Self {
        StepUp::default().max_age(age)
    }

    /// Within this time, down to whole seconds.
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = Some(age);
        self
    }

    /// The first factor that is asked for at once, where it leads to the level: `WEB_AUTHN`, `EMAIL_OTP` or
    /// `SMS_OTP`. A redirect has no use for it.
    pub fn preferred(mut self, challenge: impl Into<String>) -> Self {
        self.preferred = Some(challenge.into());
        self
    }

    /// The levels, the highest one first.
    pub fn levels(&self) -> &[String] {
        &self.levels
    }

    /// How long ago the person may have signed in.
    pub fn longest_ago(&self) -> Option<Duration> {
        self.max_age
    }

    /// What an API wants that has refused a request with
    /// `WWW-Authenticate: Bearer error="insufficient_user_authentication", acr_values="…", max_age="…"`;
    /// `None` where the header says anything else.
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

    /// Seconds, as `MAX_AGE` and `max_age` have them.
    pub(crate) fn max_age_text(&self) -> Option<String> {
        Some(json::integer_text(
            self.max_age?.as_secs().try_into().unwrap_or(i64::MAX),
        ))
    }

    /// What `read` makes it of again, but for the preferred factor.
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

    /// Of `{ "acr": […], "maxAge": seconds }`.
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

    /// `TARGET_ACR_VALUES`, or `acr_values`; empty where no level is asked for.
    pub(crate) fn acr_values(&self) -> String {
        self.levels.join(" ")
    }

    /// Whether a token with this `acr` and this `auth_time` is enough.
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
    /// The level of the sign-in (`acr`), as in `urn:cognito:loa:3`; none where Cognito does not say.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html>
    pub fn acr(&self) -> Option<&str> {
        let acr = |claims: &'_ super::TokenClaims| claims.string("acr").is_some();
        match acr(self.access_claims()) {
            true => self.access_claims().string("acr"),
            false => self.claims().string("acr"),
        }
    }

    /// How the person has signed in (`amr`): `pwd`, `otp`, `sms`, `email_otp`, `swk`, `hwk`, `fed`, and `mfa`
    /// where it was in more than one way.
    pub fn amr(&self) -> Vec<String> {
        match self.access_claims().strings("amr") {
            none if none.is_empty() => self.claims().strings("amr"),
            amr => amr,
        }
    }

    /// When the person signed in (`auth_time`), by Cognito's clock; a renewal does not change it.
    pub(crate) fn signed_in_at(&self) -> Timestamp {
        self.access_claims().moment("auth_time")
    }
}

impl Wanted {
    /// What is kept of it while the person is away: no token.
    #[cfg(feature = "redirect")]
    pub fn to_value(&self) -> Value {
        let sub = self.sub.as_deref().map_or(Value::Null, Value::from);
        Value::object([("wanted", self.step_up.to_value()), ("sub", sub)])
    }

    #[cfg(feature = "redirect")]
    pub fn read(value: &Value) -> Option<Self> {
        Some(Wanted {
            step_up: StepUp::read(value.field("wanted")?),
            sub: value.string("sub").map(str::to_owned),
            access_token: None,
        })
    }

    /// What a sign-in of whoever it is has to come to.
    #[cfg(feature = "redirect")]
    pub fn of_anybody(step_up: StepUp) -> Self {
        Wanted {
            step_up,
            sub: None,
            access_token: None,
        }
    }

    /// What a step-up of this session's person has to come to.
    pub fn of(step_up: StepUp, session: &Session) -> Arc<Self> {
        Arc::new(Wanted {
            step_up,
            sub: session.claims().string("sub").map(str::to_owned),
            access_token: Some(session.access_token().to_owned()),
        })
    }
}

/// The place of a level that has its default name, 1 to 4.
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
    fn a_higher_level_is_enough_and_a_lower_one_is_not() {
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
        // The lowest of them will do.
        let either = StepUp::to("urn:cognito:loa:4").or("urn:cognito:loa:2");
        assert!(met(&either, Some("urn:cognito:loa:3")));
        // Names of the pool's own have no order.
        let own = StepUp::to("gold").or("silver");
        assert!(met(&own, Some("silver")) && !met(&own, Some("urn:cognito:loa:4")));
        assert!(met(&StepUp::default(), None));
    }

    #[test]
    fn a_sign_in_too_long_ago_is_not_enough() {
        let step_up = StepUp::to("urn:cognito:loa:1").max_age(Duration::from_secs(300));
        let acr = Some("urn:cognito:loa:4");
        assert!(step_up.is_met(acr, at(0), at(300)));
        assert!(!step_up.is_met(acr, at(0), at(301)));
        // A clock that is behind makes no sign-in old.
        assert!(step_up.is_met(acr, at(10), at(0)));
        assert!(!StepUp::within(Duration::ZERO).is_met(acr, at(0), at(1)));
    }
}
