//! The password of somebody whose name is known.

use super::{Asked, Onward, links};
use crate::PasswordStep;
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::strings::fill;
use crate::ui::{Screen, button, frame};

/// The screen for [`SignInStep::Password`](crate::SignInStep::Password).
pub(super) fn password(step: &PasswordStep, onward: &Onward) -> Node {
    let (strings, words) = (&onward.options.0.strings, onward.words());
    let username = step.username();
    let title = words.password_title;
    let form = Form::new(
        &onward.options,
        Screen::Password,
        title.into(),
        strings.sign_in,
    );
    let other = links::another_way(onward, &form.state, username);
    let form = Form {
        lead: vec![fill(words.password_lead, "{username}", username).into()],
        fields: vec![Spec::password(strings, strings.password)],
        username: Some(username.into()),
        aside: forgot(onward, username),
        below: links::row(vec![Some(other), links::back(onward, username)]),
        ..form
    };
    let (onward, step) = (onward.clone(), step.clone());
    form.view(Box::new(move |values: Values| -> Work {
        let step = step.clone();
        let username = String::from(step.username());
        onward.work(
            &username,
            Box::pin(async move {
                let next = step.submit(values.exact("password")).await;
                next.map(Asked::Step)
            }),
        )
    }))
}

fn forgot(onward: &Onward, username: &str) -> Option<Node> {
    let (forgot, username) = (onward.forgot.clone()?, String::from(username));
    let words = onward.options.0.strings.forgot_link;
    let link = button::link(words, Box::new(move || forgot(username.clone())));
    Some(frame::block("vestibule-aside", vec![link.into()]))
}
