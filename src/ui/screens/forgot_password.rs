//! Whose password was forgotten.

use leptos::prelude::*;

use crate::{Client, ResetPasswordStep};

use super::back_from;
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, State, Work};
use crate::ui::{Options, Screen, frame};

/// The screen that sends a code to somebody who forgot their password.
#[component]
pub fn ForgotPassword(
    /// Asks for the code with it.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// What stands in the field to begin with.
    #[prop(optional, into)]
    username: String,
    /// Told of the step that follows, with what was sent where.
    #[prop(into)]
    on_step: Callback<ResetPasswordStep>,
    /// Leads back to the sign-in screen. No link without it.
    #[prop(optional, into)]
    on_back: Option<Callback<String>>,
) -> impl IntoView {
    let strings = options.0.strings;
    let state = State::new(&options, None);
    let links = on_back.map(|to| back_from(&strings, to, state));
    let form = Form {
        title: String::from(strings.forgot_title),
        screen: Screen::ForgotPassword,
        lead: vec![strings.forgot_lead.into_any()],
        state,
        fields: vec![Spec::username(&options, &username)],
        username: None,
        aside: None,
        button: strings.send_code,
        above: Vec::new(),
        below: vec![frame::block("vestibule-links", links.into_iter().collect())],
        options,
    };
    form.view(move |values: Values| -> Work {
        let client = client.clone();
        Box::pin(async move {
            let step = client.forgot_password(values.text("username")).await?;
            on_step.try_run(step);
            Ok(())
        })
    })
}
