//! WEB_AUTHN: sign-in with a passkey.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::session::{Answer, ChallengedUser};
use super::{IssuedChallenge, Step};
use crate::account::passkey::{CEREMONY_TIMEOUT, Parts};
use crate::config::{ClientSettings, FactorConfiguration, UserVerification, WebAuthnConfiguration};
use crate::crypto::web_authn::{
    Asserted, Assertion, Expected, Refusal, Verification, check_assertion,
};
use crate::errors::Failure;
use crate::state::{ChallengeKind, Context, Method, Passkey};

impl Context<'_> {
    pub(super) fn issue_passkey_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
    ) -> Result<Step, Failure> {
        let settings = self.relying_party()?;
        let challenge: [u8; 32] = self.random.bytes();
        let username = challenged.username.as_deref();
        let user = username.and_then(|username| self.pool.users.by_username(username));
        let passkeys = user
            .map(|user| user.passkeys.as_slice())
            .unwrap_or_default();
        let allowed: Vec<Value> = passkeys.iter().map(Passkey::describe).collect();
        let options = json!({
            "challenge": URL_SAFE_NO_PAD.encode(challenge),
            "timeout": u64::try_from(CEREMONY_TIMEOUT.as_millis()).unwrap_or(u64::MAX),
            "rpId": settings.relying_party_id,
            "allowCredentials": allowed,
            "userVerification": settings.demanded_verification().as_str(),
        });
        let kind = ChallengeKind::WebAuthn(challenge.to_vec());
        let session = self.issue_challenge(client, challenged, kind);
        Ok(Step::Challenge(
            IssuedChallenge::new("WEB_AUTHN", session)
                .with("CREDENTIAL_REQUEST_OPTIONS", options.to_string()),
        ))
    }

    /// Answers WEB_AUTHN with the JSON of the browser's credential. After a refused one the session stays valid.
    // Source: API_RespondToAuthChallenge (WEB_AUTHN). Assumed: the message.
    pub(crate) fn answer_passkey(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        credential: &str,
    ) -> Result<Step, Failure> {
        let (challenge, mut challenged) = self.open_challenge(client, answer)?;
        let ChallengeKind::WebAuthn(bytes) = &challenge.kind else {
            return Err(Failure::session_invalid());
        };
        let bytes = bytes.clone();
        let username = challenged.username()?.to_owned();
        self.check_may_sign_in(&username)?;
        let settings = self.relying_party()?;
        let refused = |refusal: Refusal| Failure::passkey_refused(&refusal.to_string());
        let credential: Value = serde_json::from_str(credential)
            .map_err(|_| Failure::passkey_refused(&Refusal::Malformed.to_string()))?;
        let parts = Parts(&credential);
        let (asserted, method) = self
            .check_passkey(&username, &settings, &bytes, &parts)
            .map_err(refused)?;
        self.use_session(answer.session);
        let is_both = settings.factor_configuration
            == FactorConfiguration::MultiFactorWithUserVerification
            && asserted.is_user_verified;
        challenged.progress.has_second_factor |= is_both;
        challenged.progress.methods.add(method);
        self.next(client, challenged)
    }

    fn check_passkey(
        &mut self,
        username: &str,
        settings: &WebAuthnConfiguration,
        challenge: &[u8],
        parts: &Parts<'_>,
    ) -> Result<(Asserted, Method), Refusal> {
        let malformed = Refusal::Malformed;
        let id = parts.id().ok_or(malformed)?;
        let client_data = parts.response("clientDataJSON").ok_or(malformed)?;
        let data = parts.response("authenticatorData").ok_or(malformed)?;
        let signature = parts.response("signature").ok_or(malformed)?;
        let user = self.pool.users.by_username_mut(username);
        let passkeys = user.map(|user| user.passkeys.iter_mut());
        let passkey = passkeys.and_then(|mut all| all.find(|passkey| passkey.id == id));
        let passkey = passkey.ok_or(Refusal::Signature)?;
        let expected = Expected {
            challenge,
            relying_party_id: &settings.relying_party_id,
            user_verification: settings.demanded_verification().into(),
        };
        let assertion = Assertion {
            client_data: &client_data,
            authenticator_data: &data,
            signature: &signature,
        };
        let asserted = check_assertion(&expected, &assertion, &passkey.key, passkey.counter)?;
        passkey.counter = asserted.counter;
        let method = match passkey.attachment.as_deref() {
            Some("cross-platform") => Method::RoamingPasskey,
            _ => Method::PlatformPasskey,
        };
        Ok((asserted, method))
    }
}

impl From<UserVerification> for Verification {
    fn from(verification: UserVerification) -> Self {
        match verification {
            UserVerification::Required => Self::Needed,
            UserVerification::Preferred => Self::NotNeeded,
        }
    }
}
