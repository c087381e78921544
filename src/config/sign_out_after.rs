//! How long a session may last.

use std::time::Duration;

/// When a session ends by time, whatever its tokens say; see [`ClientConfig::sign_out_after`](crate::ClientConfig::sign_out_after). Each time is of
/// at least a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignOutAfter {
    /// For how long nobody may be active. A press, a key, a turn of the wheel, a touch, and the tab that is shown
    /// again count as activity, in any tab that shares the session, and so does
    /// [`Client::active`](crate::Client::active); renewals of the tokens do not, nor does the page itself when it
    /// scrolls. It is measured by the clock of this machine, and goes on while the machine sleeps.
    pub idle: Option<Duration>,
    /// For how long a session lasts after the sign-in (`auth_time`), in Cognito's time as far as this machine can
    /// tell it. Renewals do not lengthen it; whoever signs in again, in any tab, begins anew.
    ///
    /// After a redirect, `auth_time` is when the person proved to the hosted pages who they are, which is up to
    /// an hour before where the hosted session was still there.
    pub total: Option<Duration>,
}

impl SignOutAfter {
    pub(crate) fn is_set(self) -> bool {
        self.idle.is_some() || self.total.is_some()
    }
}
