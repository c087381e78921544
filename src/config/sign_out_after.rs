//! Timeouts of a session.

use std::time::Duration;

/// Timeouts of a session, regardless of its tokens. See
/// [`ClientConfig::sign_out_after`](crate::ClientConfig::sign_out_after). Each is at least a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignOutAfter {
    /// The maximum time without user activity. Pointer, key, wheel and touch events, a tab that becomes visible, and
    /// [`Client::active`](crate::Client::active) count as activity, in any tab that shares the session. Renewals of the
    /// tokens and scrolling by the page do not. It is measured by this machine's clock, and includes the time in which
    /// the machine sleeps.
    pub idle: Option<Duration>,
    /// The maximum time since the sign-in (`auth_time`), by the estimate of Cognito's time. A renewal does not extend
    /// it. A new sign-in, in any tab, restarts it.
    ///
    /// After a redirect, `auth_time` is when the user authenticated at the hosted pages. That is up to an hour earlier
    /// if the hosted pages still had a session.
    pub total: Option<Duration>,
}

impl SignOutAfter {
    pub(crate) fn is_set(self) -> bool {
        self.idle.is_some() || self.total.is_some()
    }
}
