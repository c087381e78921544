//! SignUp, ConfirmSignUp, ResendConfirmationCode.

use serde_json::{Map, Value, json};

use super::operation::Operation;
use super::operation::Secondary::Refuses;
use super::request::Input;
use super::rules::{CLIENT_ID, CODE, PASSWORD, SECRET_HASH, SESSION, USERNAME};
use crate::account::AliasConflict;
use crate::config::QuotaCategory::{UserCreation, UserUpdate};
use crate::errors::Failure;
use crate::state::State;
use crate::timestamp::Timestamp;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new("SignUp", sign_up, Some(UserCreation), Refuses),
    Operation::new(
        "ConfirmSignUp",
        confirm_sign_up,
        Some(UserCreation),
        Refuses,
    ),
    Operation::new(
        "ResendConfirmationCode",
        resend_confirmation_code,
        Some(UserUpdate),
        Refuses,
    ),
];

/// [SignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html)
fn sign_up(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let client_id = input.required("ClientId", &CLIENT_ID);
    let secret_hash = input.optional("SecretHash", &SECRET_HASH);
    let username = input.required("Username", &USERNAME);
    // A missing or empty password is allowed in passwordless pools.
    let password = match members.get("Password").and_then(Value::as_str) {
        Some("") => "",
        _ => input.optional("Password", &PASSWORD).unwrap_or_default(),
    };
    let attributes = input.attributes("UserAttributes");
    input.attributes("ValidationData");
    input.analytics();
    input.user_context();
    input.client_metadata();
    input.finish()?;

    let (mut context, client) = state.of_client(now, client_id)?;
    client.check_secret_hash(username, secret_hash)?;
    let signed_up = context.sign_up(&client, username, password, attributes)?;
    let mut response = json!({
        "UserConfirmed": signed_up.is_confirmed,
        "UserSub": signed_up.sub,
    });
    if !signed_up.is_confirmed
        && let Some(session) = context.sign_up_session(&client, &signed_up.username)
    {
        response["Session"] = session.into();
    }
    if let Some(delivery) = signed_up.delivery {
        response["CodeDeliveryDetails"] = delivery.to_json();
    }
    Ok(response)
}

/// [ConfirmSignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html)
fn confirm_sign_up(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let client_id = input.required("ClientId", &CLIENT_ID);
    let secret_hash = input.optional("SecretHash", &SECRET_HASH);
    let username = input.required("Username", &USERNAME);
    let code = input.required("ConfirmationCode", &CODE);
    let alias = match input.flag("ForceAliasCreation") {
        true => AliasConflict::Move,
        false => AliasConflict::Refuse,
    };
    let session = input.optional("Session", &SESSION);
    input.analytics();
    input.user_context();
    input.client_metadata();
    input.finish()?;

    let (mut context, client) = state.of_client(now, client_id)?;
    client.check_secret_hash(username, secret_hash)?;
    context.confirm_sign_up(&client, username, code, alias)?;
    let session = session.and_then(|it| context.confirmed_session(&client, username, it));
    Ok(match session {
        Some(session) => json!({ "Session": session }),
        None => json!({}),
    })
}

/// [ResendConfirmationCode](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html)
fn resend_confirmation_code(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let client_id = input.required("ClientId", &CLIENT_ID);
    let secret_hash = input.optional("SecretHash", &SECRET_HASH);
    let username = input.required("Username", &USERNAME);
    input.analytics();
    input.user_context();
    input.client_metadata();
    input.finish()?;

    let (mut context, client) = state.of_client(now, client_id)?;
    client.check_secret_hash(username, secret_hash)?;
    let delivery = context.resend_sign_up_code(&client, username)?;
    Ok(match delivery {
        Some(delivery) => json!({ "CodeDeliveryDetails": delivery.to_json() }),
        None => json!({}),
    })
}
