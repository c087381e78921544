//! InitiateAuth.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::request::{CLIENT_ID, Input, SESSION};
use super::tokens;
use crate::account::SignedInState;
use crate::config::{ClientSettings, RotationFeature};
use crate::errors::Failure;
use crate::moment::Moment;
use crate::state::{Context, State};
use crate::tokens::{SignedIn, USER_ADMIN_SCOPE};

const FLOWS: [&str; 8] = [
    "USER_SRP_AUTH",
    "REFRESH_TOKEN_AUTH",
    "REFRESH_TOKEN",
    "CUSTOM_AUTH",
    "ADMIN_NO_SRP_AUTH",
    "USER_PASSWORD_AUTH",
    "ADMIN_USER_PASSWORD_AUTH",
    "USER_AUTH",
];

/// [InitiateAuth](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html)
///
/// Of the flows USER_PASSWORD_AUTH, USER_SRP_AUTH, REFRESH_TOKEN_AUTH and its older name
/// REFRESH_TOKEN; the others are refused as not enabled.
pub(super) fn initiate_auth(
    state: &mut State,
    now: Moment,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let flow = input.choice("AuthFlow", &FLOWS);
    let client_id = input.required("ClientId", &CLIENT_ID);
    let parameters = Parameters(input.map("AuthParameters"));
    input.optional("Session", &SESSION);
    input.finish()?;

    let (mut context, client) = state.of_client(now, client_id)?;
    match flow {
        "USER_PASSWORD_AUTH" => by_password(&mut context, &client, &parameters),
        "USER_SRP_AUTH" => by_proof(&mut context, &client, &parameters),
        "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => {
            by_refresh_token(&mut context, &client, &parameters)
        }
        "ADMIN_NO_SRP_AUTH" | "ADMIN_USER_PASSWORD_AUTH" => Err(Failure::flow_not_supported()),
        other => Err(Failure::flow_not_enabled(other)),
    }
}

/// `AuthParameters` or `ChallengeResponses`.
pub(super) struct Parameters<'a>(pub(super) BTreeMap<&'a str, &'a str>);

impl<'a> Parameters<'a> {
    pub(super) fn required(&self, name: &str) -> Result<&'a str, Failure> {
        self.optional(name)
            .ok_or_else(|| Failure::missing_parameter(name))
    }

    /// An empty text counts as none.
    pub(super) fn optional(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).copied().filter(|value| !value.is_empty())
    }
}

/// What follows a right password: tokens, or NEW_PASSWORD_REQUIRED.
pub(super) fn after_password(
    context: &mut Context<'_>,
    client: &ClientSettings,
    username: &str,
    state: SignedInState,
) -> Result<Value, Failure> {
    match state {
        SignedInState::Done => sign_in(context, client, username),
        SignedInState::NewPasswordRequired => new_password_required(context, client, username),
    }
}

/// Tokens for a user who has proved everything.
pub(super) fn sign_in(
    context: &mut Context<'_>,
    client: &ClientSettings,
    username: &str,
) -> Result<Value, Failure> {
    let proof = SignedIn {
        username,
        scopes: vec![USER_ADMIN_SCOPE.to_owned()],
        nonce: None,
        resource: None,
        auth_time: context.now,
    };
    let set = context
        .sign_in(client, &proof)
        .ok_or(Failure::user_not_found())?;
    Ok(json!({
        "AuthenticationResult": tokens::authentication_result(set),
        "ChallengeParameters": {},
    }))
}

fn by_password(
    context: &mut Context<'_>,
    client: &ClientSettings,
    parameters: &Parameters<'_>,
) -> Result<Value, Failure> {
    if !client.allows_flow("USER_PASSWORD_AUTH") {
        return Err(Failure::flow_not_enabled("USER_PASSWORD_AUTH"));
    }
    let name = parameters.required("USERNAME")?;
    let password = parameters.required("PASSWORD")?;
    client.check_secret_hash(name, parameters.optional("SECRET_HASH"))?;
    let (username, state) = context.check_password(client, name, password)?;
    after_password(context, client, &username, state)
}

fn by_proof(
    context: &mut Context<'_>,
    client: &ClientSettings,
    parameters: &Parameters<'_>,
) -> Result<Value, Failure> {
    if !client.allows_flow("USER_SRP_AUTH") {
        return Err(Failure::flow_not_enabled("USER_SRP_AUTH"));
    }
    let name = parameters.required("USERNAME")?;
    let srp_a = parameters.required("SRP_A")?;
    client.check_secret_hash(name, parameters.optional("SECRET_HASH"))?;
    let challenge = context.begin_proof(client, name, srp_a)?;
    Ok(json!({
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeParameters": {
            "SALT": challenge.salt,
            "SECRET_BLOCK": challenge.secret_block,
            "SRP_B": challenge.srp_b,
            "USERNAME": challenge.user_id,
            "USER_ID_FOR_SRP": challenge.user_id,
        },
    }))
}

fn by_refresh_token(
    context: &mut Context<'_>,
    client: &ClientSettings,
    parameters: &Parameters<'_>,
) -> Result<Value, Failure> {
    // With rotation on, GetTokensFromRefreshToken is the only way.
    let rotates = client.refresh_token_rotation.feature == RotationFeature::Enabled;
    if rotates || !client.allows_flow("REFRESH_TOKEN_AUTH") {
        return Err(Failure::flow_not_enabled("REFRESH_TOKEN_AUTH"));
    }
    let token = parameters.required("REFRESH_TOKEN")?;
    let secret_hash = parameters.optional("SECRET_HASH");
    let set = context.refresh(client, token, |username| {
        client.check_secret_hash(username, secret_hash)
    })?;
    Ok(json!({
        "AuthenticationResult": tokens::authentication_result(set),
        "ChallengeParameters": {},
    }))
}

fn new_password_required(
    context: &mut Context<'_>,
    client: &ClientSettings,
    username: &str,
) -> Result<Value, Failure> {
    let user = context
        .pool
        .users
        .by_username(username)
        .ok_or(Failure::user_not_found())?;
    let attributes = serde_json::to_string(&user.attributes).unwrap_or_default();
    let missing = |name: &&String| user.attribute(name).is_none_or(str::is_empty);
    let required: Vec<_> = context
        .pool
        .settings
        .required_attributes
        .iter()
        .filter(missing)
        .map(|name| format!("userAttributes.{name}"))
        .collect();
    let user_id = user.username.clone();
    let session = context.ask_new_password(client, username);
    Ok(json!({
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": session,
        "ChallengeParameters": {
            "USER_ID_FOR_SRP": user_id,
            "requiredAttributes": Value::from(required).to_string(),
            "userAttributes": attributes,
        },
    }))
}
