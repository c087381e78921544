//! The section for second factors: which are on, which is preferred, and the set-up of an authenticator app.

use std::sync::Arc;

use crate::ui::form::Work;
use crate::ui::strings::fill;
use crate::ui::{Notice, SecondFactor as Factor, Text};
use crate::{AuthFactors, Error, ErrorKind, MfaChoice, MfaPreference, User};

use super::dialog::{self, Question};
use super::level;
use super::page::Focus;
use super::rows::{Action, Badge, Row, list};
use super::section::{Section, View};
use super::totp;

const ALL: [Factor; 3] = [Factor::AuthenticatorApp, Factor::TextMessage, Factor::Email];

/// The kind in the section's local state of factors that the pool has refused.
const NOT_OFFERED: &str = "not-offered";

/// The user's factors, and their addresses.
pub(super) struct FactorState {
    factors: AuthFactors,
    phone: Address,
    email: Address,
}

/// Whether the user has an address or a number for codes, and whether it is verified.
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
    let state = Arc::new(FactorState {
        phone: Address::of(&user, "phone_number"),
        email: Address::of(&user, "email"),
        factors: client.mfa().factors().await?,
    });
    let shown = |factor: &Factor| state.is_on(*factor) || is_offered(section, *factor);
    let shown: Vec<Factor> = ALL.into_iter().filter(shown).collect();
    if shown.is_empty() && section.local_state().get_untracked().is_empty() {
        return Ok(None);
    }
    let section = section.clone();
    Ok(Some(Arc::new(move || {
        let rows = shown.iter().map(|factor| row(&section, &state, *factor));
        vec![list(&section, rows.collect())]
    })))
}

/// Returns whether to offer a factor: the app lists it, and Cognito has not refused it.
fn is_offered(section: &Section, factor: Factor) -> bool {
    let listed = &section.options().advanced().second_factors;
    let is_listed = listed.as_ref().is_none_or(|all| all.contains(&factor));
    let refused = (NOT_OFFERED.into(), name(factor).into());
    is_listed && !section.local_state().get_untracked().contains(&refused)
}

/// Removes a factor that the pool has refused from the list, and shows a message.
pub(super) async fn not_offered(
    section: &Section,
    factor: Factor,
    error: &Error,
) -> Result<(), Error> {
    section.options().report_error(error);
    let refused = (String::from(NOT_OFFERED), String::from(name(factor)));
    section
        .local_state()
        .update_untracked(|entries| entries.push(refused));
    section.reload().await;
    section.show_notice(Notice::error(section.texts().factor_not_offered));
    // The button that was pressed has been removed.
    section.focus(Focus::Title);
    Ok(())
}

/// Returns Cognito's name of a factor.
fn name(factor: Factor) -> &'static str {
    match factor {
        Factor::AuthenticatorApp => "SOFTWARE_TOKEN_MFA",
        Factor::TextMessage => "SMS_MFA",
        Factor::Email => "EMAIL_OTP",
    }
}

fn label(section: &Section, factor: Factor) -> &'static str {
    let texts = section.strings().step_strings();
    match factor {
        Factor::AuthenticatorApp => texts.app,
        Factor::TextMessage => texts.sms,
        Factor::Email => texts.email,
    }
}

