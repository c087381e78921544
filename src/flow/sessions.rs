//! The group `sessions`: where else the person is signed in.

use crate::client::Client;
use crate::error::Error;
use crate::platform::Timestamp;
use crate::protocol::idp::{self, RevokeAssociatedSessions};
use crate::protocol::secret::Secret;

/// The sessions of the person who is signed in, here and elsewhere, as Cognito knows them.
/// [`Client::sessions`] gives it.
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
/// The session of this browser, with its tokens, is [`Client::session`]; [`Client::sign_out`] ends it.
///
/// Cheap to clone, and it holds a [`Client`] of its own: move it into a task as it is.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html>
#[derive(Clone, Debug)]
pub struct Sessions(Client);

/// A session of the person who is signed in: here or elsewhere.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserSession {
    /// Its id, by which [`Sessions::revoke`] knows it.
    pub id: String,
    /// Whether it is this one.
    pub is_this: bool,
    /// `TOKEN`, or `SSO` for the single sign-on of the hosted pages.
    pub kind: Option<String>,
    /// The app client that it belongs to; none for the single sign-on of the hosted pages.
    pub client_id: Option<String>,
    /// The session of the hosted pages (`SSO`) that it came from; none after a sign-in by the API.
    pub origin_id: Option<String>,
    /// What kind of device it is on, as far as Cognito knows.
    pub device_type: Option<String>,
    /// The address from which it was used last. `Debug` shows it not.
    pub ip_address: Option<Secret>,
    /// The city where it was used last, as far as the address tells.
    pub city: Option<String>,
    /// The country where it was used last, as far as the address tells.
    pub country: Option<String>,
    /// When it began.
    pub created: Option<Timestamp>,
    /// When it was used last.
    pub last_used: Option<Timestamp>,
}

/// Some sessions, and where the next ones begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserSessionPage {
    /// The sessions.
    pub sessions: Vec<UserSession>,
    /// What [`Sessions::list`] takes for the next page; none on the last one.
    pub next: Option<String>,
}

impl Client {
    /// The sessions of the person who is signed in, here and elsewhere.
    pub fn sessions(&self) -> Sessions {
        Sessions(self.clone())
    }
}

impl Sessions {
    /// The sessions of the person who is signed in; `next` is where the page before ended.
    ///
    /// # Errors
    /// Those of [`Client::session`].
    pub async fn list(&self, next: Option<&str>) -> Result<UserSessionPage, Error> {
        let request = idp::ListUserSessions {
            access_token: self.0.access_token().await?.into(),
            next_token: next.map(str::to_owned),
        };
        let answer = self.0.call_operation(request).await?;
        Ok(UserSessionPage {
            sessions: answer.sessions.into_iter().map(read).collect(),
            next: answer.next_token,
        })
    }

    /// Ends another session. This one is ended by [`Client::sign_out`]: Cognito does not revoke the
    /// session that asks.
    ///
    /// # Errors
    /// [`ResourceNotFound`](crate::ErrorKind::ResourceNotFound) where there is no such session,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where it is this one, and those of
    /// [`Client::session`].
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html>
    pub async fn revoke(&self, id: &str) -> Result<(), Error> {
        self.revoke_one_of(id, RevokeAssociatedSessions::None).await
    }

    /// Ends another session and those that are linked with it: with the session of an app, the one of the
    /// hosted pages that it came from; with one of the hosted pages, those of all apps that came from it.
    /// Whoever ends the session of an app alone leaves a browser behind that lets the next person in
    /// without a question.
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
    // Cognito writes this where it cannot tell.
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
        created: session.create_date.and_then(Timestamp::of_wire),
        last_used: session.last_active_date.and_then(Timestamp::of_wire),
    }
}
