//! The username of somebody who forgot their password.

use leptos::prelude::*;

use crate::{Client, ResetPasswordStep};

use super::link_with_username;
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, FormState, Work};
use crate::ui::node::Node;
use crate::ui::reactive::{Handler, handler};
use crate::ui::{Options, Screen, button, frame};

/// The screen that sends a code to somebody who forgot their password.
#[component]
pub fn ForgotPassword(
    /// The client of the user pool.
    client: Client,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// The initial value of the field.
    #[prop(optional, into)]
    username: String,
    /// Called with the next step, which says where the code was sent.
    #[prop(into)]
    on_step: Callback<ResetPasswordStep>,
    /// Called with the username when the person goes back to the sign-in screen. Without it there is no such link.
    #[prop(optional, into)]
    on_back: Option<Callback<String>>,
) -> impl IntoView {
    let (on_step, on_back) = (handler(on_step), on_back.map(handler));
    frame::in_language(options, move |options| {
        let (client, on_step) = (client.clone(), on_step.clone());
        forgot_password(client, options, &username, on_step, on_back.clone())
    })
}

pub(in crate::ui) fn forgot_password(
    client: Client,
    options: &Options,
    username: &str,
    on_step: Handler<ResetPasswordStep>,
    on_back: Option<Handler<String>>,
) -> Node {
    let strings = &options.0.strings;
    let (title, button) = (strings.forgot_title, strings.send_code);
    let form = Form::new(options, Screen::ForgotPassword, title.into(), button);
    let have_code = have_code(&client, options, &form.state, on_step.clone());
    let mut links = vec![have_code];
    links.extend(on_back.map(|to| link_with_username(strings.back_to_sign_in, to, &form.state)));
    let form = Form {
        lead: vec![strings.forgot_lead.into()],
        fields: vec![FieldSpec::username(options, username)],
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

/// Returns a link for somebody who already has a code, from an earlier visit or an administrator.
fn have_code(
    client: &Client,
    options: &Options,
    state: &FormState,
    on_step: Handler<ResetPasswordStep>,
) -> Node {
    let (client, state) = (client.clone(), state.clone());
    let text = options.0.strings.have_code;
    let press = move || {
        if state.require_value("username") {
            on_step(client.reset_password(state.value("username")));
        }
    };
    button::link(text, Box::new(press)).into()
}
