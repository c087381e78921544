//! What Cognito asks for and no screen knows.

use super::{Onward, links};
use crate::UnknownStep;
use crate::ui::form::Form;
use crate::ui::node::Node;
use crate::ui::{Screen, dom};

/// The screen for [`SignInStep::Unknown`](crate::SignInStep::Unknown): it hands over to the hosted pages where the
/// client has some, which may know more.
pub(super) fn unknown(step: &UnknownStep, onward: &Onward) -> Node {
    let words = onward.words();
    let username = step.username();
    let way = hosted::way(step, onward);
    dom::warn(&[
        "The sign-in asks for ",
        step.challenge(),
        ", which the screens of vestibule do not know. ",
        match way.is_some() {
            true => "They hand over to the hosted pages.",
            false => "With a domain and a redirect URI in the configuration they would hand over to the hosted pages.",
        },
    ]
    .concat());
    let lead = match way.is_some() {
        true => words.unknown_hosted,
        false => words.unknown_alone,
    };
    let button = way.is_some().then_some(onward.options.0.strings.go_on);
    let title = words.unknown_title;
    let form = Form {
        lead: vec![lead.into()],
        button,
        below: links::row(vec![links::back(onward, username)]),
        ..Form::new(&onward.options, Screen::UnknownChallenge, title.into(), "")
    };
    let nowhere =
        || Box::new(|_| -> crate::ui::form::Work { Box::pin(std::future::ready(Ok(()))) });
    form.view(way.unwrap_or_else(|| nowhere()))
}

#[cfg(feature = "redirect")]
mod hosted {
    use super::{Onward, UnknownStep};
    use crate::Redirect;
    use crate::ui::form::{Send, Work};
    use crate::ui::providers::{Window, go_to};

    /// The way to the hosted pages; none where the configuration has no domain.
    pub fn way(step: &UnknownStep, onward: &Onward) -> Option<Send> {
        let settings = onward.client.settings();
        if settings.domain.is_none() || settings.redirect_uri.is_none() {
            return None;
        }
        // How long the person is to be remembered was asked already.
        let (client, username) = (step.0.client().clone(), String::from(step.username()));
        Some(Box::new(move |_| -> Work {
            let (client, username) = (client.clone(), username.clone());
            Box::pin(async move {
                client.forget_unfinished().await;
                let redirect = Redirect::code().login_hint(username);
                go_to(client, redirect, Window::Same).await
            })
        }))
    }
}

#[cfg(not(feature = "redirect"))]
mod hosted {
    use super::{Onward, UnknownStep};
    use crate::ui::form::Send;

    /// There is no way to pages that this build does not know.
    pub fn way(_: &UnknownStep, _: &Onward) -> Option<Send> {
        None
    }
}
