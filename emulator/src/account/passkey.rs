//! Registering passkeys.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::config::{FirstFactor, WebAuthnConfiguration};
use crate::crypto::web_authn::{Expected, Refusal, check_registration};
use crate::errors::Failure;
use crate::state::{Context, Passkey, Registration};

/// The timeout of a WebAuthn ceremony.
// Assumed: the time, which is the default of AuthSessionValidity.
pub(crate) const CEREMONY_TIMEOUT: Duration = Duration::from_secs(180);
/// [Passkeys of one user](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html#amazon-cognito-user-pools-authentication-flow-methods-passkey).
const MAX_PASSKEYS: usize = 20;

/// The JSON form of a `PublicKeyCredential`, whose bytes are base64url.
pub(crate) struct Parts<'a>(pub(crate) &'a Value);

impl Parts<'_> {
    pub(crate) fn id(&self) -> Option<Vec<u8>> {
        let is_key = self.0.get("type").and_then(Value::as_str) == Some("public-key");
        decode(self.0.get("rawId").or(self.0.get("id"))?).filter(|_| is_key)
    }

    pub(crate) fn response(&self, name: &str) -> Option<Vec<u8>> {
        decode(self.0.get("response")?.get(name)?)
    }

    fn attachment(&self) -> Option<String> {
        let value = self.0.get("authenticatorAttachment")?.as_str()?;
        matches!(value, "platform" | "cross-platform").then(|| value.to_owned())
    }

    fn transports(&self) -> Vec<String> {
        let list = self
            .0
            .get("response")
            .and_then(|response| response.get("transports"));
        let list = list.and_then(Value::as_array).map(Vec::as_slice);
        list.unwrap_or_default()
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect()
    }
}

impl Passkey {
    /// A `PublicKeyCredentialDescriptor`.
    pub(crate) fn describe(&self) -> Value {
        json!({
            "type": "public-key",
            "id": URL_SAFE_NO_PAD.encode(&self.id),
            "transports": self.transports,
        })
    }
}

