//! A code that Cognito sent, or one of an authenticator app.

use std::sync::Arc;

use super::{Prompt, StepContext, links};
use crate::ui::code::{self, AutoSubmit, SHORT_CODE_LENGTH, read_code_input};
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, FormState, Work};
use crate::ui::node::Node;
use crate::ui::reactive::Reactive;
use crate::ui::strings::fill;
use crate::ui::{Options, Screen, web_otp};
use crate::{CodeStep, ErrorKind, SignInStep, TotpCodeStep};

/// The length of a code that is the first factor, in digits.
const LONG_CODE_LENGTH: usize = 8;

/// The screen for [`SignInStep::SmsCode`] and [`SignInStep::EmailCode`].
pub(super) fn sent(step: &CodeStep, context: &StepContext) -> Node {
    let options = &context.options;
    let strings = &options.0.strings;
    let delivery = step.delivery();
    let title = code::title(strings, delivery.as_ref());
    let form = Form::new(options, Screen::SignInCode, title.into(), strings.go_on);
    web_otp::listen(&form.state, delivery.as_ref());
    // Another code comes with a new step.
    let current = Reactive::new(step.clone());
    let username = step.username();
    let below = match step.can_resend() {
        true => {
            let another_code = resend(&current, context, &form.state);
            let another_factor =
                links::another_factor(context, &form.state, step.0.client(), username);
            links::row(vec![
                Some(another_code),
                Some(another_factor),
                links::back(context, username),
            ])
        }
        false => links::back_for_another_code(context, username),
    };
    let form = Form {
        lead: code::lead(strings, delivery.as_ref()),
        fields: vec![field(options, &form.state, auto_submit(step))],
        username: Some(username.into()),
        below,
        ..form
    };
    let context = context.clone();
    form.view(Box::new(move |values: Values| -> Work {
        let (step, code) = (current.get_untracked(), values.code(code::NAME));
        context.work(
            &String::from(step.username()),
            Box::pin(async move { step.submit(&code).await.map(Prompt::Step) }),
        )
    }))
}

/// The screen for [`SignInStep::TotpCode`].
pub(super) fn shown_by_app(step: &TotpCodeStep, context: &StepContext) -> Node {
    let options = &context.options;
    let (strings, texts) = (&options.0.strings, context.texts());
    let title = strings.enter_code;
    let form = Form::new(
        options,
        Screen::AuthenticatorCode,
        title.into(),
        strings.go_on,
    );
    let lead = match step.device_name() {
        Some(name) => fill(texts.app_code_of, "{name}", name).into(),
        None => texts.app_code.into(),
    };
    let form = Form {
        lead: vec![lead],
        fields: vec![
            field(
                options,
                &form.state,
                AutoSubmit::AtLength(SHORT_CODE_LENGTH),
            )
            .with_error_message((&[ErrorKind::CodeExpired], texts.app_code_used)),
        ],
        username: Some(step.username().into()),
        below: links::row(vec![links::back(context, step.username())]),
        ..form
    };
    let (context, step) = (context.clone(), step.clone());
    form.view(Box::new(move |values: Values| -> Work {
        let (step, code) = (step.clone(), values.code(code::NAME));
        context.work(
            &String::from(step.username()),
            Box::pin(async move { step.submit(&code).await.map(Prompt::Step) }),
        )
    }))
}

/// Returns the field for the code.
pub(super) fn field(options: &Options, state: &FormState, auto_submit: AutoSubmit) -> FieldSpec {
    let cells = match auto_submit {
        AutoSubmit::AtLength(length) => length,
        AutoSubmit::OnPaste | AutoSubmit::Never => 0,
    };
    let spec = FieldSpec::code(&options.0.strings).in_cells(cells);
    spec.on_input(read_code_input(state, auto_submit))
}

/// AWS documents the length of one-time passwords, but not that of a code by e-mail that is a second factor.
fn auto_submit(step: &CodeStep) -> AutoSubmit {
    match step.challenge() {
        "SMS_MFA" => AutoSubmit::AtLength(SHORT_CODE_LENGTH),
        _ if step.can_resend() => AutoSubmit::AtLength(LONG_CODE_LENGTH),
        _ => AutoSubmit::OnPaste,
    }
}

/// Returns the link that sends another code. The screen stays, unless another kind of step follows.
fn resend(current: &Reactive<CodeStep>, context: &StepContext, state: &FormState) -> Node {
    let (current, context_of_link, form) = (current.clone(), context.clone(), state.clone());
    let send = move || -> Work {
        let (current, context, form) = (current.clone(), context_of_link.clone(), form.clone());
        Box::pin(async move {
            let step = current.get_untracked();
            let sent = step.resend().await;
            match context.unless_failed(sent, step.username())? {
                Some(SignInStep::SmsCode(fresh) | SignInStep::EmailCode(fresh)) => {
                    current.set(fresh);
                    form.fill(code::NAME, "");
                }
                Some(other) => context.go(other),
                None => {}
            }
            Ok(())
        })
    };
    code::resend(&context.options, state, true, Arc::new(send))
}
