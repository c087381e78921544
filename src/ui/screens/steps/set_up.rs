//! The set-up of a second factor in the middle of a sign-in.

use super::code::field;
use super::{Asked, Onward, links};
use crate::ui::Screen;
use crate::ui::authenticator_app::{DEVICE, invitation, issuer};
use crate::ui::code::{self, Sends};
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::{SetUpMfaStep, TotpSetUpStep};

/// The screen that sets an authenticator app up.
pub(super) fn app(step: &TotpSetUpStep, onward: &Onward) -> Node {
    let options = &onward.options;
    let (strings, words) = (&options.0.strings, onward.words());
    let username = step.username();
    let title = words.set_up_app_title;
    let form = Form::new(options, Screen::SetUpFactor, title.into(), strings.go_on);
    let issuer = issuer(&onward.client, options);
    let (above, lead) = invitation(step.secret(), step.uri(&issuer), words);
    let form = Form {
        lead: vec![lead.into()],
        fields: vec![
            field(options, &form.state, Sends::Never).in_cells(6),
            Spec::nickname(DEVICE, words.device_name, words.device_name_hint),
        ],
        username: Some(username.into()),
        above,
        below: links::row(vec![links::back(onward, username)]),
        ..form
    };
    let (onward, step) = (onward.clone(), step.clone());
    form.view(Box::new(move |values: Values| -> Work {
        let step = step.clone();
        let username = String::from(step.username());
        onward.work(
            &username,
            Box::pin(async move {
                let code = values.code(code::NAME);
                step.submit(&code, values.text(DEVICE))
                    .await
                    .map(Asked::Step)
            }),
        )
    }))
}

/// The screen that sets codes by e-mail up.
pub(super) fn email(step: &SetUpMfaStep, onward: &Onward) -> Node {
    let options = &onward.options;
    let (strings, words) = (&options.0.strings, onward.words());
    let username = step.username();
    let title = words.set_up_email_title;
    let form = Form {
        lead: vec![words.set_up_email_lead.into()],
        fields: vec![Spec::email(strings)],
        below: links::row(vec![links::back(onward, username)]),
        ..Form::new(
            options,
            Screen::SetUpFactor,
            title.into(),
            strings.send_code,
        )
    };
    let (onward, step) = (onward.clone(), step.clone());
    form.view(Box::new(move |values: Values| -> Work {
        let step = step.clone();
        let username = String::from(step.username());
        onward.work(
            &username,
            Box::pin(async move { step.email(values.text("email")).await.map(Asked::Step) }),
        )
    }))
}
