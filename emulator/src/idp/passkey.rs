//! StartWebAuthnRegistration, CompleteWebAuthnRegistration, ListWebAuthnCredentials,
//! DeleteWebAuthnCredential.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::operation::Operation;
use super::operation::Secondary::Serves;
use super::page::{page, size};
use super::request::Input;
use super::rules::{PAGE_TOKEN, TEXT, TOKEN};
use super::tokens::bearer;
use crate::config::QuotaCategory::{UserResourceRead, UserResourceUpdate};
use crate::errors::Failure;
use crate::state::{Passkey, State};
use crate::timestamp::Timestamp;

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new(
        "StartWebAuthnRegistration",
        start_web_authn_registration,
        Some(UserResourceUpdate),
        Serves,
    ),
    Operation::new(
        "CompleteWebAuthnRegistration",
        complete_web_authn_registration,
        Some(UserResourceUpdate),
        Serves,
    ),
    Operation::new(
        "ListWebAuthnCredentials",
        list_web_authn_credentials,
        Some(UserResourceRead),
        Serves,
    ),
    Operation::new(
        "DeleteWebAuthnCredential",
        delete_web_authn_credential,
        Some(UserResourceUpdate),
        Serves,
    ),
];

/// The maximum number of passkeys on a page.
// Source: API_ListWebAuthnCredentials.
const MAX_PAGE_SIZE: usize = 20;

/// [StartWebAuthnRegistration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html)
fn start_web_authn_registration(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    input.finish()?;

    let mut bearer = bearer(state, now, token)?;
    let options = bearer
        .context
        .start_passkey(&bearer.username, &bearer.client_id)?;
    Ok(json!({ "CredentialCreationOptions": options }))
}

/// [CompleteWebAuthnRegistration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html)
fn complete_web_authn_registration(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let credential = input.document("Credential");
    input.finish()?;

    let mut bearer = bearer(state, now, token)?;
    bearer
        .context
        .complete_passkey(&bearer.username, &bearer.client_id, credential)?;
    Ok(json!({}))
}

/// [ListWebAuthnCredentials](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html)
fn list_web_authn_credentials(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let page_token = input.optional("NextToken", &PAGE_TOKEN);
    let limit = input.number("MaxResults", 0, 20);
    input.finish()?;

    let bearer = bearer(state, now, token)?;
    let user = bearer.context.user(&bearer.username)?;
    let all = user.passkeys.iter().map(describe).collect();
    let page = page(all, page_token, size(limit, MAX_PAGE_SIZE))?;
    let mut response = json!({ "Credentials": page.items });
    if let Some(next) = page.next {
        response["NextToken"] = next.into();
    }
    Ok(response)
}

/// [DeleteWebAuthnCredential](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html)
fn delete_web_authn_credential(
    state: &mut State,
    now: Timestamp,
    members: &Map<String, Value>,
) -> Result<Value, Failure> {
    let mut input = Input::new(members);
    let token = input.required("AccessToken", &TOKEN);
    let id = input.required("CredentialId", &TEXT);
    input.finish()?;

    let mut bearer = bearer(state, now, token)?;
    bearer.context.delete_passkey(&bearer.username, id)?;
    Ok(json!({}))
}

fn describe(passkey: &Passkey) -> Value {
    let mut description = json!({
        "CredentialId": URL_SAFE_NO_PAD.encode(&passkey.id),
        "FriendlyCredentialName": passkey.name,
        "RelyingPartyId": passkey.relying_party_id,
        "AuthenticatorTransports": passkey.transports,
        "CreatedAt": passkey.created.seconds(),
    });
    if let Some(attachment) = &passkey.attachment {
        description["AuthenticatorAttachment"] = attachment.clone().into();
    }
    description
}
