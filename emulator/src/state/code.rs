//! Codes on their way to a person and back: they expire, work once, and take few tries.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::moment::Moment;

/// Wrong tries before a code no longer works, and codes asked for in an hour.
// Source: managing-users-passwords ("between 5 and 20 attempts"). Assumed: for codes of other kinds.
const MOST_TRIES: u32 = 5;
// Source: managing-users-passwords ("between 5 and 20 attempts"). Assumed: for codes of other kinds.
const MOST_REQUESTS: usize = 5;
// Source: managing-users-passwords ("in a given hour").
const REQUEST_WINDOW: Duration = Duration::from_secs(3600);

/// What a code is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CodePurpose {
    SignUp,
    ForgotPassword,
    /// The attribute that the code was sent to.
    Attribute(String),
}

impl CodePurpose {
    /// [How long codes live](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html):
    /// 24 hours for sign-up and attributes, one hour for a forgotten password.
    fn lifetime(&self) -> Duration {
        match self {
            Self::SignUp | Self::Attribute(_) => Duration::from_secs(24 * 3600),
            Self::ForgotPassword => Duration::from_secs(3600),
        }
    }
}

/// What became of a code that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeCheck {
    Right,
    Wrong,
    /// Past its time, used already, or never asked for.
    Gone,
    TooManyTries,
}

/// The codes of one user.
#[derive(Default)]
pub(crate) struct Codes {
    pending: BTreeMap<CodePurpose, Code>,
    requests: BTreeMap<CodePurpose, Vec<Moment>>,
}

struct Code {
    value: String,
    expires: Moment,
    wrong_tries: u32,
    /// What whoever asked for the code wants to know when it comes back.
    note: String,
}

impl Codes {
    /// Puts a new code in place of any older one for the same purpose. `false` where too many
    /// were asked for.
    pub(crate) fn ask(
        &mut self,
        now: Moment,
        purpose: CodePurpose,
        value: String,
        note: String,
    ) -> bool {
        let requests = self.requests.entry(purpose.clone()).or_default();
        requests.retain(|at| now.since(*at) < REQUEST_WINDOW);
        if requests.len() >= MOST_REQUESTS {
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

    /// Looks at a code that came back, and counts the try. The right one stays until
    /// [`Codes::spend`], so that a password that the policy refuses costs no code.
    pub(crate) fn check(&mut self, now: Moment, purpose: &CodePurpose, given: &str) -> CodeCheck {
        let Some(code) = self.pending.get_mut(purpose) else {
            return CodeCheck::Gone;
        };
        if code.wrong_tries >= MOST_TRIES {
            return CodeCheck::TooManyTries;
        }
        if now >= code.expires {
            return CodeCheck::Gone;
        }
        if code.value == given {
            return CodeCheck::Right;
        }
        code.wrong_tries += 1;
        CodeCheck::Wrong
    }

    /// Makes the code useless, since it has done its work, and gives the note back.
    pub(crate) fn spend(&mut self, purpose: &CodePurpose) -> Option<String> {
        self.requests.remove(purpose);
        self.pending.remove(purpose).map(|code| code.note)
    }
}
