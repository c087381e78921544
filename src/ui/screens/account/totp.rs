//! The set-up of an authenticator app.

use crate::ui::authenticator_app::{DEVICE, invitation, issuer};
use crate::ui::code::{self, SHORT, Sends, as_it_comes};
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::{SecondFactor as Factor, style};
use crate::{Error, ErrorKind, MfaChoice, TotpSetUp};

use super::page::Focus;
use super::rows::Action;
use super::second_factors::{app_button, not_offered, preference};
use super::section::Section;
use super::{dialog, level};

/// The button that begins the set-up. `then` is what becomes of the factor; nothing where another app takes the place
/// of the one that there is.
pub(super) fn open(section: &Section, label: &'static str, then: Option<MfaChoice>) -> Action {
    let acting = section.clone();
    let name = match then {
        Some(_) => app_button(),
        None => "replace-app".into(),
    };
    Action::acts(section, name, label, move || {
        let section = acting.clone();
        Box::pin(async move {
            let set_up = match section.client().mfa().set_up_totp().await {
                Err(error) if error.kind() == ErrorKind::SoftwareTokenMfaNotFound => {
                    return not_offered(&section, Factor::AuthenticatorApp, &error).await;
                }
                set_up => set_up?,
            };
            level::first(&section.clone(), move || {
                let (asking, set_up) = (section.clone(), set_up.clone());
                section.ask(std::sync::Arc::new(move || {
                    vec![form(&asking, &set_up, then)]
                }));
            });
            Ok(())
        })
    })
}

fn form(section: &Section, set_up: &TotpSetUp, then: Option<MfaChoice>) -> Node {
    style::adopt_steps(section.options());
    let strings = section.strings();
    let words = strings.of_steps();
    let issuer = issuer(section.client(), section.options());
    let (above, lead) = invitation(set_up.secret(), set_up.uri(&issuer), words);
    let form = dialog::form(section, words.set_up_app_title, strings.go_on);
    let code = Spec::code(strings)
        .in_cells(SHORT)
        .on_typed(as_it_comes(&form.state, Sends::Never));
    let form = Form {
        lead: vec![lead.into()],
        fields: vec![
            code,
            Spec::nickname(DEVICE, words.device_name, words.device_name_hint),
        ],
        above,
        ..form
    };
    let (section, set_up) = (section.clone(), set_up.clone());
    form.view(Box::new(move |values: Values| -> Work {
        let (section, set_up) = (section.clone(), set_up.clone());
        Box::pin(async move {
            let code = values.code(code::NAME);
            set_up.submit(&code, values.text(DEVICE)).await?;
            finish(&section, then).await
        })
    }))
}

async fn finish(section: &Section, then: Option<MfaChoice>) -> Result<(), Error> {
    if let Some(choice) = then {
        let preference = preference(Factor::AuthenticatorApp, choice);
        section.client().mfa().set_preference(preference).await?;
    }
    let words = section.words();
    let focus = Focus::Button(app_button().into());
    section.done(words.factor_on, focus).await
}
