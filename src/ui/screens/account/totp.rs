//! The set-up of an authenticator app.

use crate::ui::authenticator_app::{DEVICE, issuer, secret_views};
use crate::ui::code::{self, AutoSubmit, SHORT_CODE_LENGTH, read_code_input};
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::{SecondFactor as Factor, style};
use crate::{Error, ErrorKind, MfaChoice, TotpSetUp};

use super::page::Focus;
use super::rows::Action;
use super::second_factors::{app_button, not_offered, preference};
use super::section::Section;
use super::{dialog, level};

/// Returns the button that starts the set-up. `then` is the preference to set afterwards; `None` if the new app
/// replaces the one that is set up.
pub(super) fn open(section: &Section, label: &'static str, then: Option<MfaChoice>) -> Action {
    let section_of_action = section.clone();
    let name = match then {
        Some(_) => app_button(),
        None => "replace-app".into(),
    };
    Action::with_work(section, name, label, move || {
        let section = section_of_action.clone();
        Box::pin(async move {
            let set_up = match section.client().mfa().set_up_totp().await {
                Err(error) if error.kind() == ErrorKind::SoftwareTokenMfaNotFound => {
                    return not_offered(&section, Factor::AuthenticatorApp, &error).await;
                }
                set_up => set_up?,
            };
            level::require(&section.clone(), move || {
                let (section_of_dialog, set_up) = (section.clone(), set_up.clone());
                section.open_dialog(std::sync::Arc::new(move || {
                    vec![form(&section_of_dialog, &set_up, then)]
                }));
            });
            Ok(())
        })
    })
}

fn form(section: &Section, set_up: &TotpSetUp, then: Option<MfaChoice>) -> Node {
    style::adopt_steps(section.options());
    let strings = section.strings();
    let texts = strings.step_strings();
    let issuer = issuer(section.client(), section.options());
    let (above, lead) = secret_views(set_up.secret(), set_up.uri(&issuer), texts);
    let form = dialog::form(section, texts.set_up_app_title, strings.go_on);
    let code = FieldSpec::code(strings)
        .in_cells(SHORT_CODE_LENGTH)
        .on_input(read_code_input(&form.state, AutoSubmit::Never));
    let form = Form {
        lead: vec![lead.into()],
        fields: vec![
            code,
            FieldSpec::nickname(DEVICE, texts.device_name, texts.device_name_hint),
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
    let texts = section.texts();
    let focus = Focus::Button(app_button().into());
    section.finish(texts.factor_on, focus).await
}
