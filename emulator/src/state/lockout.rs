//! The back-off after wrong passwords
//! ([Lockout behaviour for failed sign-in attempts](https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior)).

use std::time::Duration;

use crate::moment::Moment;

// Source: authentication#authentication-flow-lockout-behavior ("after five failed sign-in attempts").
const FREE_TRIES: u32 = 5;
// Source: authentication#authentication-flow-lockout-behavior ("up to a maximum of approximately 15
// minutes").
const LONGEST: Duration = Duration::from_secs(900);

/// Wrong passwords of one user.
///
/// After five wrong ones the user waits a second, and twice as long after each further one,
/// up to about 15 minutes. A try while waiting is refused without looking at the password,
/// and starts no new wait. A right password, or 15 minutes without a wrong one, forgets all.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Lockout {
    failures: u32,
    last_failure: Option<Moment>,
    until: Option<Moment>,
}

impl Lockout {
    pub(crate) fn is_locked(&self, now: Moment) -> bool {
        self.until.is_some_and(|until| now < until)
    }

    pub(crate) fn fail(&mut self, now: Moment) {
        if self
            .last_failure
            .is_some_and(|last| now.since(last) >= LONGEST)
        {
            self.failures = 0;
        }
        self.failures = self.failures.saturating_add(1);
        self.last_failure = Some(now);
        if self.failures >= FREE_TRIES {
            let doublings = (self.failures - FREE_TRIES).min(10);
            let wait = Duration::from_secs(1 << doublings).min(LONGEST);
            self.until = Some(now + wait);
        }
    }

    /// Whether there were wrong ones since the last right one.
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
    use crate::moment::Moment;

    #[test]
    fn the_wait_doubles_from_the_fifth_failure() {
        let mut now = Moment::from_seconds(1_000);
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
            now = Moment::from_seconds(now.seconds());
            if seconds == 900 {
                break;
            }
        }
        lockout.succeed();
        lockout.fail(now);
        assert!(!lockout.is_locked(now));
    }
}
