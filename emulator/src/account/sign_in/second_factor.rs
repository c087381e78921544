//! Which second factor is asked for, if any.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html>

use super::session::{Answer, Asked};
use super::{Ask, Step, listed};
use crate::config::{ClientSettings, MfaConfiguration, MfaKind};
use crate::crypto::totp;
use crate::errors::Failure;
use crate::state::{ChallengeKind, Context, Method, SentCode, User};

impl Context<'_> {
    /// The second factor that the user must show; none where none is needed.
    ///
    /// A pool that wants one from everybody takes a phone number or an address for set up, verified or
    /// not ("you can send messages to a phone number or email attribute that you haven't verified"); one
    /// that leaves it to people goes by what they have turned on.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html>
    pub(super) fn pose_second_factor(
        &mut self,
        client: &ClientSettings,
        asked: &Asked,
    ) -> Result<Option<Step>, Failure> {
        let user = self.user(asked.username()?)?;
        let kinds = self.second_factors(user);
        let preferred = user.mfa.preferred.filter(|kind| kinds.contains(kind));
        let is_wanted = self.pool.settings.mfa_configuration == MfaConfiguration::On;
        match (kinds.as_slice(), preferred) {
            ([], _) if is_wanted => self.pose_set_up(client, asked).map(Some),
            ([], _) => Ok(None),
            ([only], _) => self.pose_kind(client, asked, *only).map(Some),
            (_, Some(kind)) => self.pose_kind(client, asked, kind).map(Some),
            (_, None) => Ok(Some(self.pose_selection(client, asked, kinds))),
        }
    }

    /// What the user can be asked for. Where everybody must have a second factor, "users can't enable or
    /// disable any MFA methods": all that they have count, an authenticator app beside addresses and numbers,
    /// but not the attribute that "is the primary method for account-recovery messages"
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html#user-pool-settings-mfa-user-outcomes>).
    /// Where it is left to people, "if your users have set up TOTP, they can use it for MFA, even if you
    /// deactivate TOTP for the user pool later"
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
            // What somebody has turned on counts, whatever it is used for besides.
            MfaConfiguration::On => [MfaKind::Sms, MfaKind::SoftwareToken, MfaKind::Email]
                .into_iter()
                .filter(|kind| active.contains(kind) || !is_for_recovery(kind))
                .filter(usable)
                .collect(),
        }
    }

    /// Answers SELECT_MFA_TYPE.
    // Source: API_RespondToAuthChallenge (SELECT_MFA_TYPE). Assumed: the words.
    pub(crate) fn answer_mfa_selection(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        choice: &str,
    ) -> Result<Step, Failure> {
        let (challenge, asked) = self.open(client, answer)?;
        let ChallengeKind::SelectMfa(kinds) = &challenge.kind else {
            return Err(Failure::session_invalid());
        };
        let chosen = kinds.iter().find(|kind| {
            // The guide calls it EMAIL_MFA as well.
            kind.as_str() == choice || (**kind == MfaKind::Email && choice == "EMAIL_MFA")
        });
        let kind = *chosen.ok_or(Failure::no_such_mfa())?;
        self.use_session(answer.session);
        self.pose_kind(client, &asked, kind)
    }

    /// Answers SOFTWARE_TOKEN_MFA.
    // Source: user-pool-settings-mfa-totp, API_RespondToAuthChallenge. Assumed: the words.
    pub(crate) fn answer_software_token(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        code: &str,
    ) -> Result<Step, Failure> {
        let (challenge, mut asked) = self.open(client, answer)?;
        if !matches!(challenge.kind, ChallengeKind::SoftwareToken) {
            return Err(Failure::code_or_state());
        }
        let username = asked.username()?.to_owned();
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
        asked.progress.has_second_factor = true;
        asked.progress.methods.add(Method::Totp);
        self.next(client, asked)
    }

    /// Seconds since 1970 by this clock, and by those that were not moved with it.
    pub(crate) fn times(&self) -> [u64; 2] {
        let now = self.now.seconds();
        [now, now.saturating_sub(self.advanced.as_secs())]
    }

    pub(super) fn pose_kind(
        &mut self,
        client: &ClientSettings,
        asked: &Asked,
        kind: MfaKind,
    ) -> Result<Step, Failure> {
        match kind {
            MfaKind::Sms => self.pose_code(client, asked, SentCode::SmsMfa),
            MfaKind::Email => self.pose_code(client, asked, SentCode::EmailMfa),
            MfaKind::SoftwareToken => self.pose_software_token(client, asked),
        }
    }

    fn pose_software_token(
        &mut self,
        client: &ClientSettings,
        asked: &Asked,
    ) -> Result<Step, Failure> {
        let user = self.user(asked.username()?)?;
        let user_id = user.username.clone();
        let name = user.mfa.token.as_ref().map(|token| token.name.clone());
        let session = self.pose(client, asked, ChallengeKind::SoftwareToken);
        let mut ask = Ask::new("SOFTWARE_TOKEN_MFA", session).with("USER_ID_FOR_SRP", user_id);
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            ask = ask.with("FRIENDLY_DEVICE_NAME", name);
        }
        Ok(Step::Challenge(ask))
    }

    fn pose_selection(
        &mut self,
        client: &ClientSettings,
        asked: &Asked,
        kinds: Vec<MfaKind>,
    ) -> Step {
        let names = listed(kinds.iter().map(|kind| kind.as_str()));
        let user_id = asked.username.clone().unwrap_or_default();
        let session = self.pose(client, asked, ChallengeKind::SelectMfa(kinds));
        Step::Challenge(
            Ask::new("SELECT_MFA_TYPE", session)
                .with("MFAS_CAN_CHOOSE", names)
                .with("USER_ID_FOR_SRP", user_id),
        )
    }
}