impl Context<'_> {
    /// `PublicKeyCredentialCreationOptions`, in their JSON form.
    // Source: API_StartWebAuthnRegistration,
    // amazon-cognito-user-pools-authentication-flow-methods#amazon-cognito-user-pools-authentication-flow-methods-passkey.
    pub(crate) fn start_passkey(
        &mut self,
        username: &str,
        client_id: &str,
    ) -> Result<Value, Failure> {
        let settings = self.relying_party()?;
        let challenge: [u8; 32] = self.random.bytes();
        let expires = self.now + CEREMONY_TIMEOUT;
        let user = self.user_mut(username)?;
        if user.passkeys.len() >= MAX_PASSKEYS {
            return Err(Failure::too_many_passkeys());
        }
        user.registration = Some(Registration {
            challenge: challenge.to_vec(),
            client_id: client_id.to_owned(),
            expires,
        });
        let shown = user
            .attribute("email")
            .or(user.attribute("preferred_username"))
            .unwrap_or(&user.username);
        let existing: Vec<_> = user.passkeys.iter().map(Passkey::describe).collect();
        Ok(json!({
            "rp": { "id": settings.relying_party_id, "name": settings.relying_party_id },
            "user": {
                "id": URL_SAFE_NO_PAD.encode(&user.sub),
                "name": user.username,
                "displayName": shown,
            },
            "challenge": URL_SAFE_NO_PAD.encode(challenge),
            "pubKeyCredParams": [
                { "type": "public-key", "alg": -7 },
                { "type": "public-key", "alg": -257 },
            ],
            "timeout": u64::try_from(CEREMONY_TIMEOUT.as_millis()).unwrap_or(u64::MAX),
            "excludeCredentials": existing,
            "authenticatorSelection": {
                "requireResidentKey": true,
                "residentKey": "required",
                "userVerification": settings.demanded_verification().as_str(),
            },
            "attestation": "none",
            "extensions": { "credProps": true },
        }))
    }

    /// Registers a credential that a browser has created. A registration can be finished once, by the app client
    /// that started it: WebAuthnClientMismatchException "is thrown when the access token is for a different
    /// client than the one in the original StartWebAuthnRegistration request"
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html#API_CompleteWebAuthnRegistration_Errors>).
    pub(crate) fn complete_passkey(
        &mut self,
        username: &str,
        client_id: &str,
        credential: &Value,
    ) -> Result<(), Failure> {
        let settings = self.relying_party()?;
        let now = self.now;
        let registration = self.user_mut(username)?.registration.take();
        let registration = registration
            .filter(|registration| now < registration.expires)
            .ok_or(Failure::passkey_challenge_not_found())?;
        if registration.client_id != client_id {
            return Err(Failure::passkey_client());
        }
        let expected = Expected {
            challenge: &registration.challenge,
            relying_party_id: &settings.relying_party_id,
            user_verification: settings.demanded_verification().into(),
        };
        let parts = Parts(credential);
        let client_data = parts.response("clientDataJSON");
        let attestation = parts.response("attestationObject");
        let (Some(client_data), Some(attestation), Some(id)) =
            (client_data, attestation, parts.id())
        else {
            return Err(Failure::passkey_malformed());
        };
        let made = check_registration(&expected, &client_data, &attestation)
            .map_err(registration_refused)?;
        let is_taken = |passkey: &Passkey| passkey.id == made.id;
        let users = &self.pool.users;
        let is_used = users.iter().flat_map(|user| &user.passkeys).any(is_taken);
        if made.id != id || is_used {
            return Err(Failure::passkey_malformed());
        }
        let user = self.user_mut(username)?;
        let number = user.passkeys.len() + 1;
        user.passkeys.push(Passkey {
            id: made.id,
            key: made.key,
            counter: made.counter,
            name: format!("Passkey {number}"),
            relying_party_id: settings.relying_party_id,
            attachment: parts.attachment(),
            transports: parts.transports(),
            created: now,
        });
        Ok(())
    }

    // Source: API_DeleteWebAuthnCredential. Assumed: the message.
    pub(crate) fn delete_passkey(&mut self, username: &str, id: &str) -> Result<(), Failure> {
        let id = URL_SAFE_NO_PAD.decode(id).unwrap_or_default();
        let passkeys = &mut self.user_mut(username)?.passkeys;
        let before = passkeys.len();
        passkeys.retain(|passkey| passkey.id != id);
        match passkeys.len() == before {
            true => Err(Failure::passkey_not_found()),
            false => Ok(()),
        }
    }

    /// The pool's settings for passkeys; an error if it does not allow them.
    // Source: API_StartWebAuthnRegistration (`WebAuthnNotEnabledException`,
    // `WebAuthnConfigurationMissingException`).
    pub(crate) fn relying_party(&self) -> Result<WebAuthnConfiguration, Failure> {
        let settings = &self.pool.settings;
        if !settings.sign_in_policy.allows(FirstFactor::WebAuthn) {
            return Err(Failure::passkeys_not_enabled());
        }
        let configuration = settings.web_authn_configuration.clone();
        configuration.ok_or(Failure::passkeys_not_configured())
    }
}

// Source: API_CompleteWebAuthnRegistration. Assumed: which problem causes which error.
fn registration_refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Challenge => Failure::passkey_challenge_not_found(),
        Refusal::Origin => Failure::passkey_origin(),
        Refusal::RelyingParty => Failure::passkey_relying_party(),
        // "Credentials from an unsupported device or provider", including one without user verification.
        Refusal::NotPresent
        | Refusal::NotVerified
        | Refusal::Unsupported
        | Refusal::Signature
        | Refusal::Counter => Failure::passkey_not_supported(),
        Refusal::Type | Refusal::Malformed => Failure::passkey_malformed(),
    }
}

fn decode(value: &Value) -> Option<Vec<u8>> {
    let text = value.as_str()?.trim_end_matches('=');
    URL_SAFE_NO_PAD.decode(text).ok()
}
