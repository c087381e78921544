//! A passkey of somebody whose name is known.

use super::{Onward, links};
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::{Notice, Screen};
use crate::{ErrorKind, PasskeyStep};

/// The screen for [`SignInStep::Passkey`](crate::SignInStep::Passkey). The browser asks once the person has pressed
/// the button: not every browser lets a page ask by itself.
pub(super) fn passkey(step: &PasskeyStep, notice: Option<Notice>, onward: &Onward) -> Node {
    let words = onward.words();
    let username = step.username();
    let title = words.passkey_title;
    let form = Form::new(
        &onward.options,
        Screen::Passkey,
        title.into(),
        words.use_passkey,
    );
    if let Some(notice) = notice {
        form.state.say(notice);
    }
    let other = links::another_way(onward, &form.state, username);
    let state = form.state.clone();
    let form = Form {
        lead: vec![words.passkey_lead.into()],
        below: links::row(vec![Some(other), links::back(onward, username)]),
        ..form
    };
    let (onward, step) = (onward.clone(), step.clone());
    form.view(Box::new(move |_| -> Work {
        let (step, onward, state) = (step.clone(), onward.clone(), state.clone());
        Box::pin(async move {
            let next = match step.sign().await {
                // Whoever closes the browser's question has done nothing wrong.
                Err(error) if error.kind() == ErrorKind::PasskeyCancelled => {
                    state.say(Notice::plain(onward.words().passkey_cancelled));
                    return Ok(());
                }
                // Cognito says of a passkey that it does not know what it says of many things.
                Err(error) if error.kind() == ErrorKind::NotAuthorized => {
                    state.say(Notice::bad(onward.words().passkey_refused));
                    return Ok(());
                }
                signed => onward.unless_over(signed, step.username())?,
            };
            if let Some(next) = next {
                onward.go(next);
            }
            Ok(())
        })
    }))
}
