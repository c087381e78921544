//! Codes by message, with their expiration and limits of attempts and requests.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::timestamp::Timestamp;

/// The maximum number of wrong attempts for a code.
// Source: managing-users-passwords ("between 5 and 20 attempts"). Assumed: for codes of other kinds.
const MAX_TRIES: u32 = 5;
// Source: managing-users-passwords ("between 5 and 20 attempts"). Assumed: for codes of other kinds.
const MAX_REQUESTS: usize = 5;
// Source: managing-users-passwords ("in a given hour").
const REQUEST_WINDOW: Duration = Duration::from_secs(3600);

/// What a code is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CodePurpose {
    SignUp,
    ForgotPassword,
    /// Verification of this attribute.
    Attribute(String),
}

impl CodePurpose {
    /// [The lifetime of codes](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html):
    /// 24 hours for sign-up and attributes, one hour for a forgotten password.
    fn lifetime(&self) -> Duration {
        match self {
            Self::SignUp | Self::Attribute(_) => Duration::from_secs(24 * 3600),
            Self::ForgotPassword => Duration::from_secs(3600),
        }
    }
}

/// The result of checking a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeCheck {
    Right,
    Wrong,
    /// Expired, used already, or never sent.
    Expired,
    TooManyTries,
}

/// The codes of one user.
#[derive(Default)]
pub(crate) struct Codes {
    pending: BTreeMap<CodePurpose, Code>,
    requests: BTreeMap<CodePurpose, Vec<Timestamp>>,
}

struct Code {
    value: String,
    expires: Timestamp,
    wrong_tries: u32,
    /// A note that is returned when the code is spent.
    note: String,
}

impl Codes {
    /// Stores a new code, which replaces an older one for the same purpose. Returns `false` if there were too many requests.
    pub(crate) fn request(
        &mut self,
        now: Timestamp,
        purpose: CodePurpose,
        value: String,
        note: String,
    ) -> bool {
        let requests = self.requests.entry(purpose.clone()).or_default();
        requests.retain(|at| now.since(*at) < REQUEST_WINDOW);
        if requests.len() >= MAX_REQUESTS {
            return false;
        }
        requests.push(now);
        let expires = now + purpose.lifetime();
        let code = Code {
            value,
            expires,
            wrong_tries: 0,
            note,
        };
        self.pending.insert(purpose, code);
        true
    }

    /// Checks a code and counts the attempt. A correct code stays valid until [`Codes::spend`], so that a password that the
    /// policy rejects does not use it up.
    pub(crate) fn check(
        &mut self,
        now: Timestamp,
        purpose: &CodePurpose,
        given: &str,
    ) -> CodeCheck {
        let Some(code) = self.pending.get_mut(purpose) else {
            return CodeCheck::Expired;
        };
        if code.wrong_tries >= MAX_TRIES {
            return CodeCheck::TooManyTries;
        }
        if now >= code.expires {
            return CodeCheck::Expired;
        }
        if code.value == given {
            return CodeCheck::Right;
        }
        code.wrong_tries += 1;
        CodeCheck::Wrong
    }

    /// Removes the code, and returns its note.
    pub(crate) fn spend(&mut self, purpose: &CodePurpose) -> Option<String> {
        self.requests.remove(purpose);
        self.pending.remove(purpose).map(|code| code.note)
    }
}
