//! Administrators' operations for setting up tests.
//!
//! Cognito authorizes them by IAM. The emulator accepts any request that looks signed with Signature Version 4.

use serde_json::{Map, Value, json};

use super::operation::Operation;
use super::operation::Secondary::Serves;
use super::profile::attribute_list;
use super::request::Input;
use super::rules::{CLIENT_ID, GROUP, PASSWORD, POOL_ID, USERNAME};
use crate::account::NewUser;
use crate::config::QuotaCategory::{UserAccountRecovery, UserCreation, UserRead, UserToken};
use crate::config::UserStatus;
use crate::errors::Failure;
use crate::http::{Request, header};
use crate::state::{Context, State, User};
use crate::timestamp::Timestamp;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new("AdminCreateUser", create_user, Some(UserCreation), Serves).with_key(),
    Operation::new("AdminAddUserToGroup", add_user_to_group, None, Serves).with_key(),
    Operation::new(
        "AdminRemoveUserFromGroup",
        remove_user_from_group,
        None,
        Serves,
    )
    .with_key(),
    Operation::new(
        "AdminConfirmSignUp",
        confirm_sign_up,
        Some(UserCreation),
        Serves,
    )
    .with_key(),
    Operation::new("AdminGetUser", get_user, Some(UserRead), Serves).with_key(),
    Operation::new(
        "AdminResetUserPassword",
        reset_user_password,
        Some(UserAccountRecovery),
        Serves,
    )
    .with_key(),
    Operation::new(
        "AdminSetUserPassword",
        set_user_password,
        Some(UserAccountRecovery),
        Serves,
    )
    .with_key(),
    Operation::new(
        "AdminUserGlobalSignOut",
        user_global_sign_out,
        Some(UserToken),
        Serves,
    )
    .with_key(),
    Operation::new(
        "DeleteUserPoolClient",
        delete_user_pool_client,
        None,
        Serves,
    )
    .with_key(),
];

/// Checks that a request looks signed.
// Source: CommonErrors.
pub(super) fn check_signature(request: &Request) -> Result<(), Failure> {
    let looks_signed = |value: &str| {
        value.starts_with("AWS4-HMAC-SHA256 ")
            && ["Credential=", "SignedHeaders=", "Signature="]
                .iter()
                .all(|part| value.contains(part))
    };
    match header(request, "authorization").is_some_and(looks_signed) {
        true => Ok(()),
        false => Err(Failure::missing_authentication_token()),
    }
}

/// [AdminCreateUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html)
fn create_user(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let pool_id = input.required("UserPoolId", &POOL_ID);
    let username = input.required("Username", &USERNAME);
    let password = input.optional("TemporaryPassword", &PASSWORD);
    let attributes = input.attributes("UserAttributes");
    let media = input.texts("DesiredDeliveryMediums");
    let action = match members.contains_key("MessageAction") {
        true => input.choice("MessageAction", &["RESEND", "SUPPRESS"]),
        false => "",
    };
    input.finish()?;

    let mut context = of_pool(state, now, pool_id)?;
    // Cognito sends the invitation by text message unless e-mail is requested.
    let attribute = if media.contains(&"EMAIL") {
        "email"
    } else {
        "phone_number"
    };
    let username = match action {
        "RESEND" => context.invite_again(username, password, attribute)?,
        _ => {
            let invite_to = (action != "SUPPRESS").then_some(attribute);
            context.create_user(NewUser {
                name: username,
                password,
                attributes,
                invite_to,
            })?
        }
    };
    let user = context
        .pool
        .users
        .by_username(&username)
        .ok_or(Failure::user_not_found())?;
    let mut described = describe(user);
    described["Attributes"] = attribute_list(user, |_| true);
    Ok(json!({ "User": described }))
}

/// [AdminAddUserToGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html)
fn add_user_to_group(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let (groups, group) = of_group(state, now, members)?;
    if !groups.contains(&group) {
        groups.push(group);
    }
    Ok(json!({}))
}

