//! The password of somebody whose username is known.

use super::{Prompt, StepContext, links};
use crate::PasswordStep;
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::strings::fill;
use crate::ui::{Screen, button, frame};

/// The screen for [`SignInStep::Password`](crate::SignInStep::Password).
pub(super) fn password(step: &PasswordStep, context: &StepContext) -> Node {
    let (strings, texts) = (&context.options.0.strings, context.texts());
    let username = step.username();
    let title = texts.password_title;
    let form = Form::new(
        &context.options,
        Screen::Password,
        title.into(),
        strings.sign_in,
    );
    let other = links::another_factor(context, &form.state, step.0.client(), username);
    let form = Form {
        lead: vec![fill(texts.password_lead, "{username}", username).into()],
        fields: vec![FieldSpec::password(strings, strings.password)],
        username: Some(username.into()),
        aside: forgot(context, username),
        below: links::row(vec![Some(other), links::back(context, username)]),
        ..form
    };
    let (context, step) = (context.clone(), step.clone());
    form.view(Box::new(move |values: Values| -> Work {
        let step = step.clone();
        let username = String::from(step.username());
        context.work(
            &username,
            Box::pin(async move {
                let next = step.submit(values.raw("password")).await;
                next.map(Prompt::Step)
            }),
        )
    }))
}

fn forgot(context: &StepContext, username: &str) -> Option<Node> {
    let (forgot, username) = (context.on_forgot_password.clone()?, String::from(username));
    let text = context.options.0.strings.forgot_link;
    let link = button::link(text, Box::new(move || forgot(username.clone())));
    Some(frame::block("vestibule-aside", vec![link.into()]))
}
