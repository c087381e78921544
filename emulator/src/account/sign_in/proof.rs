//! Sign-in by Secure Remote Password (SRP).
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>

use super::session::{Answer, ChallengedUser};
use super::{IssuedChallenge, SignedInState, Step};
use crate::config::{ClientSettings, Trigger};
use crate::crypto::srp::{Exchange, Identity, Verifier};
use crate::errors::Failure;
use crate::random::uuid_from;
use crate::state::{ChallengeKind, Choice, Context, Flow, Method, Progress, User};

/// The challenge PASSWORD_VERIFIER.
pub(crate) struct PasswordChallenge {
    /// The user id in the SRP proof, and the `USERNAME` of the answer.
    pub(crate) user_id: String,
    pub(crate) salt: String,
    pub(crate) srp_b: String,
    pub(crate) secret_block: String,
    pub(crate) session: Option<String>,
}

/// The answer to PASSWORD_VERIFIER or DEVICE_PASSWORD_VERIFIER.
pub(crate) struct SrpProof<'a> {
    pub(crate) username: &'a str,
    pub(crate) secret_block: &'a str,
    /// The timestamp in the form that the proof contains.
    pub(crate) timestamp: &'a str,
    pub(crate) signature: &'a [u8],
    pub(crate) device_key: Option<&'a str>,
}

impl Context<'_> {
    /// Starts SRP. If the client must not know which users exist, an unknown user gets a challenge that cannot be answered,
    /// with the same salt each time.
    // Source: cognito-user-pool-managing-errors (the simulated response),
    // authentication#authentication-flow-lockout-behavior.
    pub(crate) fn begin_proof(
        &mut self,
        client: &ClientSettings,
        name: &str,
        srp_a: &str,
        progress: Progress,
    ) -> Result<PasswordChallenge, Failure> {
        let user = self.pool.users.find(name);
        let known = user.and_then(|user| Some((user.username.clone(), user.verifier()?.clone())));
        if user.is_some_and(|user| user.lockout.is_locked(self.now)) {
            return Err(Failure::attempts_exceeded());
        }
        let username = known.as_ref().map(|(username, _)| username.clone());
        let (user_id, verifier) = match known {
            Some(known) => known,
            None if client.hides_users() => self.simulated_verifier(name),
            None => return Err(Failure::user_not_found()),
        };
        let exchange = Exchange::begin(self.random, srp_a, verifier)
            .ok_or(Failure::invalid_parameter("Invalid SRP_A"))?;
        // USER_SRP_AUTH has no earlier step, and so no session.
        let session = (progress.flow != Flow::Srp).then(|| self.random.base64url::<700>());
        let challenge = PasswordChallenge {
            user_id: user_id.clone(),
            salt: exchange.salt_hex(),
            srp_b: exchange.b_hex(),
            secret_block: self.random.base64::<900>(),
            session: session.clone(),
        };
        let challenged = ChallengedUser {
            username,
            name: name.to_owned(),
            progress,
        };
        let kind = ChallengeKind::Verifier {
            exchange: Box::new(exchange),
            user_id_for_srp: user_id,
            session,
        };
        self.store_challenge(client, &challenged, kind, challenge.secret_block.clone());
        Ok(challenge)
    }

    /// Checks a proof. A second attempt needs a new challenge.
    // Source: cognito-user-pool-managing-errors ("a generic NotAuthorizedException"),
    // API_RespondToAuthChallenge. Assumed: that it allows one attempt.
    pub(crate) fn finish_proof(
        &mut self,
        client: &ClientSettings,
        session: Option<&str>,
        claim: &SrpProof<'_>,
    ) -> Result<Step, Failure> {
        let waiting = self.pool.challenges.remove(claim.secret_block);
        let challenge = waiting
            .filter(|challenge| challenge.client_id == client.id)
            .ok_or(Failure::incorrect_credentials())?;
        if self.now >= challenge.expires {
            return Err(Failure::session_expired());
        }
        let ChallengeKind::Verifier {
            exchange,
            user_id_for_srp,
            session: given_out,
        } = challenge.kind
        else {
            return Err(Failure::incorrect_credentials());
        };
        if given_out.is_some() && given_out.as_deref() != session {
            return Err(Failure::session_invalid());
        }
        let username = challenge.username.ok_or(Failure::incorrect_credentials())?;
        let is_same = |user: &User| user.username == username;
        if !self.pool.users.find(claim.username).is_some_and(is_same) {
            return Err(Failure::incorrect_credentials());
        }
        self.check_may_sign_in(&username)?;
        self.trigger(Trigger::PreAuthentication, &username)?;
        self.check_lockout(&username)?;
        let block = decode_base64(claim.secret_block).unwrap_or_default();
        let identity = Identity {
            pool_name: self.pool.name(),
            user_id: &user_id_for_srp,
        };
        let is_right = exchange.proves(identity, &block, claim.timestamp, claim.signature);
        let _: SignedInState = self.count_attempt(&username, is_right)?;
        let mut progress = challenge.progress;
        progress.methods.add(Method::Password);
        self.note_device(&username, claim.device_key, &mut progress)?;
        let challenged = ChallengedUser::user(self.user(&username)?, &progress);
        self.next(client, challenged)
    }

    /// Issues the challenge PASSWORD_SRP, which asks for `SRP_A`.
    pub(super) fn issue_srp_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
    ) -> Step {
        let session = self.issue_challenge(client, challenged, ChallengeKind::PasswordSrp);
        Step::Challenge(IssuedChallenge::new("PASSWORD_SRP", session))
    }

    /// Answers PASSWORD_SRP, also in the session of a SELECT_CHALLENGE that offers it
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html#amazon-cognito-user-pools-authentication-flow-methods-srp>).
    pub(crate) fn answer_srp(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        srp_a: &str,
    ) -> Result<Step, Failure> {
        let (challenge, challenged) = self.open_challenge(client, answer)?;
        let is_asked_for = match &challenge.kind {
            ChallengeKind::PasswordSrp => true,
            ChallengeKind::Select(available) => available.contains(&Choice::PasswordSrp),
            _ => false,
        };
        if !is_asked_for {
            return Err(Failure::session_invalid());
        }
        let challenge =
            self.begin_proof(client, &challenged.name, srp_a, challenged.progress.clone())?;
        self.use_session(answer.session);
        Ok(challenge.into())
    }

    /// A simulated user id and verifier for an unknown user, always the same for a name.
    fn simulated_verifier(&self, name: &str) -> (String, Verifier) {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &self.pool.simulation_key);
        let derive = |purpose: &str| -> [u8; 32] {
            let text = format!("{purpose} {}", name.to_lowercase());
            let tag = ring::hmac::sign(&key, text.as_bytes());
            tag.as_ref().try_into().unwrap_or_default()
        };
        let half = |bytes: [u8; 32]| bytes.first_chunk::<16>().copied().unwrap_or_default();
        let user_id = uuid_from(half(derive("user id")));
        (
            user_id,
            Verifier::simulated(half(derive("salt")), derive("verifier")),
        )
    }
}

impl From<PasswordChallenge> for Step {
    fn from(challenge: PasswordChallenge) -> Self {
        let ask = IssuedChallenge {
            name: "PASSWORD_VERIFIER",
            session: challenge.session,
            ..IssuedChallenge::default()
        };
        Self::Challenge(
            ask.with("SALT", challenge.salt)
                .with("SECRET_BLOCK", challenge.secret_block)
                .with("SRP_B", challenge.srp_b)
                .with("USERNAME", challenge.user_id.clone())
                .with("USER_ID_FOR_SRP", challenge.user_id),
        )
    }
}

pub(super) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}
