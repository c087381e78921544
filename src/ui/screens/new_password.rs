//! The password that somebody with a temporary one must choose.

use leptos::prelude::*;

use crate::{NewPasswordStep, SignInStep};

use super::back;
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, State, Work};
use crate::ui::{Options, Screen, frame};

/// The screen for [`SignInStep::NewPassword`]: a new password, and whatever attributes the pool
/// requires that the account does not have.
#[component]
pub fn NewPasswordRequired(
    /// The step to complete.
    step: NewPasswordStep,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// Told of the step that follows.
    #[prop(into)]
    on_step: Callback<SignInStep>,
    /// Leads back to the sign-in screen. No link without it.
    #[prop(optional, into)]
    on_back: Option<Callback<String>>,
) -> impl IntoView {
    let strings = options.0.strings;
    let username = String::from(step.username());
    let links = on_back.map(|to| back(&strings, to, username.clone()));
    let missing = step.missing_attributes().iter();
    let mut fields: Vec<Spec> = missing
        .map(|name| Spec::attribute(&strings, name))
        .collect();
    fields.push(Spec::new_password(&strings, strings.new_password));
    let form = Form {
        title: String::from(strings.new_password_title),
        screen: Screen::NewPassword,
        lead: vec![strings.new_password_lead.into_any()],
        state: State::new(&options, None),
        fields,
        username: Some(username),
        aside: None,
        button: strings.save_password,
        above: Vec::new(),
        below: vec![frame::block("vestibule-links", links.into_iter().collect())],
        options,
    };
    form.view(move |values: Values| -> Work {
        let step = step.clone();
        Box::pin(async move {
            let attributes: Vec<_> = values.others(&["username", "new-password"]).collect();
            let next = step
                .submit(values.exact("new-password"), &attributes)
                .await?;
            on_step.try_run(next);
            Ok(())
        })
    })
}
