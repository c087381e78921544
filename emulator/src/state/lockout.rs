//! The back-off after wrong passwords
//! ([Lockout behaviour for failed sign-in attempts](https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior)).

use std::time::Duration;

use crate::timestamp::Timestamp;

// Source: authentication#authentication-flow-lockout-behavior ("after five failed sign-in attempts").
const FREE_ATTEMPTS: u32 = 5;
// Source: authentication#authentication-flow-lockout-behavior ("up to a maximum of approximately 15
// minutes").
const MAX_LOCKOUT: Duration = Duration::from_secs(900);

/// The lockout of a user after wrong passwords.
///
/// The fifth wrong password locks the user out for one second, and each further one for twice as long, up to about 15
/// minutes. An attempt during the lockout is refused without checking the password and does not extend it. A correct
/// password, or 15 minutes without a wrong one, resets the count.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Lockout {
    failures: u32,
    last_failure: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Lockout {
    pub(crate) fn is_locked(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| now < until)
    }

    pub(crate) fn fail(&mut self, now: Timestamp) {
        if self
            .last_failure
            .is_some_and(|last| now.since(last) >= MAX_LOCKOUT)
        {
            self.failures = 0;
        }
        self.failures = self.failures.saturating_add(1);
        self.last_failure = Some(now);
        if self.failures >= FREE_ATTEMPTS {
            let doublings = (self.failures - FREE_ATTEMPTS).min(10);
            let wait = Duration::from_secs(1 << doublings).min(MAX_LOCKOUT);
            self.until = Some(now + wait);
        }
    }

    /// Whether there were wrong passwords since the last correct one.
    pub(crate) fn has_failed(&self) -> bool {
        self.failures > 0
    }

    pub(crate) fn succeed(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Lockout;
    use crate::timestamp::Timestamp;

    #[test]
    fn the_lockout_doubles_from_the_fifth_failure() {
        let mut now = Timestamp::from_seconds(1_000);
        let mut lockout = Lockout::default();
        for _ in 0..4 {
            lockout.fail(now);
            assert!(!lockout.is_locked(now));
        }
        for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            lockout.fail(now);
            let nearly = now + Duration::from_millis(seconds * 1000 - 1);
            assert!(lockout.is_locked(nearly), "{seconds} s");
            now = now + Duration::from_secs(seconds);
            assert!(!lockout.is_locked(now), "{seconds} s");
            now = Timestamp::from_seconds(now.seconds());
            if seconds == 900 {
                break;
            }
        }
        lockout.succeed();
        lockout.fail(now);
        assert!(!lockout.is_locked(now));
    }
}
