//! Second factors: which are on, which is asked for first, and the set-up of an authenticator app.

use std::sync::Arc;

use crate::ui::form::Work;
use crate::ui::strings::fill;
use crate::ui::{Notice, SecondFactor as Factor, Text};
use crate::{AuthFactors, Error, ErrorKind, MfaChoice, MfaPreference, User};

use super::dialog::{self, Question};
use super::level;
use super::page::Focus;
use super::rows::{Action, Mark, Row, list};
use super::section::{Section, View};
use super::totp;

const ALL: [Factor; 3] = [Factor::AuthenticatorApp, Factor::TextMessage, Factor::Email];

/// Under which a section keeps what the pool turned out not to have.
const NOT_OFFERED: &str = "not-offered";

/// What of it Cognito knows.
pub(super) struct Known {
    factors: AuthFactors,
    phone: Address,
    email: Address,
}

/// How far a person has what codes are sent to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Address {
    Missing,
    Unverified,
    Verified,
}

impl Address {
    fn of(user: &User, name: &str) -> Self {
        let is_verified = user.attribute(&[name, "_verified"].concat()) == Some("true");
        match user.attribute(name) {
            None | Some("") => Address::Missing,
            Some(_) if is_verified => Address::Verified,
            Some(_) => Address::Unverified,
        }
    }
}

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let client = section.client();
    let user = client.profile().user().await?;
    let known = Arc::new(Known {
        phone: Address::of(&user, "phone_number"),
        email: Address::of(&user, "email"),
        factors: client.mfa().factors().await?,
    });
    let shown = |factor: &Factor| known.is_on(*factor) || is_offered(section, *factor);
    let shown: Vec<Factor> = ALL.into_iter().filter(shown).collect();
    if shown.is_empty() && section.kept().now().is_empty() {
        return Ok(None);
    }
    let section = section.clone();
    Ok(Some(Arc::new(move || {
        let rows = shown.iter().map(|factor| row(&section, &known, *factor));
        vec![list(&section, rows.collect())]
    })))
}

/// Whether the pool may have it, by the app's word and what Cognito has answered so far.
fn is_offered(section: &Section, factor: Factor) -> bool {
    let listed = &section.options().advanced().second_factors;
    let is_listed = listed.as_ref().is_none_or(|all| all.contains(&factor));
    let refused = (NOT_OFFERED.into(), name(factor).into());
    is_listed && !section.kept().now().contains(&refused)
}

/// Takes a factor off the list that the pool turned out not to have, and says so.
pub(super) async fn not_offered(
    section: &Section,
    factor: Factor,
    error: &Error,
) -> Result<(), Error> {
    section.options().tell(error);
    let refused = (String::from(NOT_OFFERED), String::from(name(factor)));
    section.kept().change(|kept| kept.push(refused));
    section.reload().await;
    section.say(Notice::bad(section.words().factor_not_offered));
    // The button that was pressed is gone.
    section.focus(Focus::Title);
    Ok(())
}

/// Cognito's name for it.
fn name(factor: Factor) -> &'static str {
    match factor {
        Factor::AuthenticatorApp => "SOFTWARE_TOKEN_MFA",
        Factor::TextMessage => "SMS_MFA",
        Factor::Email => "EMAIL_OTP",
    }
}

fn label(section: &Section, factor: Factor) -> &'static str {
    let words = section.strings().of_steps();
    match factor {
        Factor::AuthenticatorApp => words.app,
        Factor::TextMessage => words.sms,
        Factor::Email => words.email,
    }
}

fn hint(section: &Section, factor: Factor) -> &'static str {
    let words = section.strings().of_steps();
    match factor {
        Factor::AuthenticatorApp => words.app_hint,
        Factor::TextMessage => words.sms_hint,
        Factor::Email => words.email_hint,
    }
}

pub(super) fn preference(factor: Factor, choice: MfaChoice) -> MfaPreference {
    let preference = MfaPreference::default();
    match factor {
        Factor::AuthenticatorApp => preference.totp(choice),
        Factor::TextMessage => preference.sms(choice),
        Factor::Email => preference.email(choice),
    }
}

/// The name of the button that the focus comes back to.
fn button(factor: Factor) -> String {
    ["factor-", name(factor)].concat()
}

impl Known {
    fn is_on(&self, factor: Factor) -> bool {
        self.factors.second.iter().any(|one| one == name(factor))
    }

    fn is_preferred(&self, factor: Factor) -> bool {
        self.factors.preferred.as_deref() == Some(name(factor))
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
        Factor::TextMessage if known.phone == Address::Missing => Some(words.needs_phone),
        Factor::Email if known.email == Address::Missing => Some(words.needs_email),
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
        if factor == Factor::AuthenticatorApp {
            actions.push(totp::open(section, words.replace, None));
        }
        actions.push(turn_off(section, factor));
    } else if lacking.is_none() {
        actions.push(match factor {
            Factor::AuthenticatorApp => totp::open(section, words.set_up, Some(known.wanted())),
            _ => turn_on(section, known, factor),
        });
    }
    let line = lacking.unwrap_or_else(|| hint(section, factor));
    Row {
        key: ["row-", name(factor)].concat(),
        name: label(section, factor).into(),
        lines: vec![line.into()],
        marks,
        actions,
    }
}

fn turn_on(section: &Section, known: &Known, factor: Factor) -> Action {
    let words = section.words();
    let (acting, choice) = (section.clone(), known.wanted());
    let is_verified = Address::Verified
        == match factor {
            Factor::TextMessage => known.phone,
            _ => known.email,
        };
    Action::acts(section, button(factor), words.turn_on, move || {
        let section = acting.clone();
        Box::pin(async move {
            match set(&section, factor, choice, section.words().factor_on).await {
                // So Cognito answers where the address cannot be used, and where the pool does not send to it.
                Err(error) if is_verified && error.kind() == ErrorKind::InvalidInput => {
                    not_offered(&section, factor, &error).await
                }
                set => set,
            }
        })
    })
}

fn prefer(section: &Section, factor: Factor) -> Action {
    let words = section.words();
    let acting = section.clone();
    let name = ["prefer-", name(factor)].concat();
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
    Action::opens(button(factor), words.turn_off, move || {
        let asking = asking.clone();
        level::first(&asking.clone(), move || ask_to_turn_off(&asking, factor));
    })
}

fn ask_to_turn_off(asking: &Section, factor: Factor) {
    let words = asking.words();
    let label = label(asking, factor);
    let question = Question {
        title: Text::Owned(fill(words.turn_off_title, "{factor}", label)),
        lead: words.turn_off_lead.into(),
        button: words.turn_off,
    };
    let acting = asking.clone();
    dialog::confirm(asking, question, move || -> Work {
        let section = acting.clone();
        Box::pin(async move {
            let said = section.words().factor_off;
            set(&section, factor, MfaChoice::Off, said).await
        })
    });
}

async fn set(
    section: &Section,
    factor: Factor,
    choice: MfaChoice,
    said: &'static str,
) -> Result<(), Error> {
    let preference = preference(factor, choice);
    section.client().mfa().set_preference(preference).await?;
    section
        .done(said, Focus::Button(button(factor).into()))
        .await
}

/// The name of the button of the authenticator app.
pub(super) fn app_button() -> String {
    button(Factor::AuthenticatorApp)
}
