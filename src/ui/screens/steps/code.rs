//! A code: one that Cognito sent, or one that an authenticator app shows.

use super::{Asked, Onward, links};
use crate::ui::code::{self, SHORT, Sends, as_it_comes};
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, State, Work};
use crate::ui::live::Live;
use crate::ui::node::Node;
use crate::ui::strings::fill;
use crate::ui::{Options, Screen, web_otp};
use crate::{CodeStep, ErrorKind, SignInStep, TotpCodeStep};

/// How many digits a code has that is the first factor.
const LONG: usize = 8;

/// The screen for [`SignInStep::SmsCode`] and [`SignInStep::EmailCode`].
pub(super) fn sent(step: &CodeStep, onward: &Onward) -> Node {
    let options = &onward.options;
    let strings = &options.0.strings;
    let delivery = step.delivery();
    let title = code::title(strings, delivery.as_ref());
    let form = Form::new(options, Screen::SignInCode, title.into(), strings.go_on);
    web_otp::listen(&form.state, delivery.as_ref());
    // Another code comes with another session.
    let now = Live::new(step.clone());
    let username = step.username();
    let below = match step.can_resend() {
        true => {
            let again = resend(&now, onward, &form.state);
            let other = links::another_way(onward, &form.state, username);
            links::row(vec![
                Some(again),
                Some(other),
                links::back(onward, username),
            ])
        }
        false => links::back_for_another_code(onward, username),
    };
    let form = Form {
        lead: code::lead(strings, delivery.as_ref()),
        fields: vec![field(options, &form.state, sends(step))],
        username: Some(username.into()),
        below,
        ..form
    };
    let onward = onward.clone();
    form.view(Box::new(move |values: Values| -> Work {
        let (step, code) = (now.now(), values.code(code::NAME));
        onward.work(
            &String::from(step.username()),
            Box::pin(async move { step.submit(&code).await.map(Asked::Step) }),
        )
    }))
}

/// The screen for [`SignInStep::TotpCode`].
pub(super) fn shown_by_app(step: &TotpCodeStep, onward: &Onward) -> Node {
    let options = &onward.options;
    let (strings, words) = (&options.0.strings, onward.words());
    let title = strings.enter_code;
    let form = Form::new(
        options,
        Screen::AuthenticatorCode,
        title.into(),
        strings.go_on,
    );
    let lead = match step.device_name() {
        Some(name) => fill(words.app_code_of, "{name}", name).into(),
        None => words.app_code.into(),
    };
    let form = Form {
        lead: vec![lead],
        fields: vec![
            field(options, &form.state, Sends::At(SHORT))
                .saying((&[ErrorKind::CodeExpired], words.app_code_used)),
        ],
        username: Some(step.username().into()),
        below: links::row(vec![links::back(onward, step.username())]),
        ..form
    };
    let (onward, step) = (onward.clone(), step.clone());
    form.view(Box::new(move |values: Values| -> Work {
        let (step, code) = (step.clone(), values.code(code::NAME));
        onward.work(
            &String::from(step.username()),
            Box::pin(async move { step.submit(&code).await.map(Asked::Step) }),
        )
    }))
}

/// The field for the code.
pub(super) fn field(options: &Options, state: &State, sends: Sends) -> Spec {
    let cells = match sends {
        Sends::At(length) => length,
        Sends::WhenPasted | Sends::Never => 0,
    };
    let spec = Spec::code(&options.0.strings).in_cells(cells);
    spec.on_typed(as_it_comes(state, sends))
}

/// AWS says how long a one-time password is, and nowhere how long a code by e-mail is that is a second factor.
fn sends(step: &CodeStep) -> Sends {
    match step.challenge() {
        "SMS_MFA" => Sends::At(SHORT),
        _ if step.can_resend() => Sends::At(LONG),
        _ => Sends::WhenPasted,
    }
}

/// The link that has another code sent. The screen stays; only a step of another kind leads on.
fn resend(now: &Live<CodeStep>, onward: &Onward, state: &State) -> Node {
    let (now, leading, field) = (now.clone(), onward.clone(), state.clone());
    let send = move || -> Work {
        let (now, onward, field) = (now.clone(), leading.clone(), field.clone());
        Box::pin(async move {
            let step = now.now();
            let sent = step.resend().await;
            match onward.unless_over(sent, step.username())? {
                Some(SignInStep::SmsCode(fresh) | SignInStep::EmailCode(fresh)) => {
                    now.set(fresh);
                    field.fill(code::NAME, "");
                }
                Some(other) => onward.go(other),
                None => {}
            }
            Ok(())
        })
    };
    code::resend(&onward.options, state, true, Box::new(send))
}
