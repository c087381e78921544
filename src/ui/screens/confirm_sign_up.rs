//! The code that confirms a new account.

use leptos::prelude::*;

use crate::{Client, ConfirmSignUpStep, SignInStep};

use super::back;
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, State, Work};
use crate::ui::kept::Kept;
use crate::ui::{Options, Screen, code, frame};

/// The screen that asks for the code of a new account, and can send another.
#[component]
pub fn ConfirmSignUp(
    /// Signs in with it afterwards, where the password was chosen a moment ago.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// The step to complete.
    step: ConfirmSignUpStep,
    /// Told once the account is confirmed: of the sign-in that followed at once, or of nothing
    /// where the person must sign in.
    #[prop(into)]
    on_done: Callback<Option<SignInStep>>,
    /// Leads back to the sign-in screen. No link without it.
    #[prop(optional, into)]
    on_back: Option<Callback<String>>,
) -> impl IntoView {
    let strings = options.0.strings;
    let state = State::new(&options, None);
    let kept = use_context::<Kept>();
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
        title: code::title(&strings, step.delivery()),
        screen: Screen::ConfirmSignUp,
        lead: code::lead(&strings, step.delivery()),
        state,
        fields: vec![Spec::code(&strings)],
        username: Some(username),
        aside: None,
        button: strings.confirm,
        above: Vec::new(),
        below: vec![frame::block("vestibule-links", links)],
        options,
    };
    form.view(move |values: Values| -> Work {
        let (client, step) = (client.clone(), step.clone());
        Box::pin(async move {
            step.submit(&values.code("code")).await?;
            let followed = match kept {
                Some(kept) => kept.sign_in(&client).await,
                None => None,
            };
            on_done.try_run(followed);
            Ok(())
        })
    })
}
