//! Challenges that wait for an answer.

use crate::crypto::srp::Exchange;
use crate::moment::Moment;

/// A sign-in under way.
pub(crate) struct Challenge {
    pub(crate) client_id: String,
    /// `None` for a user who is not there and must not be seen to be missing.
    pub(crate) username: Option<String>,
    pub(crate) expires: Moment,
    pub(crate) kind: ChallengeKind,
}

/// What the client must answer.
pub(crate) enum ChallengeKind {
    /// PASSWORD_VERIFIER, with the username that enters the proof.
    Password {
        exchange: Box<Exchange>,
        user_id_for_srp: String,
    },
    /// NEW_PASSWORD_REQUIRED.
    NewPassword,
    /// Answered; kept so that a second answer can be told so.
    Used,
}
