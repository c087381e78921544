//! InitiateAuth.

use serde_json::{Map, Value, json};

use super::operation::Operation;
use super::operation::Secondary::Serves;
use super::request::Input;
use super::respond::given;
use super::rules::{CLIENT_ID, SESSION, TEXT};
use super::step::{Parameters, response};
use super::tokens;
use crate::account::{Answer, RefreshEndpoint, Step, Target};
use crate::config::QuotaCategory::UserAuthentication;
use crate::config::{ClientSettings, RotationFeature, UserPoolTier};
use crate::errors::Failure;
use crate::state::{Context, Flow, State};
use crate::timestamp::Timestamp;

pub(super) const OPERATIONS: &[Operation] = &[Operation::new(
    "InitiateAuth",
    initiate_auth,
    Some(UserAuthentication),
    Serves,
)];

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
fn initiate_auth(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let flow = input.choice("AuthFlow", &FLOWS);
    let client_id = input.required("ClientId", &CLIENT_ID);
    let parameters = Parameters(input.texts_by_name("AuthParameters", &TEXT));
    let session = input.optional("Session", &SESSION);
    input.analytics();
    input.user_context();
    input.client_metadata();
    input.finish()?;

    let (mut context, client) = state.of_client(now, client_id)?;
    let step = match flow {
        "USER_PASSWORD_AUTH" => by_password(&mut context, &client, &parameters)?,
        "USER_SRP_AUTH" => by_srp(&mut context, &client, &parameters)?,
        "USER_AUTH" => by_choice(&mut context, &client, session, &parameters)?,
        "CUSTOM_AUTH" => by_custom_challenge(&mut context, &client, &parameters)?,
        "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => {
            return by_refresh_token(&mut context, &client, &parameters);
        }
        _ => return Err(Failure::flow_not_supported()),
    };
    Ok(response(step))
}

fn by_password(
    context: &mut Context<'_>,
    client: &ClientSettings,
    parameters: &Parameters<'_>,
) -> Result<Step, Failure> {
    let name = named(client, "USER_PASSWORD_AUTH", parameters)?;
    let password = parameters.required("PASSWORD")?;
    client.check_secret_hash(name, parameters.optional("SECRET_HASH"))?;
    let mut progress = context.progress_from(name, parameters.optional("DEVICE_KEY"))?;
    progress.flow = Flow::Password;
    context.sign_in_with_password(client, name, password, progress)
}

fn by_srp(
    context: &mut Context<'_>,
    client: &ClientSettings,
    parameters: &Parameters<'_>,
) -> Result<Step, Failure> {
    let name = named(client, "USER_SRP_AUTH", parameters)?;
    let srp_a = parameters.required("SRP_A")?;
    client.check_secret_hash(name, parameters.optional("SECRET_HASH"))?;
    let progress = context.progress_from(name, parameters.optional("DEVICE_KEY"))?;
    Ok(context.begin_proof(client, name, srp_a, progress)?.into())
}

// Source: API_InitiateAuth,
// cognito-user-pools-step-up-authentication#cognito-user-pools-step-up-authentication-tiers. Assumed: the
// message.
fn by_choice(
    context: &mut Context<'_>,
    client: &ClientSettings,
    session: Option<&str>,
    parameters: &Parameters<'_>,
) -> Result<Step, Failure> {
    let name = named(client, "USER_AUTH", parameters)?;
    if context.pool.settings.user_pool_tier == UserPoolTier::Lite {
        return Err(Failure::not_in_this_plan());
    }
    client.check_secret_hash(name, parameters.optional("SECRET_HASH"))?;
    let device_key = parameters.optional("DEVICE_KEY");
    if let Some(session) = session {
        let answer = Answer {
            session,
            name,
            device_key,
        };
        return context.sign_in_confirmed(client, &answer);
    }
    let preferred = parameters.optional("PREFERRED_CHALLENGE");
    let max_age = match parameters.optional("MAX_AGE") {
        Some(text) => Some(
            text.parse()
                .map_err(|_| Failure::invalid_parameter("Invalid MAX_AGE"))?,
        ),
        None => None,
    };
    let access_token = parameters.optional("ACCESS_TOKEN");
    let acr_values = parameters.optional("TARGET_ACR_VALUES");
    // "Amazon Cognito returns an error if you provide an ACCESS_TOKEN without TARGET_ACR_VALUES."
    if access_token.is_some() && acr_values.is_none() {
        return Err(Failure::missing_parameter("TARGET_ACR_VALUES"));
    }
    let target = acr_values.map(|acr_values| Target {
        acr_values,
        access_token,
        max_age,
    });
    let given = given(parameters);
    context.start_choice(client, name, preferred, given, device_key, target.as_ref())
}

// Source: API_InitiateAuth (CUSTOM_AUTH). Assumed: the message.
fn by_custom_challenge(
    context: &mut Context<'_>,
    client: &ClientSettings,
    parameters: &Parameters<'_>,
) -> Result<Step, Failure> {
    let name = named(client, "CUSTOM_AUTH", parameters)?;
    client.check_secret_hash(name, parameters.optional("SECRET_HASH"))?;
    match parameters.optional("CHALLENGE_NAME") {
        Some("SRP_A") => {
            let srp_a = parameters.required("SRP_A")?;
            let challenge = context.start_custom_with_proof(client, name, srp_a)?;
            Ok(challenge.into())
        }
        Some(_) => Err(Failure::invalid_parameter("Invalid CHALLENGE_NAME")),
        None => context.start_custom(client, name, parameters.optional("DEVICE_KEY")),
    }
}

/// `USERNAME`, if the client allows the flow.
// Source: API_CreateUserPoolClient (`ExplicitAuthFlows`). Assumed: the message.
fn named<'a>(
    client: &ClientSettings,
    flow: &str,
    parameters: &Parameters<'a>,
) -> Result<&'a str, Failure> {
    match client.allows_flow(flow) {
        true => parameters.required("USERNAME"),
        false => Err(Failure::flow_not_enabled(flow)),
    }
}

// Source: amazon-cognito-user-pools-using-the-refresh-token#using-the-refresh-token-rotation ("isn't
// available in app clients with refresh token rotation enabled").
fn by_refresh_token(
    context: &mut Context<'_>,
    client: &ClientSettings,
    parameters: &Parameters<'_>,
) -> Result<Value, Failure> {
    // With rotation only GetTokensFromRefreshToken renews tokens.
    let rotates = client.refresh_token_rotation.feature == RotationFeature::Enabled;
    if rotates || !client.allows_flow("REFRESH_TOKEN_AUTH") {
        return Err(Failure::flow_not_enabled("REFRESH_TOKEN_AUTH"));
    }
    let token = parameters.required("REFRESH_TOKEN")?;
    let secret_hash = parameters.optional("SECRET_HASH");
    let device_key = parameters.optional("DEVICE_KEY");
    let set = context.refresh(
        client,
        token,
        RefreshEndpoint::Api { device_key },
        |username| client.check_secret_hash(username, secret_hash),
    )?;
    Ok(json!({
        "AuthenticationResult": tokens::authentication_result(set),
        "ChallengeParameters": {},
    }))
}
