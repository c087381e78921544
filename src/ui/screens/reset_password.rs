//! The code and the new password of somebody who forgot theirs.

use leptos::prelude::*;

use crate::{Client, ResetPasswordStep, SignInStep};

use super::back;
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, State, Work};
use crate::ui::kept;
use crate::ui::{Options, Screen, code, frame};

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
    let strings = options.0.strings;
    let state = State::new(&options, None);
    let username = String::from(step.username());

    let again = step.clone();
    let just_sent = step.delivery().is_some();
    let resend = code::resend(&options, state, just_sent, move || {
        let step = again.clone();
        Box::pin(async move { step.resend().await.map(drop) })
    });
    let mut links = vec![resend];
    links.extend(on_back.map(|to| back(&strings, to, username.clone())));

    let form = Form {
        title: String::from(strings.new_password_title),
        screen: Screen::ResetPassword,
        lead: code::lead(&strings, step.delivery()),
        state,
        fields: vec![
            Spec::code(&strings),
            Spec::new_password(&strings, strings.new_password),
        ],
        username: Some(username),
        aside: None,
        button: strings.save_password,
        above: Vec::new(),
        below: vec![frame::block("vestibule-links", links)],
        options,
    };
    form.view(move |values: Values| -> Work {
        let (client, step) = (client.clone(), step.clone());
        Box::pin(async move {
            let password = values.exact("new-password");
            step.submit(&values.code("code"), password).await?;
            let credentials = kept::credentials(step.username(), password);
            on_done.try_run(client.sign_in(credentials).await.ok());
            Ok(())
        })
    })
}
