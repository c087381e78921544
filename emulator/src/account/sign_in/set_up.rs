//! MFA_SETUP: set-up of a required second factor.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>

use super::session::{Answer, ChallengedUser};
use super::{IssuedChallenge, Step, json_list};
use crate::account::attributes::is_email;
use crate::config::{ClientSettings, MfaKind};
use crate::crypto::totp;
use crate::errors::Failure;
use crate::state::{Challenge, ChallengeKind, Context, Method, SoftwareToken};

impl Context<'_> {
    pub(super) fn issue_set_up_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
    ) -> Result<Step, Failure> {
        let offered = self.factors_to_set_up(challenged)?;
        let names = json_list(offered.iter().map(|kind| kind.as_str()));
        let user_id = challenged.username()?.to_owned();
        let kind = ChallengeKind::MfaSetup {
            offered,
            secret: None,
            is_verified: false,
        };
        let session = self.issue_challenge(client, challenged, kind);
        Ok(Step::Challenge(
            IssuedChallenge::new("MFA_SETUP", session)
                .with("MFAS_CAN_SETUP", names)
                .with("USER_ID_FOR_SRP", user_id),
        ))
    }

    /// The factors that a user without a usable factor can set up. With "neither an `email` nor `phone_number` attribute"
    /// these are all factors of the pool, including SMS_MFA, which needs another sign-in after the number has been added.
    /// With an attribute "that's eligible for" no factor, it is only an authenticator app: "if TOTP MFA is disabled, they
    /// can't complete sign-in with MFA required and Amazon Cognito returns an error".
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html#user-pool-settings-mfa-user-outcomes>
    fn factors_to_set_up(&self, challenged: &ChallengedUser) -> Result<Vec<MfaKind>, Failure> {
        let mut offered = self.pool.settings.enabled_mfas.clone();
        if offered.is_empty() {
            return Err(Failure::no_mfa_in_pool());
        }
        let user = self.user(challenged.username()?)?;
        let mut attributes = ["email", "phone_number"].into_iter();
        if attributes.any(|name| user.attribute(name).is_some()) {
            offered.retain(|kind| *kind == MfaKind::SoftwareToken);
        }
        match offered.is_empty() {
            true => Err(Failure::mfa_not_found()),
            false => Ok(offered),
        }
    }

    /// Answers MFA_SETUP, after VerifySoftwareToken or with an e-mail address.
    // Source: user-pool-settings-mfa#user-pool-settings-mfa-user-outcomes. Assumed: that it signs in.
    pub(crate) fn answer_set_up(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        address: Option<&str>,
    ) -> Result<Step, Failure> {
        let (challenge, mut challenged) = self.open_challenge(client, answer)?;
        let ChallengeKind::MfaSetup {
            offered,
            is_verified,
            ..
        } = &challenge.kind
        else {
            return Err(Failure::session_invalid());
        };
        if *is_verified {
            self.use_session(answer.session);
            challenged.progress.has_second_factor = true;
            challenged.progress.methods.add(Method::Totp);
            return self.next(client, challenged);
        }
        let Some(address) = address.filter(|_| offered.contains(&MfaKind::Email)) else {
            return Err(Failure::set_up_unfinished());
        };
        if !is_email(address) {
            return Err(Failure::invalid_parameter("Invalid email address format."));
        }
        self.use_session(answer.session);
        self.issue_code_challenge_to(client, &challenged, address)
    }

    /// AssociateSoftwareToken with a `Session`. Returns the secret and the next session.
    // Source: API_AssociateSoftwareToken.
    pub(crate) fn new_token_in_session(
        &mut self,
        session: &str,
    ) -> Result<(String, String), Failure> {
        self.check_software_tokens()?;
        let fresh: [u8; 32] = self.random.bytes();
        let challenge = self.set_up_session(session)?;
        let ChallengeKind::MfaSetup { secret, .. } = &mut challenge.kind else {
            return Err(Failure::session_invalid());
        };
        *secret = Some(fresh.to_vec());
        Ok((totp::to_base32(&fresh), self.renew_session(session)))
    }

    /// VerifySoftwareToken with a `Session`. Returns the session for the answer to MFA_SETUP.
    // Source: API_VerifySoftwareToken.
    pub(crate) fn verify_token_in_session(
        &mut self,
        session: &str,
        code: &str,
        name: &str,
    ) -> Result<String, Failure> {
        let times = self.times();
        let challenge = self.set_up_session(session)?;
        let username = challenge.username.clone();
        let ChallengeKind::MfaSetup {
            secret: Some(secret),
            is_verified,
            ..
        } = &mut challenge.kind
        else {
            return Err(Failure::software_token_not_found());
        };
        let step = times
            .into_iter()
            .find_map(|time| totp::step_of(secret, code, time));
        let step = step.ok_or(Failure::cannot_enable_software_token())?;
        *is_verified = true;
        let token = SoftwareToken {
            secret: secret.clone(),
            name: name.to_owned(),
            last_step: Some(step),
        };
        let user = self.user_mut(&username.ok_or(Failure::session_invalid())?)?;
        user.mfa.token = Some(token);
        // The factor is turned on with its set-up.
        user.mfa.software_token = true;
        Ok(self.renew_session(session))
    }

    // Source: authentication#authentication-flow-session-duration.
    fn set_up_session(&mut self, session: &str) -> Result<&mut Challenge, Failure> {
        let now = self.now;
        let challenge = self.pool.challenges.get_mut(session);
        let challenge = challenge.ok_or(Failure::session_invalid())?;
        match challenge.kind {
            ChallengeKind::Used => Err(Failure::session_used()),
            ChallengeKind::MfaSetup { .. } if now >= challenge.expires => {
                Err(Failure::session_expired())
            }
            ChallengeKind::MfaSetup { .. } => Ok(challenge),
            _ => Err(Failure::session_invalid()),
        }
    }

    /// Moves a challenge to a new `Session`; the old one counts as used.
    fn renew_session(&mut self, session: &str) -> String {
        let fresh = self.random.base64url::<700>();
        if let Some(challenge) = self.pool.challenges.remove(session) {
            let used = Challenge {
                client_id: challenge.client_id.clone(),
                username: challenge.username.clone(),
                name: challenge.name.clone(),
                expires: challenge.expires,
                progress: challenge.progress.clone(),
                kind: ChallengeKind::Used,
            };
            self.pool.challenges.insert(session.to_owned(), used);
            self.pool.challenges.insert(fresh.clone(), challenge);
        }
        fresh
    }
}
