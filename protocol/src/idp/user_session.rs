//! Where else a person is signed in, and what they say of a sign-in that looked strange.

use super::describe::{names, nested, operation, record};
use super::shared::Timestamp;
use super::tokens::RevokeAssociatedSessions;
use crate::secret::Secret;

operation! {
    ListUserSessions => ListUserSessionsResponse;
    RevokeUserSession => ();
    UpdateAuthEventFeedback => ();
}

record! {
    /// Lists the sessions of who is signed in.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html>
    pub struct ListUserSessions {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
        /// Where the page before ended.
        pub next_token: Option<String> => "NextToken",
    }

    /// The answer to [`ListUserSessions`].
    pub struct ListUserSessionsResponse {
        /// The sessions of this page.
        pub sessions: Vec<UserSession> => "Sessions",
        /// Where this page ends; none on the last one.
        pub next_token: Option<String> => "NextToken",
    }

    /// A session of somebody.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html>
    pub struct UserSession {
        /// Its id.
        pub session_id: Option<String> => "SessionId",
        /// The id of the session that it came from.
        pub origin_session_id: Option<String> => "OriginSessionId",
        /// Tokens, or the single sign-on of the hosted pages.
        pub session_type: Option<SessionType> => "SessionType",
        /// When it began.
        pub create_date: Option<Timestamp> => "CreateDate",
        /// When it was used last.
        pub last_active_date: Option<Timestamp> => "LastActiveDate",
        /// From which address it was used last.
        pub last_ip_address: Option<Secret> => "LastIPAddress",
        /// From where it was used last.
        pub last_location: Option<SessionLocation> => "LastLocation",
        /// On what kind of device.
        pub device_type: Option<String> => "DeviceType",
        /// Whether it is the one that asks.
        pub is_current_session: Option<bool> => "IsCurrentSession",
        /// The app client that it belongs to.
        pub client_id: Option<String> => "ClientId",
    }

    /// Where a session was used, as far as its address tells.
    pub struct SessionLocation {
        /// The city.
        pub city: Option<String> => "City",
        /// The country.
        pub country: Option<String> => "Country",
    }

    /// Ends a session.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html>
    pub struct RevokeUserSession {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
        /// The session's id.
        pub session_id: String => "SessionId",
        /// Whether the sessions that are linked with it end as well.
        pub revoke_associated_sessions: Option<RevokeAssociatedSessions> => "RevokeAssociatedSessions",
    }

    /// Tells threat protection whether it was the person themselves who signed in, by the token of
    /// the message that Cognito sent them.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateAuthEventFeedback.html>
    pub struct UpdateAuthEventFeedback {
        /// The pool's id.
        pub user_pool_id: String => "UserPoolId",
        /// The user name.
        pub username: String => "Username",
        /// The event's id.
        pub event_id: String => "EventId",
        /// The token of the message.
        pub feedback_token: Secret => "FeedbackToken",
        /// Whether it was they.
        pub feedback_value: FeedbackValue => "FeedbackValue",
    }
}

nested!(UserSession, SessionLocation);

names! {
    /// What a session is made of.
    pub enum SessionType {
        /// Tokens.
        Token => "TOKEN",
        /// The single sign-on of the hosted pages.
        Sso => "SSO",
    }

    /// What a person says of a sign-in.
    pub enum FeedbackValue {
        /// It was they.
        Valid => "Valid",
        /// It was somebody else.
        Invalid => "Invalid",
    }
}
