//! Whose password was forgotten.

use leptos::prelude::*;

use crate::{Client, ResetPasswordStep};

use super::way;
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, State, Work};
use crate::ui::live::{Told, told};
use crate::ui::node::Node;
use crate::ui::{Options, Screen, button, frame};

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
    let (on_step, on_back) = (told(on_step), on_back.map(told));
    frame::in_language(options, move |options| {
        let (client, on_step) = (client.clone(), on_step.clone());
        forgot_password(client, options, &username, on_step, on_back.clone())
    })
}

pub(in crate::ui) fn forgot_password(
    client: Client,
    options: &Options,
    username: &str,
    on_step: Told<ResetPasswordStep>,
    on_back: Option<Told<String>>,
) -> Node {
    let strings = &options.0.strings;
    let (title, button) = (strings.forgot_title, strings.send_code);
    let form = Form::new(options, Screen::ForgotPassword, title.into(), button);
    let have_code = have_code(&client, options, &form.state, on_step.clone());
    let mut links = vec![have_code];
    links.extend(on_back.map(|to| way(strings.back_to_sign_in, to, &form.state)));
    let form = Form {
        lead: vec![strings.forgot_lead.into()],
        fields: vec![Spec::username(options, username)],
        below: vec![frame::block("vestibule-links", links)],
        ..form
    };
    form.view(Box::new(move |values: Values| -> Work {
        let (client, on_step) = (client.clone(), on_step.clone());
        Box::pin(async move {
            on_step(client.forgot_password(values.text("username")).await?);
            Ok(())
        })
    }))
}

/// Leads whoever has a code already, of an earlier visit or from an administrator, to where it is typed.
fn have_code(
    client: &Client,
    options: &Options,
    state: &State,
    on_step: Told<ResetPasswordStep>,
) -> Node {
    let (client, state) = (client.clone(), state.clone());
    let words = options.0.strings.have_code;
    let press = move || {
        if state.has_what("username") {
            on_step(client.reset_password(state.typed("username")));
        }
    };
    button::link(words, Box::new(press)).into()
}
