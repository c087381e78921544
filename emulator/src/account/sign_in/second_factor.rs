//! The second factor of a sign-in.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html>

use super::session::{Answer, ChallengedUser};
use super::{IssuedChallenge, Step, json_list};
use crate::config::{ClientSettings, MfaConfiguration, MfaKind};
use crate::crypto::totp;
use crate::errors::Failure;
use crate::state::{ChallengeKind, Context, Method, SentCode, User};

impl Context<'_> {
    /// Issues the challenge of the second factor; `None` if none is needed.
    ///
    /// If the pool requires MFA, a phone number or an address counts as set up, verified or not ("you can send messages
    /// to a phone number or email attribute that you haven't verified"). If MFA is optional, the factors count that the
    /// user has turned on.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html>
    pub(super) fn issue_second_factor_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
    ) -> Result<Option<Step>, Failure> {
        let user = self.user(challenged.username()?)?;
        let kinds = self.second_factors(user);
        let preferred = user.mfa.preferred.filter(|kind| kinds.contains(kind));
        let is_wanted = self.pool.settings.mfa_configuration == MfaConfiguration::On;
        match (kinds.as_slice(), preferred) {
            ([], _) if is_wanted => self.issue_set_up_challenge(client, challenged).map(Some),
            ([], _) => Ok(None),
            ([only], _) => self
                .issue_factor_challenge(client, challenged, *only)
                .map(Some),
            (_, Some(kind)) => self
                .issue_factor_challenge(client, challenged, kind)
                .map(Some),
            (_, None) => Ok(Some(self.issue_mfa_selection(client, challenged, kinds))),
        }
    }

    /// The user's second factors. If the pool requires MFA, "users can't enable or disable any MFA methods": all that they
    /// have count, authenticator apps, addresses and numbers, except the attribute that "is the primary method for
    /// account-recovery messages"
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html#user-pool-settings-mfa-user-outcomes>).
    /// If MFA is optional, "if your users have set up TOTP, they can use it for MFA, even if you deactivate TOTP for the user
    /// pool later"
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html>).
    pub(crate) fn second_factors(&self, user: &User) -> Vec<MfaKind> {
        let settings = &self.pool.settings;
        let is_optional = settings.mfa_configuration == MfaConfiguration::Optional;
        let is_on = |kind: MfaKind| settings.enabled_mfas.contains(&kind);
        let usable = |kind: &MfaKind| match kind {
            MfaKind::Sms => is_on(*kind) && user.attribute("phone_number").is_some(),
            MfaKind::Email => is_on(*kind) && user.attribute("email").is_some(),
            MfaKind::SoftwareToken => (is_on(*kind) || is_optional) && user.mfa.token.is_some(),
        };
        let first = settings.account_recovery_setting.first();
        let recovers = first.and_then(|way| way.attribute());
        let is_for_recovery = |kind: &MfaKind| match kind {
            MfaKind::Sms => recovers == Some("phone_number"),
            MfaKind::Email => recovers == Some("email"),
            MfaKind::SoftwareToken => false,
        };
        let active = user.mfa.active();
        match settings.mfa_configuration {
            MfaConfiguration::Off => Vec::new(),
            MfaConfiguration::Optional => active.into_iter().filter(usable).collect(),
            // A factor that is turned on counts, even if it is also used for recovery.
            MfaConfiguration::On => [MfaKind::Sms, MfaKind::SoftwareToken, MfaKind::Email]
                .into_iter()
                .filter(|kind| active.contains(kind) || !is_for_recovery(kind))
                .filter(usable)
                .collect(),
        }
    }

    /// Answers SELECT_MFA_TYPE.
    // Source: API_RespondToAuthChallenge (SELECT_MFA_TYPE). Assumed: the message.
    pub(crate) fn answer_mfa_selection(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        choice: &str,
    ) -> Result<Step, Failure> {
        let (challenge, challenged) = self.open_challenge(client, answer)?;
        let ChallengeKind::SelectMfa(kinds) = &challenge.kind else {
            return Err(Failure::session_invalid());
        };
        let chosen = kinds.iter().find(|kind| {
            // The guide also calls it EMAIL_MFA.
            kind.as_str() == choice || (**kind == MfaKind::Email && choice == "EMAIL_MFA")
        });
        let kind = *chosen.ok_or(Failure::no_such_mfa())?;
        self.use_session(answer.session);
        self.issue_factor_challenge(client, &challenged, kind)
    }

    /// Answers SOFTWARE_TOKEN_MFA.
    // Source: user-pool-settings-mfa-totp, API_RespondToAuthChallenge. Assumed: the message.
    pub(crate) fn answer_software_token(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        code: &str,
    ) -> Result<Step, Failure> {
        let (challenge, mut challenged) = self.open_challenge(client, answer)?;
        if !matches!(challenge.kind, ChallengeKind::SoftwareToken) {
            return Err(Failure::code_or_state());
        }
        let username = challenged.username()?.to_owned();
        self.check_code_lockout(&username)?;
        let times = self.times();
        let now = self.now;
        let user = self.user_mut(&username)?;
        let Some(token) = user.mfa.token.as_mut() else {
            return Err(Failure::software_token_not_found());
        };
        let step = times
            .into_iter()
            .find_map(|time| totp::step_of(&token.secret, code, time));
        let Some(step) = step else {
            user.code_lockout.fail(now);
            return Err(Failure::software_token_mismatch());
        };
        if token.last_step == Some(step) {
            return Err(Failure::software_token_used());
        }
        token.last_step = Some(step);
        user.code_lockout.succeed();
        self.use_session(answer.session);
        challenged.progress.has_second_factor = true;
        challenged.progress.methods.add(Method::Totp);
        self.next(client, challenged)
    }

    /// Seconds since 1970 by the emulator's clock and by the real clock, which authenticator apps use.
    pub(crate) fn times(&self) -> [u64; 2] {
        let now = self.now.seconds();
        [now, now.saturating_sub(self.clock_offset.as_secs())]
    }

    pub(super) fn issue_factor_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
        kind: MfaKind,
    ) -> Result<Step, Failure> {
        match kind {
            MfaKind::Sms => self.issue_code_challenge(client, challenged, SentCode::SmsMfa),
            MfaKind::Email => self.issue_code_challenge(client, challenged, SentCode::EmailMfa),
            MfaKind::SoftwareToken => self.issue_software_token_challenge(client, challenged),
        }
    }

    fn issue_software_token_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
    ) -> Result<Step, Failure> {
        let user = self.user(challenged.username()?)?;
        let user_id = user.username.clone();
        let name = user.mfa.token.as_ref().map(|token| token.name.clone());
        let session = self.issue_challenge(client, challenged, ChallengeKind::SoftwareToken);
        let mut ask =
            IssuedChallenge::new("SOFTWARE_TOKEN_MFA", session).with("USER_ID_FOR_SRP", user_id);
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            ask = ask.with("FRIENDLY_DEVICE_NAME", name);
        }
        Ok(Step::Challenge(ask))
    }

    fn issue_mfa_selection(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
        kinds: Vec<MfaKind>,
    ) -> Step {
        let names = json_list(kinds.iter().map(|kind| kind.as_str()));
        let user_id = challenged.username.clone().unwrap_or_default();
        let session = self.issue_challenge(client, challenged, ChallengeKind::SelectMfa(kinds));
        Step::Challenge(
            IssuedChallenge::new("SELECT_MFA_TYPE", session)
                .with("MFAS_CAN_CHOOSE", names)
                .with("USER_ID_FOR_SRP", user_id),
        )
    }
}
