//! GetUser, UpdateUserAttributes, DeleteUserAttributes, GetUserAttributeVerificationCode,
//! VerifyUserAttribute, DeleteUser.

use serde_json::{Map, Value, json};

use super::mfa::mfa_settings;
use super::operation::Operation;
use super::operation::Secondary::{Refuses, Serves};
use super::request::Input;
use super::rules::{ATTRIBUTE_NAME, CODE, TOKEN};
use super::tokens::bearer;
use crate::config::QuotaCategory::{UserRead, UserUpdate};
use crate::errors::Failure;
use crate::state::{Delivery, State, User};
use crate::timestamp::Timestamp;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new("GetUser", get_user, Some(UserRead), Serves),
    Operation::new(
        "UpdateUserAttributes",
        update_user_attributes,
        Some(UserUpdate),
        Refuses,
    ),
    Operation::new(
        "DeleteUserAttributes",
        delete_user_attributes,
        Some(UserUpdate),
        Refuses,
    ),
    Operation::new(
        "GetUserAttributeVerificationCode",
        get_user_attribute_verification_code,
        Some(UserUpdate),
        Serves,
    ),
    Operation::new(
        "VerifyUserAttribute",
        verify_user_attribute,
        Some(UserUpdate),
        Refuses,
    ),
    Operation::new("DeleteUser", delete_user, Some(UserUpdate), Refuses),
];

/// [GetUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html)
fn get_user(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    input.finish()?;

    let bearer = bearer(state, now, token)?;
    let user = bearer.context.pool.users.by_username(&bearer.username);
    let user = user.ok_or(Failure::user_not_found())?;
    let client = bearer.context.pool.client(&bearer.client_id);
    let client = client.ok_or(Failure::access_token_invalid())?;
    let mut response = mfa_settings(user);
    response["Username"] = user.username.clone().into();
    response["UserAttributes"] = attribute_list(user, |name| client.may_read(name));
    if user.mfa.legacy_sms {
        let sms = json!({ "DeliveryMedium": "SMS", "AttributeName": "phone_number" });
        response["MFAOptions"] = json!([sms]);
    }
    Ok(response)
}

/// [UpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html)
fn update_user_attributes(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    input.present("UserAttributes");
    let attributes = input.attributes("UserAttributes");
    input.client_metadata();
    input.finish()?;

    let mut bearer = bearer(state, now, token)?;
    let client = bearer.context.pool.client(&bearer.client_id);
    let client = client.ok_or(Failure::access_token_invalid())?;
    let deliveries = bearer
        .context
        .update_attributes(&client, &bearer.username, attributes)?;
    let deliveries: Vec<_> = deliveries.iter().map(Delivery::to_json).collect();
    Ok(json!({ "CodeDeliveryDetailsList": deliveries }))
}

/// [DeleteUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html)
fn delete_user_attributes(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let names = input.names("UserAttributeNames", &ATTRIBUTE_NAME);
    input.finish()?;

    let mut bearer = bearer(state, now, token)?;
    let client = bearer.context.pool.client(&bearer.client_id);
    let client = client.ok_or(Failure::access_token_invalid())?;
    bearer
        .context
        .delete_attributes(&client, &bearer.username, &names)?;
    Ok(json!({}))
}

/// [GetUserAttributeVerificationCode](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html)
fn get_user_attribute_verification_code(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let attribute = input.required("AttributeName", &ATTRIBUTE_NAME);
    input.client_metadata();
    input.finish()?;

    let mut bearer = bearer(state, now, token)?;
    let delivery = bearer
        .context
        .send_attribute_code(&bearer.username, attribute)?;
    Ok(json!({ "CodeDeliveryDetails": delivery.to_json() }))
}

/// [VerifyUserAttribute](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html)
fn verify_user_attribute(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let attribute = input.required("AttributeName", &ATTRIBUTE_NAME);
    let code = input.required("Code", &CODE);
    input.finish()?;

    let mut bearer = bearer(state, now, token)?;
    bearer
        .context
        .verify_attribute(&bearer.username, attribute, code)?;
    Ok(json!({}))
}

/// [DeleteUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html)
fn delete_user(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    input.finish()?;

    let bearer = bearer(state, now, token)?;
    bearer.context.pool.users.remove(&bearer.username);
    Ok(json!({}))
}

/// The readable attributes of a user as `[{"Name": …, "Value": …}]`, after `sub` and `identities`.
pub(super) fn attribute_list(user: &User, may_read: impl Fn(&str) -> bool) -> Value {
    let sub = ("sub", user.sub.as_str());
    let others = user
        .attributes
        .iter()
        .filter(|(name, _)| may_read(name))
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let identities = user.identities_attribute();
    let identities = identities.as_deref().map(|value| ("identities", value));
    let all = std::iter::once(sub).chain(identities).chain(others);
    all.map(|(name, value)| json!({ "Name": name, "Value": value }))
        .collect()
}
