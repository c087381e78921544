//! The group `sessions`: the person's sessions on all devices.

use crate::client::Client;
use crate::error::Error;
use crate::platform::Timestamp;
use crate::protocol::idp::{self, RevokeAssociatedSessions};
use crate::protocol::secret::Secret;

/// The sessions of the signed-in person, on this device and others, as Cognito stores them.
/// [`Client::sessions`] returns it.
///
/// ```no_run
/// use vestibule::{Client, Error};
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let sessions = client.sessions();
/// for one in sessions.list(None).await?.sessions {
///     println!("{:?}, {:?}, {:?}", one.device_type, one.city, one.last_used);
///     if !one.is_this {
///         sessions.revoke(&one.id).await?;
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// [`Client::session`] is the session of this browser, with its tokens; [`Client::sign_out`] ends it.
///
/// Cheap to clone. It holds its own [`Client`], so it can be moved into a task.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html>
#[derive(Clone, Debug)]
pub struct Sessions(Client);

/// A session of the signed-in person, on this device or another one.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserSession {
    /// Its id, for [`Sessions::revoke`].
    pub id: String,
    /// Whether it is the session of this browser.
    pub is_this: bool,
    /// `TOKEN`, or `SSO` for a single sign-on session of the hosted UI.
    pub kind: Option<String>,
    /// The app client to which it belongs; `None` for a session of the hosted UI.
    pub client_id: Option<String>,
    /// The session of the hosted UI (`SSO`) from which it was created; `None` after a sign-in by the API.
    pub origin_id: Option<String>,
    /// The kind of device, if Cognito knows it.
    pub device_type: Option<String>,
    /// The IP address of its last use. `Debug` does not show it.
    pub ip_address: Option<Secret>,
    /// The city of its last use, derived from the IP address.
    pub city: Option<String>,
    /// The country of its last use, derived from the IP address.
    pub country: Option<String>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
}

/// One page of a list of sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserSessionPage {
    /// The sessions.
    pub sessions: Vec<UserSession>,
    /// The argument of [`Sessions::list`] for the next page; `None` on the last page.
    pub next: Option<String>,
}

impl Client {
    /// Returns the group `sessions`: the signed-in person's sessions on all devices.
    pub fn sessions(&self) -> Sessions {
        Sessions(self.clone())
    }
}

impl Sessions {
    /// Lists the sessions of the signed-in person. `next` is [`UserSessionPage::next`] of the previous
    /// page.
    ///
    /// # Errors
    /// Those of [`Client::session`].
    pub async fn list(&self, next: Option<&str>) -> Result<UserSessionPage, Error> {
        let request = idp::ListUserSessions {
            access_token: self.0.access_token().await?.into(),
            next_token: next.map(str::to_owned),
        };
        let response = self.0.call_operation(request).await?;
        Ok(UserSessionPage {
            sessions: response.sessions.into_iter().map(read).collect(),
            next: response.next_token,
        })
    }

    /// Ends another session. To end this browser's session, use [`Client::sign_out`]: Cognito does not
    /// revoke the session that sends the request.
    ///
    /// # Errors
    /// [`ResourceNotFound`](crate::ErrorKind::ResourceNotFound) if there is no such session,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) if it is this one, and those of
    /// [`Client::session`].
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html>
    pub async fn revoke(&self, id: &str) -> Result<(), Error> {
        self.revoke_one_of(id, RevokeAssociatedSessions::None).await
    }

    /// Ends another session and the sessions linked to it: for a session of an app, also the hosted UI's
    /// session from which it was created; for a session of the hosted UI, also those of all apps created
    /// from it. If only an app's session is ended, the hosted UI in that browser still signs the person
    /// in without asking.
    ///
    /// # Errors
    /// Those of [`revoke`](Self::revoke).
    pub async fn revoke_linked(&self, id: &str) -> Result<(), Error> {
        self.revoke_one_of(id, RevokeAssociatedSessions::Linked)
            .await
    }

    async fn revoke_one_of(
        &self,
        id: &str,
        associated: RevokeAssociatedSessions,
    ) -> Result<(), Error> {
        let request = idp::RevokeUserSession {
            access_token: self.0.access_token().await?.into(),
            session_id: id.to_owned(),
            revoke_associated_sessions: Some(associated),
        };
        self.0.call_operation(request).await.map(drop)
    }
}

fn read(session: idp::UserSession) -> UserSession {
    // Cognito writes "Unknown" for unknown values.
    let known = |text: Option<String>| text.filter(|text| !text.eq_ignore_ascii_case("unknown"));
    let place = session.last_location.unwrap_or_default();
    UserSession {
        id: session.session_id.unwrap_or_default(),
        is_this: session.is_current_session == Some(true),
        kind: session.session_type.map(|kind| kind.as_str().to_owned()),
        client_id: session.client_id,
        origin_id: session.origin_session_id,
        device_type: known(session.device_type),
        ip_address: session.last_ip_address,
        city: known(place.city),
        country: known(place.country),
        created: session.create_date.and_then(Timestamp::from_wire),
        last_used: session.last_active_date.and_then(Timestamp::from_wire),
    }
}
