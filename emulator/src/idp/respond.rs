//! RespondToAuthChallenge.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::operation::Operation;
use super::operation::Secondary::Serves;
use super::request::Input;
use super::rules::{CLIENT_ID, SESSION, TEXT};
use super::step::{Parameters, response};
use super::timestamp::{is_skewed, parse_timestamp, write_timestamp};
use crate::account::{Answer, Attributes, ChoiceInput, SrpProof, Step};
use crate::config::ClientSettings;
use crate::config::QuotaCategory::UserAuthentication;
use crate::errors::Failure;
use crate::state::{Context, State};
use crate::timestamp::Timestamp;

pub(super) const OPERATIONS: &[Operation] = &[Operation::new(
    "RespondToAuthChallenge",
    respond_to_auth_challenge,
    Some(UserAuthentication),
    Serves,
)
.times(3)];

const CHALLENGES: [&str; 16] = [
    "SMS_MFA",
    "EMAIL_OTP",
    "SOFTWARE_TOKEN_MFA",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "PASSWORD_VERIFIER",
    "CUSTOM_CHALLENGE",
    "SELECT_CHALLENGE",
    "DEVICE_SRP_AUTH",
    "DEVICE_PASSWORD_VERIFIER",
    "ADMIN_NO_SRP_AUTH",
    "NEW_PASSWORD_REQUIRED",
    "SMS_OTP",
    "PASSWORD",
    "WEB_AUTHN",
    "PASSWORD_SRP",
];

/// [RespondToAuthChallenge](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html)
fn respond_to_auth_challenge(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let client_id = input.required("ClientId", &CLIENT_ID);
    let challenge = input.choice("ChallengeName", &CHALLENGES);
    let session = input.optional("Session", &SESSION);
    let responses = Parameters(input.texts_by_name("ChallengeResponses", &TEXT));
    input.analytics();
    input.user_context();
    input.client_metadata();
    input.finish()?;

    let (mut context, client) = state.of_client(now, client_id)?;
    let step = match challenge {
        "ADMIN_NO_SRP_AUTH" => return Err(Failure::challenge_not_supported()),
        "PASSWORD_VERIFIER" => password_verifier(&mut context, &client, session, &responses)?,
        _ => {
            let name = responses.required("USERNAME")?;
            let session = session.ok_or(Failure::missing_parameter("Session"))?;
            client.check_secret_hash(name, responses.optional("SECRET_HASH"))?;
            let answer = Answer {
                session,
                name,
                device_key: responses.optional("DEVICE_KEY"),
            };
            answer_in_session(&mut context, &client, challenge, &answer, &responses)?
        }
    };
    Ok(response(step))
}

fn answer_in_session(
    context: &mut Context<'_>,
    client: &ClientSettings,
    challenge: &str,
    answer: &Answer<'_>,
    responses: &Parameters<'_>,
) -> Result<Step, Failure> {
    match challenge {
        "NEW_PASSWORD_REQUIRED" => new_password(context, client, answer, responses),
        "SMS_MFA" | "SMS_OTP" | "EMAIL_OTP" => {
            let code = responses.required(&format!("{challenge}_CODE"))?;
            context.answer_code(client, answer, challenge, code)
        }
        "SOFTWARE_TOKEN_MFA" => {
            let code = responses.required("SOFTWARE_TOKEN_MFA_CODE")?;
            context.answer_software_token(client, answer, code)
        }
        "SELECT_MFA_TYPE" => {
            context.answer_mfa_selection(client, answer, responses.required("ANSWER")?)
        }
        // The page of MFA writes it `email`, and client libraries send `EMAIL`:
        // https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html#user-pool-settings-mfa-user-outcomes
        "MFA_SETUP" => {
            let address = responses.optional("EMAIL").or(responses.optional("email"));
            context.answer_set_up(client, answer, address)
        }
        "CUSTOM_CHALLENGE" => context.answer_custom(client, answer, responses.required("ANSWER")?),
        "SELECT_CHALLENGE" => {
            let choice = responses.required("ANSWER")?;
            context.answer_choice(client, answer, choice, given(responses))
        }
        "PASSWORD" => context.answer_password(client, answer, responses.required("PASSWORD")?),
        "PASSWORD_SRP" => context.answer_srp(client, answer, responses.required("SRP_A")?),
        "WEB_AUTHN" => context.answer_passkey(client, answer, responses.required("CREDENTIAL")?),
        "DEVICE_SRP_AUTH" => {
            responses.required("DEVICE_KEY")?;
            context.answer_device_srp(client, answer, responses.required("SRP_A")?)
        }
        "DEVICE_PASSWORD_VERIFIER" => {
            responses.required("DEVICE_KEY")?;
            with_claim(context, responses, |context, claim| {
                context.answer_device_verifier(client, answer.session, claim)
            })
        }
        _ => Err(Failure::session_invalid()),
    }
}

/// What may come with a choice of first factor.
pub(super) fn given<'a>(parameters: &Parameters<'a>) -> ChoiceInput<'a> {
    ChoiceInput {
        password: parameters.optional("PASSWORD"),
        srp_a: parameters.optional("SRP_A"),
    }
}

fn password_verifier(
    context: &mut Context<'_>,
    client: &ClientSettings,
    session: Option<&str>,
    responses: &Parameters<'_>,
) -> Result<Step, Failure> {
    let username = responses.required("USERNAME")?;
    client.check_secret_hash(username, responses.optional("SECRET_HASH"))?;
    with_claim(context, responses, |context, claim| {
        context.finish_proof(client, session, claim)
    })
}

/// Reads the SRP proof of a password or of a device's secret.
// Source: API_RespondToAuthChallenge (PASSWORD_VERIFIER). Assumed: the maximum difference of times.
fn with_claim(
    context: &mut Context<'_>,
    responses: &Parameters<'_>,
    check: impl FnOnce(&mut Context<'_>, &SrpProof<'_>) -> Result<Step, Failure>,
) -> Result<Step, Failure> {
    let username = responses.required("USERNAME")?;
    let secret_block = responses.required("PASSWORD_CLAIM_SECRET_BLOCK")?;
    let timestamp = responses.required("TIMESTAMP")?;
    let signature = responses.required("PASSWORD_CLAIM_SIGNATURE")?;
    let time = parse_timestamp(timestamp).ok_or(Failure::timestamp_format())?;
    if is_skewed(context, time) {
        return Err(Failure::incorrect_credentials());
    }
    let signature = STANDARD
        .decode(signature)
        .map_err(|_| Failure::invalid_parameter("Invalid PASSWORD_CLAIM_SIGNATURE"))?;
    let claim = SrpProof {
        username,
        secret_block,
        timestamp: &write_timestamp(time),
        signature: &signature,
        device_key: responses.optional("DEVICE_KEY"),
    };
    check(context, &claim)
}

fn new_password(
    context: &mut Context<'_>,
    client: &ClientSettings,
    answer: &Answer<'_>,
    responses: &Parameters<'_>,
) -> Result<Step, Failure> {
    let password = responses.required("NEW_PASSWORD")?;
    let given = responses.0.iter().filter_map(|(name, value)| {
        let name = name.strip_prefix("userAttributes.")?;
        Some((name.to_owned(), (*value).to_owned()))
    });
    let given: Attributes = given.collect();
    context.answer_new_password(client, answer, password, given)
}
