//! The passkey of somebody whose username is known.

use super::{StepContext, links};
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::{Notice, Screen};
use crate::{ErrorKind, PasskeyStep};

/// The screen for [`SignInStep::Passkey`](crate::SignInStep::Passkey). The browser's dialog opens when the person
/// presses the button, since some browsers require that.
pub(super) fn passkey(step: &PasskeyStep, notice: Option<Notice>, context: &StepContext) -> Node {
    let texts = context.texts();
    let username = step.username();
    let title = texts.passkey_title;
    let form = Form::new(
        &context.options,
        Screen::Passkey,
        title.into(),
        texts.use_passkey,
    );
    if let Some(notice) = notice {
        form.state.show_notice(notice);
    }
    let other = links::another_factor(context, &form.state, step.0.client(), username);
    let state = form.state.clone();
    let form = Form {
        lead: vec![texts.passkey_lead.into()],
        below: links::row(vec![Some(other), links::back(context, username)]),
        ..form
    };
    let (context, step) = (context.clone(), step.clone());
    form.view(Box::new(move |_| -> Work {
        let (step, context, state) = (step.clone(), context.clone(), state.clone());
        Box::pin(async move {
            let next = match step.sign().await {
                // Closing the browser's dialog is not an error.
                Err(error) if error.kind() == ErrorKind::PasskeyCancelled => {
                    state.show_notice(Notice::info(context.texts().passkey_cancelled));
                    return Ok(());
                }
                // Cognito answers this for an unknown passkey.
                Err(error) if error.kind() == ErrorKind::NotAuthorized => {
                    state.show_notice(Notice::error(context.texts().passkey_refused));
                    return Ok(());
                }
                signed => context.unless_failed(signed, step.username())?,
            };
            if let Some(next) = next {
                context.go(next);
            }
            Ok(())
        })
    }))
}
