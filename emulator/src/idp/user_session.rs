//! ListUserSessions, RevokeUserSession, UpdateAuthEventFeedback.

use serde_json::{Map, Value, json};

use super::operation::Operation;
use super::operation::Secondary::Serves;
use super::page::page;
use super::request::Input;
use super::rules::{EVENT_ID, PAGE_TOKEN, POOL_ID, SESSION_ID, TOKEN, USERNAME};
use super::tokens::bearer;
use crate::config::QuotaCategory::{UserResourceRead, UserResourceUpdate, UserToken};
use crate::errors::Failure;
use crate::state::hosted::BrowserLogin;
use crate::state::{Grant, State};
use crate::timestamp::Timestamp;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new(
        "ListUserSessions",
        list_user_sessions,
        Some(UserResourceRead),
        Serves,
    ),
    Operation::new(
        "RevokeUserSession",
        revoke_user_session,
        Some(UserToken),
        Serves,
    ),
    Operation::new(
        "UpdateAuthEventFeedback",
        update_auth_event_feedback,
        Some(UserResourceUpdate),
        Serves,
    )
    .past_the_firewall(),
];

/// The maximum number of sessions on a page.
// Source: API_ListUserSessions.
const MAX_PAGE_SIZE: usize = 60;

/// [ListUserSessions](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html):
/// "both token sessions and SSO sessions".
fn list_user_sessions(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let page_token = input.optional("NextToken", &PAGE_TOKEN);
    input.finish()?;

    let bearer = bearer(state, now, token)?;
    let pool = &bearer.context.pool;
    let grants = pool.grants.of_user(now, &bearer.username);
    let tokens = grants
        .into_iter()
        .map(|grant| describe(grant, &bearer.origin_jti));
    let sso = pool.hosted.logins_of(now, &bearer.username);
    let all = tokens.chain(sso.map(describe_login)).collect();
    let page = page(all, page_token, MAX_PAGE_SIZE)?;
    let mut response = json!({ "Sessions": page.items });
    if let Some(next) = page.next {
        response["NextToken"] = next.into();
    }
    Ok(response)
}

/// [RevokeUserSession](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html):
/// "revoking a token session also revokes the parent SSO session it came through, and revoking an SSO
/// session also revokes the token sessions that came through it" where the linked ones go as well.
fn revoke_user_session(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let session_id = input.required("SessionId", &SESSION_ID);
    let associated = input.optional_choice("RevokeAssociatedSessions", &["NONE", "LINKED"]);
    input.finish()?;

    let bearer = bearer(state, now, token)?;
    let pool = bearer.context.pool;
    let is_linked = associated == Some("LINKED");
    let found = pool.grants.of_user(now, &bearer.username);
    let found = found
        .into_iter()
        .find(|grant| grant.session_id == session_id);
    if let Some(grant) = found.cloned() {
        if grant.origin_jti == bearer.origin_jti {
            return Err(Failure::session_is_current());
        }
        pool.grants.revoke_session(&grant.origin_jti);
        if let Some(origin) = grant.origin_session_id.filter(|_| is_linked) {
            pool.hosted.end_session(&origin);
        }
        return Ok(json!({}));
    }
    let mut logins = pool.hosted.logins_of(now, &bearer.username);
    if !logins.any(|login| login.session_id == session_id) {
        return Err(Failure::session_not_found());
    }
    drop(logins);
    pool.hosted.end_session(session_id);
    if is_linked {
        pool.grants.revoke_all_from(session_id);
    }
    Ok(json!({}))
}

/// [UpdateAuthEventFeedback](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateAuthEventFeedback.html)
fn update_auth_event_feedback(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let pool_id = input.required("UserPoolId", &POOL_ID);
    let name = input.required("Username", &USERNAME);
    let event_id = input.required("EventId", &EVENT_ID);
    let token = input.required("FeedbackToken", &TOKEN);
    let value = input.choice("FeedbackValue", &["Valid", "Invalid"]);
    input.finish()?;

    let mut context = state
        .by_pool(now, pool_id)
        .ok_or_else(|| Failure::no_such_pool(pool_id))?;
    context.note_feedback(name, event_id, token, value)?;
    Ok(json!({}))
}

fn describe(grant: &Grant, current: &str) -> Value {
    let mut session = json!({
        "SessionId": grant.session_id,
        "SessionType": "TOKEN",
        "ClientId": grant.client_id,
        "CreateDate": grant.auth_time.seconds(),
        "LastActiveDate": grant.last_active.seconds(),
        "LastIPAddress": "127.0.0.1",
        // Cognito's values for an unknown address and user agent.
        "LastLocation": { "City": "unknown", "Country": "unknown" },
        "DeviceType": "unknown",
        "IsCurrentSession": grant.origin_jti == current,
    });
    if let Some(origin) = &grant.origin_session_id {
        session["OriginSessionId"] = origin.clone().into();
    }
    session
}

fn describe_login(login: &BrowserLogin) -> Value {
    json!({
        "SessionId": login.session_id,
        "SessionType": "SSO",
        "CreateDate": login.auth_time.seconds(),
        "LastActiveDate": login.last_active.seconds(),
        "LastIPAddress": "127.0.0.1",
        "IsCurrentSession": false,
    })
}
