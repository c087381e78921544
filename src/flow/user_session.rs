//! Where else the person is signed in.

use crate::client::Client;
use crate::error::Error;
use crate::platform::Timestamp;
use crate::protocol::idp;

/// A session of the person who is signed in: here or elsewhere.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserSession {
    /// Its id, by which [`Client::revoke_user_session`] knows it.
    pub id: String,
    /// Whether it is this one.
    pub is_this: bool,
    /// `TOKEN`, or `SSO` for the single sign-on of the hosted pages.
    pub kind: Option<String>,
    /// What kind of device it is on, as far as Cognito knows.
    pub device_type: Option<String>,
    /// City and country where it was used last, as far as the address tells.
    pub location: Option<String>,
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
    /// What [`Client::user_sessions`] takes for the next page; none on the last one.
    pub next: Option<String>,
}

impl Client {
    /// The sessions of the person who is signed in; `next` is where the page before ended.
    ///
    /// # Errors
    /// Those of [`session`](Self::session).
    pub async fn user_sessions(&self, next: Option<&str>) -> Result<UserSessionPage, Error> {
        let request = idp::ListUserSessions {
            access_token: self.access_token().await?.into(),
            next_token: next.map(str::to_owned),
        };
        let answer = self.call_operation(request).await?;
        Ok(UserSessionPage {
            sessions: answer.sessions.into_iter().map(read).collect(),
            next: answer.next_token,
        })
    }

    /// Ends a session, here or elsewhere.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where there is no such session, and those of
    /// [`session`](Self::session).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html>
    pub async fn revoke_user_session(&self, id: &str) -> Result<(), Error> {
        let request = idp::RevokeUserSession {
            access_token: self.access_token().await?.into(),
            session_id: id.to_owned(),
            revoke_associated_sessions: None,
        };
        self.call_operation(request).await.map(drop)
    }
}

fn read(session: idp::UserSession) -> UserSession {
    let place = session.last_location.unwrap_or_default();
    let place: Vec<_> = [place.city, place.country].into_iter().flatten().collect();
    UserSession {
        id: session.session_id.unwrap_or_default(),
        is_this: session.is_current_session == Some(true),
        kind: session.session_type.map(|kind| kind.as_str().to_owned()),
        device_type: session.device_type,
        location: (!place.is_empty()).then(|| place.join(", ")),
        created: session.create_date.and_then(Timestamp::of_wire),
        last_used: session.last_active_date.and_then(Timestamp::of_wire),
    }
}
