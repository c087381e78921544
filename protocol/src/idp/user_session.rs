//! The user's other sessions, and feedback on suspicious sign-ins.

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
    /// Lists the signed-in user's sessions.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html>
    pub struct ListUserSessions {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
        /// The token of the previous page.
        pub next_token: Option<String> => "NextToken",
    }

    /// The response to [`ListUserSessions`].
    pub struct ListUserSessionsResponse {
        /// The sessions of this page.
        pub sessions: Vec<UserSession> => "Sessions",
        /// The token for the next page. `None` on the last page.
        pub next_token: Option<String> => "NextToken",
    }

    /// A session of a user.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html>
    pub struct UserSession {
        /// Its id.
        pub session_id: Option<String> => "SessionId",
        /// The id of the session from which it was created.
        pub origin_session_id: Option<String> => "OriginSessionId",
        /// Tokens, or the single sign-on of the hosted pages.
        pub session_type: Option<SessionType> => "SessionType",
        /// When it was created.
        pub create_date: Option<Timestamp> => "CreateDate",
        /// When it was last used.
        pub last_active_date: Option<Timestamp> => "LastActiveDate",
        /// The IP address of the last use.
        pub last_ip_address: Option<Secret> => "LastIPAddress",
        /// The location of the last use.
        pub last_location: Option<SessionLocation> => "LastLocation",
        /// The type of the device.
        pub device_type: Option<String> => "DeviceType",
        /// Whether it is the session of this request.
        pub is_current_session: Option<bool> => "IsCurrentSession",
        /// The id of its app client.
        pub client_id: Option<String> => "ClientId",
    }

    /// The location of a session, derived from its IP address.
    pub struct SessionLocation {
        /// The city.
        pub city: Option<String> => "City",
        /// The country.
        pub country: Option<String> => "Country",
    }

    /// Ends a session.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html>
    pub struct RevokeUserSession {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
        /// The session's id.
        pub session_id: String => "SessionId",
        /// Whether linked sessions are revoked as well.
        pub revoke_associated_sessions: Option<RevokeAssociatedSessions> => "RevokeAssociatedSessions",
    }

    /// Reports to threat protection whether the user themselves signed in, with the token from Cognito's message.
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
        /// The feedback.
        pub feedback_value: FeedbackValue => "FeedbackValue",
    }
}

nested!(UserSession, SessionLocation);

names! {
    /// The type of a session.
    pub enum SessionType {
        /// Tokens.
        Token => "TOKEN",
        /// The single sign-on of the hosted pages.
        Sso => "SSO",
    }

    /// A user's feedback on a sign-in.
    pub enum FeedbackValue {
        /// The user signed in.
        Valid => "Valid",
        /// Someone else signed in.
        Invalid => "Invalid",
    }
}
