//! Second factors: which are on, which is asked for first, and the set-up of an authenticator app.

use std::sync::Arc;

use crate::ui::Text;
use crate::ui::form::Work;
use crate::ui::strings::fill;
use crate::{AuthFactors, Error, MfaChoice, MfaPreference};

use super::dialog::{self, Question};
use super::page::Focus;
use super::rows::{Action, Mark, Row, list};
use super::section::{Section, View};
use super::totp;

/// A second factor that people turn on and off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Factor {
    App,
    Sms,
    Email,
}

/// What of it Cognito knows.
pub(super) struct Known {
    factors: AuthFactors,
    has_phone: bool,
    has_email: bool,
}

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let client = section.client();
    let user = client.profile().user().await?;
    let has = |name| user.attribute(name).is_some_and(|value| !value.is_empty());
    let known = Arc::new(Known {
        has_phone: has("phone_number"),
        has_email: has("email"),
        factors: client.mfa().factors().await?,
    });
    let section = section.clone();
    Ok(Some(Arc::new(move || {
        let all = [Factor::App, Factor::Sms, Factor::Email];
        let rows = all.map(|factor| row(&section, &known, factor));
        vec![list(&section, rows.into())]
    })))
}

impl Factor {
    /// Cognito's name for it.
    fn name(self) -> &'static str {
        match self {
            Factor::App => "SOFTWARE_TOKEN_MFA",
            Factor::Sms => "SMS_MFA",
            Factor::Email => "EMAIL_OTP",
        }
    }

    fn label(self, section: &Section) -> &'static str {
        let words = section.strings().of_steps();
        match self {
            Factor::App => words.app,
            Factor::Sms => words.sms,
            Factor::Email => words.email,
        }
    }

    fn hint(self, section: &Section) -> &'static str {
        let words = section.strings().of_steps();
        match self {
            Factor::App => words.app_hint,
            Factor::Sms => words.sms_hint,
            Factor::Email => words.email_hint,
        }
    }

    pub(super) fn preference(self, choice: MfaChoice) -> MfaPreference {
        let preference = MfaPreference::default();
        match self {
            Factor::App => preference.totp(choice),
            Factor::Sms => preference.sms(choice),
            Factor::Email => preference.email(choice),
        }
    }

    /// The name of the button that the focus comes back to.
    fn button(self) -> String {
        ["factor-", self.name()].concat()
    }
}

impl Known {
    fn is_on(&self, factor: Factor) -> bool {
        self.factors.second.iter().any(|one| one == factor.name())
    }

    fn is_preferred(&self, factor: Factor) -> bool {
        self.factors.preferred.as_deref() == Some(factor.name())
    }

    /// What turning it on makes of it: the first one is the one that is asked for.
    fn wanted(&self) -> MfaChoice {
        match self.factors.preferred {
            Some(_) => MfaChoice::On,
            None => MfaChoice::Preferred,
        }
    }
}

fn row(section: &Section, known: &Arc<Known>, factor: Factor) -> Row {
    let words = section.words();
    let is_on = known.is_on(factor);
    let lacking = match factor {
        Factor::Sms if !known.has_phone => Some(words.needs_phone),
        Factor::Email if !known.has_email => Some(words.needs_email),
        _ => None,
    };
    let mut marks = Vec::new();
    let mut actions = Vec::new();
    if is_on {
        marks.push(Mark::good(words.on));
        if known.is_preferred(factor) {
            marks.push(Mark::plain(words.preferred));
        } else if known.factors.second.len() > 1 {
            actions.push(prefer(section, factor));
        }
        if factor == Factor::App {
            actions.push(totp::open(section, words.replace, None));
        }
        actions.push(turn_off(section, factor));
    } else if lacking.is_none() {
        actions.push(match factor {
            Factor::App => totp::open(section, words.set_up, Some(known.wanted())),
            _ => turn_on(section, factor, known.wanted()),
        });
    }
    let line = lacking.unwrap_or_else(|| factor.hint(section));
    Row {
        key: ["row-", factor.name()].concat(),
        name: factor.label(section).into(),
        lines: vec![line.into()],
        marks,
        actions,
    }
}

fn turn_on(section: &Section, factor: Factor, choice: MfaChoice) -> Action {
    let words = section.words();
    let acting = section.clone();
    Action::acts(section, factor.button(), words.turn_on, move || {
        let section = acting.clone();
        Box::pin(async move { set(&section, factor, choice, section.words().factor_on).await })
    })
}

fn prefer(section: &Section, factor: Factor) -> Action {
    let words = section.words();
    let acting = section.clone();
    let name = ["prefer-", factor.name()].concat();
    Action::acts(section, name, words.prefer, move || {
        let section = acting.clone();
        Box::pin(async move {
            let said = section.words().factor_preferred;
            set(&section, factor, MfaChoice::Preferred, said).await
        })
    })
}

fn turn_off(section: &Section, factor: Factor) -> Action {
    let words = section.words();
    let asking = section.clone();
    Action::opens(factor.button(), words.turn_off, move || {
        let words = asking.words();
        let label = factor.label(&asking);
        let question = Question {
            title: Text::Owned(fill(words.turn_off_title, "{factor}", label)),
            lead: words.turn_off_lead.into(),
            button: words.turn_off,
        };
        let acting = asking.clone();
        dialog::confirm(&asking, question, move || -> Work {
            let section = acting.clone();
            Box::pin(async move {
                let said = section.words().factor_off;
                set(&section, factor, MfaChoice::Off, said).await
            })
        });
    })
}

async fn set(
    section: &Section,
    factor: Factor,
    choice: MfaChoice,
    said: &'static str,
) -> Result<(), Error> {
    let preference = factor.preference(choice);
    section.client().mfa().set_preference(preference).await?;
    section
        .done(said, Focus::Button(factor.button().into()))
        .await
}

/// The name of the button of the authenticator app.
pub(super) fn app_button() -> String {
    Factor::App.button()
}
