//! Second factors of a signed-in user: set-up and preferences.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html>

use crate::config::{FactorConfiguration, MfaConfiguration, MfaKind};
use crate::crypto::totp;
use crate::errors::Failure;
use crate::state::{Context, SoftwareToken, User};

/// The preference for one second factor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Preference {
    pub(crate) kind: MfaKind,
    pub(crate) is_on: bool,
    pub(crate) is_preferred: bool,
}

impl Context<'_> {
    /// AssociateSoftwareToken with an access token. Returns the secret in base32.
    pub(crate) fn new_token(&mut self, username: &str) -> Result<String, Failure> {
        self.check_software_tokens()?;
        let secret: [u8; 32] = self.random.bytes();
        self.user_mut(username)?.mfa.new_secret = Some(secret.to_vec());
        Ok(totp::to_base32(&secret))
    }

    /// VerifySoftwareToken with an access token. The new app replaces an older one.
    // Source: API_VerifySoftwareToken.
    pub(crate) fn verify_token(
        &mut self,
        username: &str,
        code: &str,
        name: &str,
    ) -> Result<(), Failure> {
        self.check_software_tokens()?;
        let times = self.times();
        let factors = &mut self.user_mut(username)?.mfa;
        let secret = factors.new_secret.as_ref();
        let secret = secret.ok_or(Failure::software_token_not_found())?;
        let step = times
            .into_iter()
            .find_map(|time| totp::step_of(secret, code, time));
        let step = step.ok_or(Failure::cannot_enable_software_token())?;
        factors.token = Some(SoftwareToken {
            secret: secret.clone(),
            name: name.to_owned(),
            last_step: Some(step),
        });
        factors.new_secret = None;
        Ok(())
    }

    /// SetUserMFAPreference: changes all preferences or none.
    // Source: API_SetUserMFAPreference ("Only one factor can be set as preferred").
    pub(crate) fn set_mfa_preferences(
        &mut self,
        username: &str,
        preferences: &[Preference],
        web_authn: Option<bool>,
    ) -> Result<(), Failure> {
        let user = self.user(username)?;
        for preference in preferences {
            self.check_preference(user, preference)?;
        }
        let preferred = preferences.iter().filter(|one| one.is_preferred).count();
        if preferred > 1 {
            return Err(Failure::one_preferred_mfa());
        }
        self.check_passkey_as_factor(user, preferences, web_authn)?;
        let factors = &mut self.user_mut(username)?.mfa;
        for preference in preferences {
            factors.set(preference.kind, preference.is_on);
            if preference.is_preferred {
                factors.preferred = Some(preference.kind);
            } else if factors.preferred == Some(preference.kind) {
                factors.preferred = None;
            }
        }
        factors.web_authn = web_authn.unwrap_or(factors.web_authn);
        Ok(())
    }

    /// SetUserSettings, which supports only text messages.
    pub(crate) fn set_legacy_mfa(&mut self, username: &str, is_on: bool) -> Result<(), Failure> {
        let preference = Preference {
            kind: MfaKind::Sms,
            is_on,
            is_preferred: false,
        };
        self.check_preference(self.user(username)?, &preference)?;
        let factors = &mut self.user_mut(username)?.mfa;
        factors.set(MfaKind::Sms, is_on);
        factors.legacy_sms = is_on;
        Ok(())
    }

    // Source: user-pool-settings-mfa-totp, which has the message.
    pub(crate) fn check_software_tokens(&self) -> Result<(), Failure> {
        let settings = &self.pool.settings;
        let is_on = settings.mfa_configuration != MfaConfiguration::Off
            && settings.enabled_mfas.contains(&MfaKind::SoftwareToken);
        match is_on {
            true => Ok(()),
            false => Err(Failure::software_tokens_not_enabled()),
        }
    }

    // Source: API_SetUserMFAPreference, user-pool-settings-mfa#user-pool-settings-mfa-preferences. Assumed:
    // the message.
    fn check_preference(&self, user: &User, preference: &Preference) -> Result<(), Failure> {
        let kind = preference.kind;
        if !preference.is_on {
            return match preference.is_preferred {
                true => Err(Failure::preferred_mfa_is_off(kind.as_str())),
                false => Ok(()),
            };
        }
        let settings = &self.pool.settings;
        if settings.mfa_configuration == MfaConfiguration::Off
            || !settings.enabled_mfas.contains(&kind)
        {
            return Err(Failure::mfa_not_enabled(kind.as_str()));
        }
        let is_ready = match kind {
            MfaKind::Sms => user.attribute("phone_number").is_some(),
            MfaKind::Email => user.attribute("email").is_some(),
            MfaKind::SoftwareToken if user.mfa.token.is_none() => {
                return Err(Failure::software_token_not_verified());
            }
            MfaKind::SoftwareToken => true,
        };
        match is_ready {
            true => Ok(()),
            false => Err(Failure::no_delivery_for_mfa(kind.as_str())),
        }
    }

    /// Checks that a passkey may be a second factor: the pool has to allow it, and another factor has to be on.
    // Source: API_SetUserMFAPreference (`WebAuthnMfaSettings`). Assumed: that another one must be on.
    fn check_passkey_as_factor(
        &self,
        user: &User,
        preferences: &[Preference],
        web_authn: Option<bool>,
    ) -> Result<(), Failure> {
        if web_authn != Some(true) {
            return Ok(());
        }
        let settings = self.pool.settings.web_authn_configuration.as_ref();
        let both = FactorConfiguration::MultiFactorWithUserVerification;
        if settings.is_none_or(|settings| settings.factor_configuration != both) {
            return Err(Failure::mfa_not_enabled("WEB_AUTHN"));
        }
        let is_on = |kind: MfaKind| {
            let wanted = preferences.iter().find(|one| one.kind == kind);
            wanted.map_or(user.mfa.active().contains(&kind), |one| one.is_on)
        };
        let others = [MfaKind::Sms, MfaKind::SoftwareToken, MfaKind::Email];
        match others.into_iter().any(is_on) {
            true => Ok(()),
            false => Err(Failure::passkey_alone()),
        }
    }
}