fn hint(section: &Section, factor: Factor) -> &'static str {
    let texts = section.strings().step_strings();
    match factor {
        Factor::AuthenticatorApp => texts.app_hint,
        Factor::TextMessage => texts.sms_hint,
        Factor::Email => texts.email_hint,
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

/// Returns the name of the factor's button, which gets the focus back.
fn button(factor: Factor) -> String {
    ["factor-", name(factor)].concat()
}

impl FactorState {
    fn is_on(&self, factor: Factor) -> bool {
        self.factors.second.iter().any(|one| one == name(factor))
    }

    fn is_preferred(&self, factor: Factor) -> bool {
        self.factors.preferred.as_deref() == Some(name(factor))
    }

    /// Returns the preference for a factor that is turned on: the first factor becomes the preferred one.
    fn choice_when_turned_on(&self) -> MfaChoice {
        match self.factors.preferred {
            Some(_) => MfaChoice::On,
            None => MfaChoice::Preferred,
        }
    }
}

fn row(section: &Section, state: &Arc<FactorState>, factor: Factor) -> Row {
    let texts = section.texts();
    let is_on = state.is_on(factor);
    let missing_address = match factor {
        Factor::TextMessage if state.phone == Address::Missing => Some(texts.needs_phone),
        Factor::Email if state.email == Address::Missing => Some(texts.needs_email),
        _ => None,
    };
    let mut badges = Vec::new();
    let mut actions = Vec::new();
    if is_on {
        badges.push(Badge::success(texts.on));
        if state.is_preferred(factor) {
            badges.push(Badge::neutral(texts.preferred));
        } else if state.factors.second.len() > 1 {
            actions.push(prefer(section, factor));
        }
        if factor == Factor::AuthenticatorApp {
            actions.push(totp::open(section, texts.replace, None));
        }
        actions.push(turn_off(section, factor));
    } else if missing_address.is_none() {
        actions.push(match factor {
            Factor::AuthenticatorApp => {
                totp::open(section, texts.set_up, Some(state.choice_when_turned_on()))
            }
            _ => turn_on(section, state, factor),
        });
    }
    let line = missing_address.unwrap_or_else(|| hint(section, factor));
    Row {
        key: ["row-", name(factor)].concat(),
        name: label(section, factor).into(),
        lines: vec![line.into()],
        badges,
        actions,
    }
}

fn turn_on(section: &Section, state: &FactorState, factor: Factor) -> Action {
    let texts = section.texts();
    let (section_of_action, choice) = (section.clone(), state.choice_when_turned_on());
    let is_verified = Address::Verified
        == match factor {
            Factor::TextMessage => state.phone,
            _ => state.email,
        };
    Action::with_work(section, button(factor), texts.turn_on, move || {
        let section = section_of_action.clone();
        Box::pin(async move {
            match set(&section, factor, choice, section.texts().factor_on).await {
                // Cognito answers this if the address cannot be used, and if the pool does not support this kind of
                // code.
                Err(error) if is_verified && error.kind() == ErrorKind::InvalidInput => {
                    not_offered(&section, factor, &error).await
                }
                set => set,
            }
        })
    })
}

fn prefer(section: &Section, factor: Factor) -> Action {
    let texts = section.texts();
    let section_of_action = section.clone();
    let name = ["prefer-", name(factor)].concat();
    Action::with_work(section, name, texts.prefer, move || {
        let section = section_of_action.clone();
        Box::pin(async move {
            let message = section.texts().factor_preferred;
            set(&section, factor, MfaChoice::Preferred, message).await
        })
    })
}

fn turn_off(section: &Section, factor: Factor) -> Action {
    let texts = section.texts();
    let section_of_dialog = section.clone();
    Action::new(button(factor), texts.turn_off, move || {
        let section_of_dialog = section_of_dialog.clone();
        level::require(&section_of_dialog.clone(), move || {
            ask_to_turn_off(&section_of_dialog, factor)
        });
    })
}

fn ask_to_turn_off(section_of_dialog: &Section, factor: Factor) {
    let texts = section_of_dialog.texts();
    let label = label(section_of_dialog, factor);
    let question = Question {
        title: Text::Owned(fill(texts.turn_off_title, "{factor}", label)),
        lead: texts.turn_off_lead.into(),
        button: texts.turn_off,
    };
    let section_of_action = section_of_dialog.clone();
    dialog::confirm(section_of_dialog, question, move || -> Work {
        let section = section_of_action.clone();
        Box::pin(async move {
            let message = section.texts().factor_off;
            set(&section, factor, MfaChoice::Off, message).await
        })
    });
}

async fn set(
    section: &Section,
    factor: Factor,
    choice: MfaChoice,
    message: &'static str,
) -> Result<(), Error> {
    let preference = preference(factor, choice);
    section.client().mfa().set_preference(preference).await?;
    section
        .finish(message, Focus::Button(button(factor).into()))
        .await
}

/// Returns the name of the button of the authenticator app.
pub(super) fn app_button() -> String {
    button(Factor::AuthenticatorApp)
}
