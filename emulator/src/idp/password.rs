//! ForgotPassword, ConfirmForgotPassword, ChangePassword.

use serde_json::{Map, Value, json};

use super::operation::Operation;
use super::operation::Secondary::Refuses;
use super::request::Input;
use super::rules::{CLIENT_ID, CODE, PASSWORD, SECRET_HASH, TOKEN, USERNAME};
use super::tokens::bearer;
use crate::config::QuotaCategory::UserAccountRecovery;
use crate::errors::Failure;
use crate::state::State;
use crate::timestamp::Timestamp;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new(
        "ForgotPassword",
        forgot_password,
        Some(UserAccountRecovery),
        Refuses,
    ),
    Operation::new(
        "ConfirmForgotPassword",
        confirm_forgot_password,
        Some(UserAccountRecovery),
        Refuses,
    ),
    Operation::new(
        "ChangePassword",
        change_password,
        Some(UserAccountRecovery),
        Refuses,
    ),
];

/// [ForgotPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html)
fn forgot_password(
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
    let delivery = context.forgot_password(&client, username)?;
    Ok(json!({ "CodeDeliveryDetails": delivery.to_json() }))
}

/// [ConfirmForgotPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html)
fn confirm_forgot_password(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let client_id = input.required("ClientId", &CLIENT_ID);
    let secret_hash = input.optional("SecretHash", &SECRET_HASH);
    let username = input.required("Username", &USERNAME);
    let code = input.required("ConfirmationCode", &CODE);
    let password = input.required("Password", &PASSWORD);
    input.analytics();
    input.user_context();
    input.client_metadata();
    input.finish()?;

    let (mut context, client) = state.of_client(now, client_id)?;
    client.check_secret_hash(username, secret_hash)?;
    context.confirm_forgot_password(&client, username, code, password)?;
    Ok(json!({}))
}

/// [ChangePassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html)
fn change_password(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let previous = input.optional("PreviousPassword", &PASSWORD);
    let proposed = input.required("ProposedPassword", &PASSWORD);
    let token = input.required("AccessToken", &TOKEN);
    input.finish()?;

    let mut bearer = bearer(state, now, token)?;
    bearer
        .context
        .change_password(&bearer.username, previous, proposed)?;
    Ok(json!({}))
}
