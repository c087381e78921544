//! Signing in, step by step.
//!
//! A file per way to prove something; [`next`] says what follows a proof.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>

mod choice;
mod code;
mod custom;
mod device;
mod new_password;
mod next;
mod passkey;
mod password;
mod proof;
mod second_factor;
mod session;
mod set_up;
mod step_up;

use std::collections::BTreeMap;

pub(crate) use choice::Given;
pub(crate) use password::SignedInState;
pub(crate) use proof::Claim;
pub(crate) use session::Answer;
pub(crate) use step_up::Target;

use crate::state::{Methods, NewDevice};
use crate::tokens::TokenSet;

/// What a right answer leads to.
pub(crate) enum Step {
    Tokens(Box<Tokens>),
    Challenge(Ask),
    /// The end of a sign-in at the hosted pages, which give no tokens yet.
    Admitted(Admitted),
}

/// Who has signed in at the hosted pages, and how.
pub(crate) struct Admitted {
    /// The `cognito:username`.
    pub(crate) username: String,
    pub(crate) methods: Methods,
}

/// The end of a sign-in.
pub(crate) struct Tokens {
    pub(crate) set: TokenSet,
    /// A key for a device that had none.
    pub(crate) new_device: Option<NewDevice>,
}

/// A challenge, as the client gets it.
#[derive(Default)]
pub(crate) struct Ask {
    /// `ChallengeName`
    pub(crate) name: &'static str,
    pub(crate) session: Option<String>,
    /// `ChallengeParameters`
    pub(crate) parameters: BTreeMap<String, String>,
    /// `AvailableChallenges`
    pub(crate) available: Vec<&'static str>,
}

impl Ask {
    fn new(name: &'static str, session: String) -> Self {
        Self {
            name,
            session: Some(session),
            ..Self::default()
        }
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.parameters.insert(name.to_owned(), value.into());
        self
    }
}

/// A list of words as `ChallengeParameters` carry it: JSON in a text.
fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<_> = words.into_iter().collect();
    serde_json::Value::from(words).to_string()
}
