//! The session of the hosted pages, which outlives the app's: by it, whoever presses the sign-in next at this
//! machine is let in without a question. A sign-out visits the hosted pages' logout. Where the network is away
//! then, or the session ended by time, this browser remembers that the logout is still to come.

use super::SignOutReport;
use crate::client::Client;
use crate::config::HostedSignOut;
use crate::error::Error;
use crate::protocol::oauth::{LogoutRequest, LogoutTarget};
use crate::session::Session;
use crate::session::record::Origin;

impl Client {
    /// Leaves the page for the hosted pages' logout, where one of these sessions came from there and the
    /// configuration has it so. Not without a network: the page would be lost, and nothing gained.
    pub(super) async fn leave_hosted_session(
        &self,
        sessions: &[Session],
        mut report: SignOutReport,
    ) -> SignOutReport {
        if let Some((domain, uri)) = self.hosted_logout(sessions) {
            self.note_hosted_session(&mut report).await;
            if !report.hosted_session_remains {
                self.visit_hosted_logout(domain, uri, &mut report);
            }
        }
        report
    }

    /// Remembers that the session of the hosted pages is still there after these have ended, where nobody can be led
    /// away to its logout. Says whether there is one.
    pub(super) async fn keep_asking_after(&self, sessions: &[Session]) -> bool {
        let remains = self.hosted_logout(sessions).is_some();
        if remains {
            self.remember_hosted_session().await;
        }
        remains
    }

    /// The domain and the logout URI, where one of these sessions came from the hosted pages and the configuration
    /// has it that theirs ends as well.
    fn hosted_logout(&self, sessions: &[Session]) -> Option<(&str, &str)> {
        let settings = self.settings();
        let came_by_redirect = sessions
            .iter()
            .any(|session| session.record().origin == Origin::Redirect);
        if !came_by_redirect || settings.hosted_sign_out != HostedSignOut::Visit {
            return None;
        }
        // An address that the app client does not know among its sign-out URLs ends on an error page.
        Some((settings.domain.as_deref()?, settings.logout_uri.as_deref()?))
    }

    /// Leaves the page for the hosted pages' logout, which leads to one of the app client's sign-out URLs.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>
    pub(crate) fn visit_hosted_logout(&self, domain: &str, uri: &str, report: &mut SignOutReport) {
        let request = LogoutRequest {
            client_id: self.settings().client_id.clone(),
            target: LogoutTarget::Page(uri.to_owned()),
        };
        self.platform().navigator.go(&request.url(domain));
        report.is_leaving = true;
    }

    /// Remembers whether the session of the hosted pages is still there after a sign-out, as its revocation
    /// tells: where the network was away, nobody has visited the logout.
    pub(crate) async fn note_hosted_session(&self, report: &mut SignOutReport) {
        report.hosted_session_remains = report.unfinished().is_some_and(Error::is_retryable);
        match report.hosted_session_remains {
            true => self.remember_hosted_session().await,
            false => self.forget_hosted_session().await,
        }
    }

    async fn remember_hosted_session(&self) {
        let store = &self.platform().local;
        let _ = store.write(&self.hosted_session_key(), "1").await;
    }

    /// Whether a session has ended in this browser without a visit to the hosted pages' logout.
    pub(crate) async fn hosted_session_remains(&self) -> bool {
        let found = self.platform().local.read(&self.hosted_session_key()).await;
        matches!(found, Ok(Some(_)))
    }

    /// The session of the hosted pages has ended, or is the one of who has just signed in there.
    pub(crate) async fn forget_hosted_session(&self) {
        let store = &self.platform().local;
        let _ = store.remove(&self.hosted_session_key()).await;
    }

    // `pkg/src/stored-session.ts` writes it, too.
    fn hosted_session_key(&self) -> String {
        ["vestibule.", &self.settings().client_id, ".hosted"].concat()
    }
}
