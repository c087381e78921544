//! A challenge that the screens do not know.

use super::{StepContext, links};
use crate::UnknownStep;
use crate::ui::form::Form;
use crate::ui::node::Node;
use crate::ui::{Screen, dom};

/// The screen for [`SignInStep::Unknown`](crate::SignInStep::Unknown): it continues on the hosted pages if the client
/// has some, since they may know the challenge.
pub(super) fn unknown(step: &UnknownStep, context: &StepContext) -> Node {
    let texts = context.texts();
    let username = step.username();
    let redirect = hosted::redirect(step, context);
    dom::warn(&[
        "The sign-in asks for ",
        step.challenge(),
        ", which the screens of vestibule do not know. ",
        match redirect.is_some() {
            true => "They hand over to the hosted pages.",
            false => "With a domain and a redirect URI in the configuration they would hand over to the hosted pages.",
        },
    ]
    .concat());
    let lead = match redirect.is_some() {
        true => texts.unknown_hosted,
        false => texts.unknown_alone,
    };
    let button = redirect
        .is_some()
        .then_some(context.options.0.strings.go_on);
    let title = texts.unknown_title;
    let form = Form {
        lead: vec![lead.into()],
        button,
        below: links::row(vec![links::back(context, username)]),
        ..Form::new(&context.options, Screen::UnknownChallenge, title.into(), "")
    };
    let no_work =
        || Box::new(|_| -> crate::ui::form::Work { Box::pin(std::future::ready(Ok(()))) });
    form.view(redirect.unwrap_or_else(|| no_work()))
}

#[cfg(feature = "redirect")]
mod hosted {
    use super::{StepContext, UnknownStep};
    use crate::Redirect;
    use crate::ui::form::{Submit, Work};
    use crate::ui::providers::{Window, sign_in_in};

    /// Returns the redirect to the hosted pages; `None` if the configuration has no domain or redirect URI.
    pub fn redirect(step: &UnknownStep, context: &StepContext) -> Option<Submit> {
        let settings = context.client.settings();
        if settings.domain.is_none() || settings.redirect_uri.is_none() {
            return None;
        }
        // The client of the step has the person's choice to stay signed in.
        let (client, username) = (step.0.client().clone(), String::from(step.username()));
        Some(Box::new(move |_| -> Work {
            let (client, username) = (client.clone(), username.clone());
            Box::pin(async move {
                client.forget_unfinished().await;
                let redirect = Redirect::code().login_hint(username);
                sign_in_in(client, redirect, Window::Same).await
            })
        }))
    }
}

#[cfg(not(feature = "redirect"))]
mod hosted {
    use super::{StepContext, UnknownStep};
    use crate::ui::form::Submit;

    /// Returns `None`: this build has no redirects.
    pub fn redirect(_: &UnknownStep, _: &StepContext) -> Option<Submit> {
        None
    }
}
