//! Whether the session is as strong as an app wants it.

use std::time::Duration;

use crate::client::Client;
use crate::session::{Session, StepUp};

impl Client {
    /// Whether this session is of one of the levels and recent enough, as its tokens say.
    ///
    /// It is for the page to decide what to ask for. What guards anything is a server that looks at the
    /// token.
    pub fn meets(&self, session: &Session, step_up: &StepUp) -> bool {
        self.meets_with_leeway(session, step_up, Duration::ZERO)
    }

    /// The same of tokens that have just come, on whose way some time has passed.
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
