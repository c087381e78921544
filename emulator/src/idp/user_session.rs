//! ListUserSessions, RevokeUserSession, UpdateAuthEventFeedback.

use serde_json::{Map, Value, json};

use super::page::page;
use super::request::Input;
use super::rules::{EVENT_ID, PAGE_TOKEN, POOL_ID, SESSION_ID, TOKEN, USERNAME};
use super::tokens::bearer;
use crate::errors::Failure;
use crate::moment::Moment;
use crate::state::{Grant, State};

/// Sessions on one page.
const MOST: usize = 60;

/// [ListUserSessions](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html),
/// of token sessions; those of the hosted pages' cookie are not told.
pub(super) fn list_user_sessions(
    state: &mut State,
    now: Moment,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let page_token = input.optional("NextToken", &PAGE_TOKEN);
    input.finish()?;

    let bearer = bearer(state, now, token)?;
    let grants = bearer.context.pool.grants.of_user(now, &bearer.username);
    let all = grants
        .into_iter()
        .map(|grant| describe(grant, &bearer.origin_jti))
        .collect();
    let page = page(all, page_token, MOST)?;
    let mut response = json!({ "Sessions": page.items });
    if let Some(next) = page.next {
        response["NextToken"] = next.into();
    }
    Ok(response)
}

/// [RevokeUserSession](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html)
pub(super) fn revoke_user_session(
    state: &mut State,
    now: Moment,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let session_id = input.required("SessionId", &SESSION_ID);
    input.optional_choice("RevokeAssociatedSessions", &["NONE", "LINKED"]);
    input.finish()?;

    let bearer = bearer(state, now, token)?;
    let grants = &mut bearer.context.pool.grants;
    let found = grants.of_user(now, &bearer.username);
    let found = found.iter().find(|grant| grant.session_id == session_id);
    let origin_jti = found
        .ok_or(Failure::session_not_found())?
        .origin_jti
        .clone();
    if origin_jti == bearer.origin_jti {
        return Err(Failure::session_is_current());
    }
    grants.revoke_session(&origin_jti);
    Ok(json!({}))
}

/// [UpdateAuthEventFeedback](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateAuthEventFeedback.html)
pub(super) fn update_auth_event_feedback(
    state: &mut State,
    now: Moment,
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
    json!({
        "SessionId": grant.session_id,
        "SessionType": "TOKEN",
        "ClientId": grant.client_id,
        "CreateDate": grant.auth_time.seconds(),
        "LastActiveDate": grant.last_active.seconds(),
        "LastIPAddress": "127.0.0.1",
        "IsCurrentSession": grant.origin_jti == current,
    })
}