/// [AdminRemoveUserFromGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html)
fn remove_user_from_group(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let (groups, group) = of_group(state, now, members)?;
    groups.retain(|name| *name != group);
    Ok(json!({}))
}

/// [AdminConfirmSignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html)
fn confirm_sign_up(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let (mut context, username) = of_user(state, now, Input::new(members))?;
    context.confirm_by_admin(&username)?;
    Ok(json!({}))
}

/// [AdminGetUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html)
fn get_user(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let (context, username) = of_user(state, now, Input::new(members))?;
    let user = context
        .pool
        .users
        .by_username(&username)
        .ok_or(Failure::user_not_found())?;
    let mut described = describe(user);
    described["UserAttributes"] = attribute_list(user, |_| true);
    Ok(described)
}

/// [AdminResetUserPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html)
fn reset_user_password(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let (mut context, username) = of_user(state, now, Input::new(members))?;
    context.reset_by_admin(&username)?;
    Ok(json!({}))
}

/// [AdminSetUserPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html)
fn set_user_password(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let password = input.required("Password", &PASSWORD);
    let status = match input.flag("Permanent") {
        true => UserStatus::Confirmed,
        false => UserStatus::ForceChangePassword,
    };
    let (mut context, username) = of_user(state, now, input)?;
    context.check_new_password(&username, password)?;
    context.set_password(&username, password, status)?;
    Ok(json!({}))
}

/// [AdminUserGlobalSignOut](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html)
fn user_global_sign_out(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let (context, username) = of_user(state, now, Input::new(members))?;
    context.pool.grants.revoke_all(&username);
    Ok(json!({}))
}

/// [DeleteUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html)
fn delete_user_pool_client(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let pool_id = input.required("UserPoolId", &POOL_ID);
    let client_id = input.required("ClientId", &CLIENT_ID);
    input.finish()?;
    let context = of_pool(state, now, pool_id)?;
    match context.pool.clients.remove(client_id) {
        Some(_) => Ok(json!({})),
        None => Err(Failure::no_such_client(client_id)),
    }
}

/// The pool and the user of an operation.
// Source: API_AdminGetUser.
fn of_user<'a>(
    state: &'a mut State,
    now: Timestamp,
    mut input: Input<'_>,
) -> Result<(Context<'a>, String), Failure> {
    let pool_id = input.required("UserPoolId", &POOL_ID);
    let name = input.required("Username", &USERNAME);
    input.finish()?;
    let context = of_pool(state, now, pool_id)?;
    let user = context
        .pool
        .users
        .find(name)
        .ok_or(Failure::user_not_found())?;
    let username = user.username.clone();
    Ok((context, username))
}

/// The groups of an operation's user, and the operation's group.
// Source: API_AdminAddUserToGroup.
fn of_group<'a>(
    state: &'a mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<(&'a mut Vec<String>, String), Failure> {
    let mut input = Input::new(members);
    let group = input.required("GroupName", &GROUP).to_owned();
    let (context, username) = of_user(state, now, input)?;
    if !context.pool.has_group(&group) {
        return Err(Failure::no_such_group());
    }
    let user = context.pool.users.by_username_mut(&username);
    let user = user.ok_or(Failure::user_not_found())?;
    Ok((&mut user.groups, group))
}

// Source: API_AdminGetUser (`ResourceNotFoundException`).
fn of_pool<'a>(state: &'a mut State, now: Timestamp, id: &str) -> Result<Context<'a>, Failure> {
    state
        .by_pool(now, id)
        .ok_or_else(|| Failure::no_such_pool(id))
}

fn describe(user: &User) -> Value {
    json!({
        "Username": user.username,
        "UserCreateDate": user.created.seconds(),
        "UserLastModifiedDate": user.modified.seconds(),
        "Enabled": user.enabled,
        "UserStatus": user.status.as_str(),
    })
}
