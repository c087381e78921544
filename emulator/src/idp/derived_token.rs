//! GetDerivedToken: token exchange ([RFC 8693](https://www.rfc-editor.org/rfc/rfc8693)) for tokens of the pool.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-token-exchange.html>

use serde_json::{Map, Value, json};

use super::operation::Operation;
use super::operation::Secondary::Serves;
use super::request::Input;
use super::rules::{CLIENT_ID, CLIENT_SECRET, EXCHANGED_TOKEN, PROVIDER_NAME, SCOPE};
use crate::account::{Requested, TokenExchange};
use crate::config::QuotaCategory::UserToken;
use crate::config::UserPoolTier;
use crate::errors::Failure;
use crate::state::State;
use crate::timestamp::Timestamp;

// Assumed: the category of its quota.
pub(super) const OPERATIONS: &[Operation] = &[Operation::new(
    "GetDerivedToken",
    get_derived_token,
    Some(UserToken),
    Serves,
)];

const KINDS: [&str; 3] = ["ACCESS_TOKEN", "ID_TOKEN", "SAML2"];

/// [GetDerivedToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDerivedToken.html)
fn get_derived_token(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let client_id = input.required("ClientId", &CLIENT_ID);
    let secret = input.optional("ClientSecret", &CLIENT_SECRET);
    let subject = input.required("SubjectToken", &EXCHANGED_TOKEN);
    let subject_kind = input.choice("SubjectTokenType", &KINDS);
    let subject_provider = input.optional("SubjectTokenProviderName", &PROVIDER_NAME);
    let actor = input.optional("ActorToken", &EXCHANGED_TOKEN);
    let actor_kind = input.optional_choice("ActorTokenType", &KINDS);
    let actor_provider = input.optional("ActorTokenProviderName", &PROVIDER_NAME);
    let scopes = input.texts_up_to("Scopes", 50, &SCOPE);
    let audiences = input.texts_up_to("Audiences", 1, &SCOPE);
    let resources = input.texts_up_to("Resources", 1, &SCOPE);
    let requested = input.optional_choice("RequestedTokenType", &["ACCESS_TOKEN", "ID_TOKEN"]);
    input.finish()?;

    let (mut context, client) = state.of_client(now, client_id)?;
    if client.secret.as_deref() != secret {
        return Err(Failure::client_secret_not_verified(&client.id));
    }
    // "You can't request both Audiences and Resources in the same request."
    let target = match (audiences.first(), resources.first()) {
        (Some(_), Some(_)) => return Err(Failure::audience_and_resource()),
        (one, None) | (None, one) => one.copied(),
    };
    // For ActorTokenType: "Required when you provide an ActorToken."
    if actor.is_some() && actor_kind.is_none() {
        return Err(Failure::missing_parameter("ActorTokenType"));
    }
    let flow = match actor {
        None => "TOKEN_EXCHANGE_IMPERSONATION",
        Some(_) => "TOKEN_EXCHANGE_DELEGATION",
    };
    // Token exchange needs the plan Essentials or Plus.
    let is_lite = context.pool.settings.user_pool_tier == UserPoolTier::Lite;
    if is_lite || !client.allows_flow(flow) {
        return Err(Failure::flow_not_enabled(flow));
    }
    // Tokens of other providers are not supported; see ASSUMED.md.
    let of_others =
        |kind: Option<&str>, provider: Option<&str>| kind == Some("SAML2") || provider.is_some();
    if of_others(Some(subject_kind), subject_provider) || of_others(actor_kind, actor_provider) {
        return Err(Failure::exchanged_token_not_valid());
    }
    let actor = match actor {
        Some(token) => Some(context.token_holder(token, actor_kind.unwrap_or_default())?),
        None => None,
    };
    let subject = context.token_holder(subject, subject_kind)?;
    let requested = match requested {
        Some("ID_TOKEN") => Requested::IdToken,
        _ => Requested::AccessToken,
    };
    let derived = context.derive_token(
        &client,
        &subject,
        &TokenExchange {
            actor: actor.as_ref(),
            scopes: &scopes,
            target,
            requested,
        },
    )?;
    Ok(json!({
        "IssuedToken": derived.token,
        "IssuedTokenType": requested.as_str(),
        "TokenType": match requested {
            Requested::AccessToken => "Bearer",
            // RFC 8693, section 2.2.1, for tokens other than access tokens.
            Requested::IdToken => "N_A",
        },
        "ExpiresIn": derived.expires_in,
        "Scopes": derived.scopes,
    }))
}
