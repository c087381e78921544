//! Checks the authentication level of a session.

use std::time::Duration;

use crate::client::Client;
use crate::session::{Session, StepUp};

impl Client {
    /// Whether this session has one of the required levels and is recent enough, according to its tokens.
    ///
    /// Use it to decide what the page shows. A server must check the token before it allows anything.
    pub fn meets(&self, session: &Session, step_up: &StepUp) -> bool {
        self.meets_with_leeway(session, step_up, Duration::ZERO)
    }

    /// Like [`meets`](Self::meets), with a leeway for the time that new tokens took to arrive.
    pub(crate) fn meets_with_leeway(
        &self,
        session: &Session,
        step_up: &StepUp,
        leeway: Duration,
    ) -> bool {
        let signed_in = session.signed_in_at().plus(leeway);
        step_up.is_met(session.acr(), signed_in, self.now())
    }
}
