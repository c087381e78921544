//! The steps of a sign-in.
//!
//! Each factor or challenge has a file; [`next`] decides what follows a correct answer.
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

pub(crate) use choice::ChoiceInput;
pub(crate) use password::SignedInState;
pub(crate) use proof::SrpProof;
pub(crate) use session::Answer;
pub(crate) use step_up::Target;

use crate::state::{Methods, NewDevice};
use crate::tokens::TokenSet;

/// The result of a correct answer.
pub(crate) enum Step {
    Tokens(Box<Tokens>),
    Challenge(IssuedChallenge),
    /// The end of a sign-in at the hosted pages, without tokens.
    Admitted(Admitted),
}

/// A finished sign-in at the hosted pages.
pub(crate) struct Admitted {
    /// The `cognito:username`.
    pub(crate) username: String,
    pub(crate) methods: Methods,
}

/// The tokens of a finished sign-in.
pub(crate) struct Tokens {
    pub(crate) set: TokenSet,
    /// The key for a new device.
    pub(crate) new_device: Option<NewDevice>,
}

/// A challenge for the client.
#[derive(Default)]
pub(crate) struct IssuedChallenge {
    /// `ChallengeName`
    pub(crate) name: &'static str,
    pub(crate) session: Option<String>,
    /// `ChallengeParameters`
    pub(crate) parameters: BTreeMap<String, String>,
    /// `AvailableChallenges`
    pub(crate) available: Vec<&'static str>,
}

impl IssuedChallenge {
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

/// A JSON array as text, which is how `ChallengeParameters` have lists.
fn json_list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let values: Vec<_> = values.into_iter().collect();
    serde_json::Value::from(values).to_string()
}
