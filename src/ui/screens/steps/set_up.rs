//! The set-up of a second factor during a sign-in.

use super::code::field;
use super::{Prompt, StepContext, links};
use crate::ui::Screen;
use crate::ui::authenticator_app::{DEVICE, issuer, secret_views};
use crate::ui::code::{self, AutoSubmit};
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::{SetUpMfaStep, TotpSetUpStep};

/// Renders the set-up of an authenticator app.
pub(super) fn app(step: &TotpSetUpStep, context: &StepContext) -> Node {
    let options = &context.options;
    let (strings, texts) = (&options.0.strings, context.texts());
    let username = step.username();
    let title = texts.set_up_app_title;
    let form = Form::new(options, Screen::SetUpFactor, title.into(), strings.go_on);
    let issuer = issuer(&context.client, options);
    let (above, lead) = secret_views(step.secret(), step.uri(&issuer), texts);
    let form = Form {
        lead: vec![lead.into()],
        fields: vec![
            field(options, &form.state, AutoSubmit::Never).in_cells(6),
            FieldSpec::nickname(DEVICE, texts.device_name, texts.device_name_hint),
        ],
        username: Some(username.into()),
        above,
        below: links::row(vec![links::back(context, username)]),
        ..form
    };
    let (context, step) = (context.clone(), step.clone());
    form.view(Box::new(move |values: Values| -> Work {
        let step = step.clone();
        let username = String::from(step.username());
        context.work(
            &username,
            Box::pin(async move {
                let code = values.code(code::NAME);
                step.submit(&code, values.text(DEVICE))
                    .await
                    .map(Prompt::Step)
            }),
        )
    }))
}

/// Renders the set-up of codes by e-mail.
pub(super) fn email(step: &SetUpMfaStep, context: &StepContext) -> Node {
    let options = &context.options;
    let (strings, texts) = (&options.0.strings, context.texts());
    let username = step.username();
    let title = texts.set_up_email_title;
    let form = Form {
        lead: vec![texts.set_up_email_lead.into()],
        fields: vec![FieldSpec::email(strings)],
        below: links::row(vec![links::back(context, username)]),
        ..Form::new(
            options,
            Screen::SetUpFactor,
            title.into(),
            strings.send_code,
        )
    };
    let (context, step) = (context.clone(), step.clone());
    form.view(Box::new(move |values: Values| -> Work {
        let step = step.clone();
        let username = String::from(step.username());
        context.work(
            &username,
            Box::pin(async move { step.email(values.text("email")).await.map(Prompt::Step) }),
        )
    }))
}
