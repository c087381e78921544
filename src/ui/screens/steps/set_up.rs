//! The set-up of a second factor in the middle of a sign-in.

use std::sync::Arc;

use crate::protocol::text::cut_text;

use super::code::field;
use super::{Asked, Onward, links};
use crate::ui::code::{self, Sends};
use crate::ui::dom::{self, Values};
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::live::{self, Live};
use crate::ui::node::{Node, node, words as changing};
use crate::ui::{Screen, StepStrings, Text, button, frame};
use crate::{SetUpMfaStep, TotpSetUpStep};

/// The name of the field for the app's or its device's name.
const DEVICE: &str = "device-name";

/// The screen that sets an authenticator app up.
pub(super) fn app(step: &TotpSetUpStep, onward: &Onward) -> Node {
    let options = &onward.options;
    let (strings, words) = (&options.0.strings, onward.words());
    let username = step.username();
    let title = words.set_up_app_title;
    let form = Form::new(options, Screen::SetUpFactor, title.into(), strings.go_on);
    let (above, lead) = invitation(step, onward);
    let form = Form {
        lead: vec![lead.into()],
        fields: vec![
            field(options, &form.state, Sends::Never),
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

/// What the app takes the secret from, and what to do with it.
fn invitation(step: &TotpSetUpStep, onward: &Onward) -> (Vec<Node>, &'static str) {
    let words = onward.words();
    let issuer = issuer(onward);
    let picture = qr(step, &issuer, words);
    let (lead, label) = match picture.is_some() {
        true => (words.set_up_app_scan, words.key),
        false => (words.set_up_app_type, words.key_alone),
    };
    let open = node("a")
        .attrs("class=vestibule-button vestibule-open-app")
        .attr("href", step.uri(&issuer))
        .child(words.open_app);
    let mut all: Vec<Node> = picture.into_iter().collect();
    all.push(open.into());
    all.push(key(step.secret(), label, words));
    (all, lead)
}

/// The name under which the authenticator app lists the account: the app's, or else its address.
fn issuer(onward: &Onward) -> Text {
    if let Some(app) = &onward.options.0.app {
        return app.clone();
    }
    let url = onward.client.platform().navigator.url();
    Text::Owned(host(&url).into())
}

fn host(url: &str) -> &str {
    let rest = cut_text(url, "://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':', '?', '#']).next().unwrap_or_default()
}

#[cfg(feature = "qr")]
fn qr(step: &TotpSetUpStep, issuer: &str, words: &StepStrings) -> Option<Node> {
    use crate::ui::rules::digits;

    // A name that is too long for a picture leaves the key.
    let code = step.qr(issuer).ok()?;
    let size = digits(code.size());
    let path = node("path").attr("d", String::from(code.path()));
    let picture = node("svg")
        .attrs("class=vestibule-qr;role=img;shape-rendering=crispEdges")
        .attr("aria-label", words.qr_code)
        .attr("viewBox", ["0 0 ", &size, " ", &size].concat());
    Some(picture.child(path).into())
}

#[cfg(not(feature = "qr"))]
fn qr(_: &TotpSetUpStep, _: &str, _: &StepStrings) -> Option<Node> {
    None
}

/// The secret for who types it, in groups that the eye can hold, and a button that copies it.
fn key(secret: &str, label: &'static str, words: &'static StepStrings) -> Node {
    let shown = node("code")
        .attrs("dir=ltr;translate=no")
        .child(in_groups(secret));
    let said = Live::new(words.copy);
    let (now, secret) = (said.clone(), Arc::<str>::from(secret));
    let press = move || {
        let (now, secret) = (now.clone(), secret.clone());
        live::spawn(async move {
            let is_copied = dom::copy(secret.to_string()).await;
            now.set(match is_copied {
                true => words.copied,
                false => words.not_copied,
            });
        });
    };
    let label_of_button = changing(move || Text::Borrowed(said.get()));
    let copy = button::link(label_of_button, Box::new(press)).attrs("aria-live=polite");
    let body = frame::block("vestibule-key-box", vec![shown.into(), copy.into()]);
    frame::block("vestibule-key", vec![node("p").child(label).into(), body])
}

fn in_groups(secret: &str) -> String {
    let mut grouped = String::new();
    for (index, letter) in secret.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(letter);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_in_groups_of_four() {
        assert_eq!(in_groups("JBSWY3DPEHPK3"), "JBSW Y3DP EHPK 3");
        assert_eq!(in_groups(""), "");
    }

    #[test]
    fn without_a_name_an_app_is_known_by_its_address() {
        assert_eq!(host("https://notes.example:8443/a?b#c"), "notes.example");
        assert_eq!(host("https://notes.example?b"), "notes.example");
        assert_eq!(host(""), "");
    }
}
