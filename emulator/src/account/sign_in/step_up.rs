//! Step-up authentication: signing in for a level
//! ([step-up with USER_AUTH](https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html#cognito-user-pools-step-up-user-auth)).

use serde_json::Value;

use super::session::ChallengedUser;
use super::{ChoiceInput, IssuedChallenge, Step};
use crate::config::{ClientSettings, MfaKind, UserPoolTier};
use crate::errors::Failure;
use crate::state::{ChallengeKind, Choice, Context, Flow, Method, Methods, Progress, User};

/// The requested level of a sign-in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    /// `TARGET_ACR_VALUES`
    pub(crate) acr_values: &'a str,
    /// `ACCESS_TOKEN`
    pub(crate) access_token: Option<&'a str>,
    /// `MAX_AGE`, in seconds.
    pub(crate) max_age: Option<u64>,
}

impl Context<'_> {
    /// Starts USER_AUTH for "the highest-priority level that the user can satisfy".
    // Source: authentication-flows-selection-sdk#cognito-user-pools-step-up-user-auth. Assumed: which error
    // it is.
    pub(super) fn start_for_level(
        &mut self,
        client: &ClientSettings,
        mut challenged: ChallengedUser,
        preferred: Option<&str>,
        given: ChoiceInput<'_>,
        target: &Target<'_>,
    ) -> Result<Step, Failure> {
        let settings = &self.pool.settings;
        let levels: Vec<u8> = target
            .acr_values
            .split(' ')
            .filter_map(|name| settings.acr_level(name))
            .collect();
        // "Amazon Cognito ignores any value that it doesn't recognize. If none of the requested values are
        // valid, Amazon Cognito returns an error."
        if levels.is_empty() {
            return Err(Failure::no_such_level());
        }
        let (credit, level_of_token) = self.presented_factors(&challenged, target)?;
        let user = self.user(challenged.username()?)?;
        let reachable = levels
            .into_iter()
            .find(|level| self.can_reach(user, *level));
        let level = reachable.ok_or(Failure::no_factor_for_level())?;
        // "If the presented token already meets or exceeds the requested level, Amazon Cognito returns an
        // error instead of issuing a new token."
        if level_of_token >= Some(level) {
            return Err(Failure::level_already_met());
        }
        let preferred = preferred.and_then(Choice::of_name);
        let has_password = credit.has(Method::Password);
        let codes = self.code_factors(user);
        challenged.progress.methods = credit;
        challenged.progress.target = Some(level);
        let wants_passkey = preferred == Some(Choice::WebAuthn) || codes.is_empty();
        if has_password && (level == 4 || (level == 3 && !wants_passkey)) {
            return self.issue_challenge_for_level(client, &challenged, level);
        }
        let user = self.user(challenged.username()?)?;
        let leads = |choice: &Choice| self.choice_reaches_level(user, *choice, level);
        let available: Vec<_> = Choice::ALL.into_iter().filter(leads).collect();
        if let Some(choice) = preferred.filter(|choice| available.contains(choice)) {
            return self.begin_choice(client, &challenged, choice, given);
        }
        let names = available.iter().map(|choice| choice.as_str()).collect();
        let session = self.issue_challenge(client, &challenged, ChallengeKind::Select(available));
        Ok(Step::Challenge(IssuedChallenge {
            available: names,
            ..IssuedChallenge::new("SELECT_CHALLENGE", session)
        }))
    }

    /// Issues the challenge that is still missing for the level after a password.
    // Source: authentication-flows-selection-sdk#cognito-user-pools-step-up-user-auth. Assumed: which error
    // it is.
    pub(super) fn issue_challenge_for_level(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
        level: u8,
    ) -> Result<Step, Failure> {
        let user = self.user(challenged.username()?)?;
        let kind = match level {
            4 => Some(MfaKind::SoftwareToken),
            _ => {
                let codes = self.code_factors(user);
                let preferred = user.mfa.preferred.filter(|kind| codes.contains(kind));
                preferred.or(codes.first().copied())
            }
        };
        let kind = kind.ok_or(Failure::no_factor_for_level())?;
        self.issue_factor_challenge(client, challenged, kind)
    }

    /// The methods and the level of the presented token; none if its sign-in was too long ago.
    // Source: API_InitiateAuth (`MAX_AGE`), cognito-user-pools-step-up-authentication. Assumed: which error
    // it is.
    fn presented_factors(
        &self,
        challenged: &ChallengedUser,
        target: &Target<'_>,
    ) -> Result<(Methods, Option<u8>), Failure> {
        let Some(token) = target.access_token else {
            return Ok((Methods::default(), None));
        };
        let holder = self.token_holder(token, "ACCESS_TOKEN");
        let holder = holder.map_err(|_| Failure::access_token_invalid())?;
        // "The USERNAME that you provide must match the user that the ACCESS_TOKEN was issued for."
        if challenged.username.as_deref() != Some(holder.username()) {
            return Err(Failure::access_token_of_another());
        }
        let auth_time = holder.claim("auth_time").and_then(Value::as_u64);
        let age = self
            .now
            .seconds()
            .saturating_sub(auth_time.unwrap_or_default());
        if target.max_age.is_some_and(|most| age > most) {
            return Ok((Methods::default(), None));
        }
        let amr = holder.claim("amr").and_then(Value::as_array);
        let amr = amr.into_iter().flatten().filter_map(Value::as_str);
        let acr = holder.claim("acr").and_then(Value::as_str);
        let level = acr.and_then(|name| self.pool.settings.acr_level(name));
        Ok((Methods::of_amr(amr), level))
    }

    /// Whether the user has the factors for a level: "Step-up authentication doesn't prompt the user to set up
    /// new factors."
    fn can_reach(&self, user: &User, level: u8) -> bool {
        Choice::ALL
            .into_iter()
            .any(|choice| self.choice_reaches_level(user, choice, level))
    }

    fn choice_reaches_level(&self, user: &User, choice: Choice, level: u8) -> bool {
        let leads = match (choice, level) {
            (Choice::Password | Choice::PasswordSrp, 1) => true,
            (Choice::Password | Choice::PasswordSrp, 3) => !self.code_factors(user).is_empty(),
            (Choice::Password | Choice::PasswordSrp, 4) => {
                self.second_factors(user).contains(&MfaKind::SoftwareToken)
            }
            (Choice::EmailOtp | Choice::SmsOtp, 2) | (Choice::WebAuthn, 3) => true,
            _ => false,
        };
        leads && self.has_choice(user, choice)
    }

    /// The level that the hosted pages require of a user: "Amazon Cognito evaluates the list from left to right,
    /// enforces the first valid level that the user can satisfy, and ignores values that it doesn't
    /// recognize"; on a plan without levels the endpoint "silently ignores `acr_values`"
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html#login-endpoint-step-up>).
    pub(crate) fn hosted_level(&self, username: &str, acr_values: &str) -> Option<u8> {
        let settings = &self.pool.settings;
        let user = self.pool.users.by_username(username)?;
        if settings.user_pool_tier == UserPoolTier::Lite || user.verifier().is_none() {
            return None;
        }
        // The pages always ask for a password first.
        let can_reach = |level: &u8| match level {
            1 => true,
            4 => self.second_factors(user).contains(&MfaKind::SoftwareToken),
            _ => !self.code_factors(user).is_empty(),
        };
        let levels = acr_values.split(' ');
        let mut levels = levels.filter_map(|name| settings.acr_level(name));
        levels.find(can_reach)
    }

    /// The next step at the hosted pages after these methods. "After a user with MFA signs
    /// in with username and password in the managed login pages, they're automatically prompted for the MFA
    /// code"
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html>).
    pub(crate) fn hosted_next(
        &mut self,
        client: &ClientSettings,
        username: &str,
        methods: Methods,
        level: Option<u8>,
    ) -> Result<Step, Failure> {
        let codes = [Method::Sms, Method::Email, Method::Totp];
        let progress = Progress {
            has_second_factor: codes.iter().any(|method| methods.has(*method)),
            methods,
            target: level,
            ..Progress::of(Flow::Hosted)
        };
        let challenged = ChallengedUser::user(self.user(username)?, &progress);
        self.next(client, challenged)
    }

    /// The user's second factors with codes by message.
    fn code_factors(&self, user: &User) -> Vec<MfaKind> {
        let mut kinds = self.second_factors(user);
        kinds.retain(|kind| *kind != MfaKind::SoftwareToken);
        kinds
    }
}
