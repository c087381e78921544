//! GetUser, UpdateUserAttributes, DeleteUser.

use serde_json::{Map, Value, json};

use super::request::{Input, TOKEN};
use super::tokens::bearer;
use crate::account::Delivery;
use crate::errors::Failure;
use crate::moment::Moment;
use crate::state::{State, User};

/// [GetUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html)
pub(super) fn get_user(
    state: &mut State,
    now: Moment,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    input.finish()?;

    let bearer = bearer(state, now, token)?;
    let user = bearer.context.pool.users.by_username(&bearer.username);
    let user = user.ok_or(Failure::user_not_found())?;
    Ok(json!({ "Username": user.username, "UserAttributes": attribute_list(user) }))
}

/// [UpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html)
pub(super) fn update_user_attributes(
    state: &mut State,
    now: Moment,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let attributes = input.attributes("UserAttributes");
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

/// [DeleteUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html)
pub(super) fn delete_user(
    state: &mut State,
    now: Moment,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    input.finish()?;

    let bearer = bearer(state, now, token)?;
    bearer.context.pool.users.remove(&bearer.username);
    Ok(json!({}))
}

/// A user's attributes as `[{"Name": …, "Value": …}]`, `sub` first.
pub(super) fn attribute_list(user: &User) -> Value {
    let sub = ("sub", user.sub.as_str());
    let others = user
        .attributes
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let all = std::iter::once(sub).chain(others);
    all.map(|(name, value)| json!({ "Name": name, "Value": value }))
        .collect()
}
