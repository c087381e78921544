//! The password that somebody with a temporary one must choose.

use leptos::prelude::*;

use crate::{NewPasswordStep, SignInStep};

use super::{Over, back, unless_over};
use crate::ui::attribute;
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::live::{Told, told};
use crate::ui::node::Node;
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
    let (on_step, on_back) = (told(on_step), on_back.map(told));
    frame::in_language(options, move |options| {
        let (step, on_step) = (step.clone(), on_step.clone());
        new_password(step, options, on_step, on_back.clone(), None)
    })
}

pub(in crate::ui) fn new_password(
    step: NewPasswordStep,
    options: &Options,
    on_step: Told<SignInStep>,
    on_back: Option<Told<String>>,
    on_over: Option<Told<Over>>,
) -> Node {
    let strings = &options.0.strings;
    let username = String::from(step.username());
    let links = on_back.map(|to| back(options, to, username.clone()));
    let missing = step.missing_attributes().iter();
    let mut fields: Vec<Spec> = missing
        .map(|name| attribute::required(options, name))
        .collect();
    fields.push(Spec::new_password(strings, strings.new_password));
    let (title, button) = (strings.new_password_title, strings.save_password);
    let form = Form {
        lead: vec![strings.new_password_lead.into()],
        fields,
        username: Some(username),
        below: vec![frame::block("vestibule-links", links.into_iter().collect())],
        ..Form::new(options, Screen::NewPassword, title.into(), button)
    };
    let options = options.clone();
    form.view(Box::new(move |values: Values| -> Work {
        let (step, on_step) = (step.clone(), on_step.clone());
        let over = (on_over.clone(), options.clone());
        Box::pin(async move {
            let filled = attribute::filled(&over.1, &values, &["username", "new-password"]);
            let attributes = filled.attributes.iter();
            let attributes: Vec<_> = attributes
                .map(|(name, value)| (&**name, &**value))
                .collect();
            let password = values.exact("new-password");
            let next = step.submit(password, &attributes).await;
            let (on_over, options) = over;
            if let Some(next) = unless_over(next, step.username(), &options, on_over.as_ref())? {
                on_step(next);
            }
            Ok(())
        })
    }))
}
