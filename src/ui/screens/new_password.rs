//! The new password of somebody who signs in with a temporary one.

use leptos::prelude::*;

use crate::{NewPasswordStep, SignInStep};

use super::{FailedSignIn, back_link, unless_failed};
use crate::ui::attribute;
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::reactive::{Handler, handler};
use crate::ui::{Options, Screen, frame};

/// The screen for [`SignInStep::NewPassword`]: a new password, and the attributes that the pool requires and the
/// account does not have.
#[component]
pub fn NewPasswordRequired(
    /// The step to complete.
    step: NewPasswordStep,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// Called with the next step.
    #[prop(into)]
    on_step: Callback<SignInStep>,
    /// Called with the username when the person goes back to the sign-in screen. Without it there is no such link.
    #[prop(optional, into)]
    on_back: Option<Callback<String>>,
) -> impl IntoView {
    let (on_step, on_back) = (handler(on_step), on_back.map(handler));
    frame::in_language(options, move |options| {
        let (step, on_step) = (step.clone(), on_step.clone());
        new_password(step, options, on_step, on_back.clone(), None)
    })
}

pub(in crate::ui) fn new_password(
    step: NewPasswordStep,
    options: &Options,
    on_step: Handler<SignInStep>,
    on_back: Option<Handler<String>>,
    on_failed: Option<Handler<FailedSignIn>>,
) -> Node {
    let strings = &options.0.strings;
    let username = String::from(step.username());
    let links = on_back.map(|to| back_link(options, to, username.clone()));
    let missing = step.missing_attributes().iter();
    let mut fields: Vec<FieldSpec> = missing
        .map(|name| attribute::required(options, name))
        .collect();
    fields.push(FieldSpec::new_password(strings, strings.new_password));
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
        let (on_failed, options) = (on_failed.clone(), options.clone());
        Box::pin(async move {
            let submitted = attribute::submitted(&options, &values, &["username", "new-password"]);
            let attributes = submitted.attributes.iter();
            let attributes: Vec<_> = attributes
                .map(|(name, value)| (&**name, &**value))
                .collect();
            let password = values.raw("new-password");
            let next = step.submit(password, &attributes).await;
            if let Some(next) = unless_failed(next, step.username(), &options, on_failed.as_ref())?
            {
                on_step(next);
            }
            Ok(())
        })
    }))
}
