//! The code and the new password of somebody who forgot theirs.

use leptos::prelude::*;

use crate::{Client, ResetPasswordStep, SignInStep};

use super::back;
use crate::ui::code::{SHORT, Sends, as_it_comes};
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::kept;
use crate::ui::live::{Told, told};
use crate::ui::node::Node;
use crate::ui::{Options, Screen, code, frame, style, web_otp};

/// The screen that takes the code and a new password, and then signs in with it.
#[component]
pub fn ResetPassword(
    /// Signs in with it afterwards.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// The step to complete.
    step: ResetPasswordStep,
    /// Told once the password is changed: of the sign-in that followed at once, or of nothing
    /// where the person must sign in.
    #[prop(into)]
    on_done: Callback<Option<SignInStep>>,
    /// Leads back to the sign-in screen. No link without it.
    #[prop(optional, into)]
    on_back: Option<Callback<String>>,
) -> impl IntoView {
    let (on_done, on_back) = (told(on_done), on_back.map(told));
    frame::in_language(options, move |options| {
        let (client, step) = (client.clone(), step.clone());
        reset_password(client, options, step, on_done.clone(), on_back.clone())
    })
}

pub(in crate::ui) fn reset_password(
    client: Client,
    options: &Options,
    step: ResetPasswordStep,
    on_done: Told<Option<SignInStep>>,
    on_back: Option<Told<String>>,
) -> Node {
    let strings = &options.0.strings;
    let username = String::from(step.username());
    let (title, button) = (strings.new_password_title, strings.save_password);
    let form = Form::new(options, Screen::ResetPassword, title.into(), button);

    style::adopt_steps(options);
    web_otp::listen(&form.state, step.delivery());
    let again = step.clone();
    let just_sent = step.delivery().is_some();
    let send = move || -> Work {
        let step = again.clone();
        Box::pin(async move { step.resend().await.map(drop) })
    };
    let resend = code::resend(options, &form.state, just_sent, Box::new(send));
    let mut links = vec![resend];
    links.extend(on_back.map(|to| back(options, to, username.clone())));

    let form = Form {
        lead: code::lead(strings, step.delivery()),
        fields: vec![
            // Read off whatever is pasted. The new password is still to come.
            Spec::code(strings)
                .in_cells(SHORT)
                .on_typed(as_it_comes(&form.state, Sends::Never)),
            Spec::new_password(strings, strings.new_password),
        ],
        username: Some(username),
        below: vec![frame::block("vestibule-links", links)],
        ..form
    };
    form.view(Box::new(move |values: Values| -> Work {
        let (client, step) = (client.clone(), step.clone());
        let on_done = on_done.clone();
        Box::pin(async move {
            let password = values.exact("new-password");
            step.submit(&values.code("code"), password).await?;
            let credentials = kept::credentials(step.username(), password);
            on_done(client.sign_in(credentials).await.ok());
            Ok(())
        })
    }))
}
