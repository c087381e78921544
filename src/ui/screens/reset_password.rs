//! The code and the new password of somebody who forgot theirs.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{Client, ResetPasswordStep, SignInStep};

use super::back_link;
use crate::ui::code::{AutoSubmit, SHORT_CODE_LENGTH, read_code_input};
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::reactive::{Handler, Reactive, handler};
use crate::ui::shared_state::{self, SharedState};
use crate::ui::{Options, Screen, code, frame, remember, style, web_otp};

/// The screen for the code and the new password. It then signs in with the password.
#[component]
pub fn ResetPassword(
    /// The client of the user pool.
    client: Client,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// The step to complete.
    step: ResetPasswordStep,
    /// Called once the password has been changed: with the next step of the sign-in that followed, or with `None` if
    /// the person has to sign in.
    #[prop(into)]
    on_done: Callback<Option<SignInStep>>,
    /// Called with the username when the person goes back to the sign-in screen. Without it there is no such link.
    #[prop(optional, into)]
    on_back: Option<Callback<String>>,
) -> impl IntoView {
    let (on_done, on_back) = (handler(on_done), on_back.map(handler));
    frame::in_language(options, move |options| {
        let (client, step) = (client.clone(), step.clone());
        reset_password(client, options, step, on_done.clone(), on_back.clone())
    })
}

pub(in crate::ui) fn reset_password(
    client: Client,
    options: &Options,
    step: ResetPasswordStep,
    on_done: Handler<Option<SignInStep>>,
    on_back: Option<Handler<String>>,
) -> Node {
    let strings = &options.0.strings;
    let shared = SharedState::from_context();
    let client = remember::default_client(&client, options, shared.as_ref());
    let username = String::from(step.username());
    let (title, button) = (strings.new_password_title, strings.save_password);
    let form = Form::new(options, Screen::ResetPassword, title.into(), button);

    style::adopt_steps(options);
    web_otp::listen(&form.state, step.delivery());
    let resending = step.clone();
    let just_sent = step.delivery().is_some();
    let send = move || -> Work {
        let step = resending.clone();
        Box::pin(async move { step.resend().await.map(drop) })
    };
    let resend = code::resend(options, &form.state, just_sent, Arc::new(send));
    let mut links = vec![resend];
    links.extend(on_back.map(|to| back_link(options, to, username.clone())));

    let form = Form {
        lead: code::lead(strings, step.delivery()),
        fields: vec![
            // Entering the code does not submit the form: the new password follows.
            FieldSpec::code(strings)
                .in_cells(SHORT_CODE_LENGTH)
                .on_input(read_code_input(&form.state, AutoSubmit::Never)),
            FieldSpec::new_password(strings, strings.new_password),
        ],
        username: Some(username),
        below: vec![frame::block("vestibule-links", links)],
        ..form
    };
    // Cognito accepts a code once. The sign-in that follows may be cancelled or sent again.
    let is_saved = Reactive::new(false);
    form.view(Box::new(move |values: Values| -> Work {
        let (client, step) = (client.clone(), step.clone());
        let (on_done, is_saved) = (on_done.clone(), is_saved.clone());
        Box::pin(async move {
            let password = values.raw("new-password");
            if !is_saved.get_untracked() {
                step.submit(&values.code("code"), password).await?;
                is_saved.set(true);
            }
            let credentials = shared_state::password_credentials(step.username(), password);
            on_done(client.sign_in(credentials).await.ok());
            Ok(())
        })
    }))
}
