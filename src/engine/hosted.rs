//! The session of the hosted pages. It outlives the app's session: the next user of this browser could sign in with it
//! without a password. So a sign-out navigates to the hosted pages' logout. If there is no network, or the session has
//! timed out, this browser remembers that the logout is still to be done.

use super::SignOutReport;
use super::sign_out::is_unproven;
use crate::client::Client;
use crate::config::HostedSignOut;
use crate::error::ErrorKind;
use crate::protocol::oauth::{LogoutRequest, LogoutTarget};
use crate::session::Session;
use crate::session::record::Origin;

impl Client {
    /// Navigates to the hosted pages' logout if one of these sessions is from a redirect and the configuration demands
    /// it. Not without a network, because the page would be lost for nothing.
    pub(super) async fn end_hosted_session(
        &self,
        sessions: &[Session],
        mut report: SignOutReport,
    ) -> SignOutReport {
        if let Some((domain, uri)) = self.hosted_logout(sessions) {
            self.note_hosted_logout(&mut report).await;
            if !report.hosted_session_remains {
                self.visit_hosted_logout(domain, uri, &mut report);
            }
        }
        report
    }

    /// Remembers that the hosted pages' session remains after these sessions have ended without a visit to the logout.
    /// Returns whether there is one.
    pub(super) async fn remember_hosted_logout(&self, sessions: &[Session]) -> bool {
        let remains = self.hosted_logout(sessions).is_some();
        if remains {
            self.store_hosted_session_remains().await;
        }
        remains
    }

    /// Returns the domain and the logout URI if one of these sessions is from a redirect and the configuration demands
    /// the logout.
    fn hosted_logout(&self, sessions: &[Session]) -> Option<(&str, &str)> {
        let settings = self.settings();
        let came_by_redirect = sessions
            .iter()
            .any(|session| session.record().origin == Origin::Redirect);
        if !came_by_redirect || settings.hosted_sign_out != HostedSignOut::Visit {
            return None;
        }
        // Without a logout URI that the app client allows, the logout would end on an error page.
        Some((settings.domain.as_deref()?, settings.logout_uri.as_deref()?))
    }

    /// Navigates to the hosted pages' logout, which redirects to one of the app client's sign-out URLs.
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

    /// Remembers whether the hosted pages' session remains after a sign-out. It does if the revocation failed without a
    /// network, because then the logout cannot be visited either. A throttled revocation was answered by Cognito.
    pub(crate) async fn note_hosted_logout(&self, report: &mut SignOutReport) {
        report.hosted_session_remains = report
            .unfinished()
            .is_some_and(|error| is_unproven(error) && error.kind() != ErrorKind::Throttled);
        match report.hosted_session_remains {
            true => self.store_hosted_session_remains().await,
            false => self.forget_hosted_session().await,
        }
    }

    async fn store_hosted_session_remains(&self) {
        let store = &self.platform().local;
        let _ = store.write(&self.hosted_session_key(), "1").await;
    }

    /// Whether a session has ended in this browser without a visit to the hosted pages' logout.
    pub(crate) async fn hosted_session_remains(&self) -> bool {
        let found = self.platform().local.read(&self.hosted_session_key()).await;
        matches!(found, Ok(Some(_)))
    }

    /// Notes that the hosted pages' session has ended, or belongs to the user who has just signed in.
    pub(crate) async fn forget_hosted_session(&self) {
        let store = &self.platform().local;
        let _ = store.remove(&self.hosted_session_key()).await;
    }

    // `pkg/src/stored-session.ts` uses the same key.
    fn hosted_session_key(&self) -> String {
        ["vestibule.", &self.settings().client_id, ".hosted"].concat()
    }
}
