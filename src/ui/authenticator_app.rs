//! How an authenticator app gets its secret: by the QR code, by the key, or by a link on the phone that it is on.

use std::sync::Arc;

use crate::Client;
use crate::protocol::text::cut_text;

use super::live::{self, Live};
use super::node::{Node, node, words as changing};
use super::{Options, StepStrings, Text, button, dom, frame};

/// The name of the field for the app's or its device's name.
pub(super) const DEVICE: &str = "device-name";

/// What the app takes the secret from, and what to do with it.
pub(super) fn invitation(
    secret: &str,
    uri: String,
    words: &'static StepStrings,
) -> (Vec<Node>, &'static str) {
    let picture = qr(&uri, words);
    let (lead, label) = match picture.is_some() {
        true => (words.set_up_app_scan, words.key),
        false => (words.set_up_app_type, words.key_alone),
    };
    let open = node("a")
        .attrs("class=vestibule-button vestibule-open-app")
        .attr("href", uri)
        .child(words.open_app);
    let mut all: Vec<Node> = picture.into_iter().collect();
    all.push(open.into());
    all.push(key(secret, label, words));
    (all, lead)
}

/// The name under which the authenticator app lists the account: the app's, or else its address.
pub(super) fn issuer(client: &Client, options: &Options) -> Text {
    if let Some(app) = &options.0.app {
        return app.clone();
    }
    let url = client.platform().navigator.url();
    Text::Owned(host(&url).into())
}

fn host(url: &str) -> &str {
    let rest = cut_text(url, "://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':', '?', '#']).next().unwrap_or_default()
}

#[cfg(feature = "qr")]
fn qr(uri: &str, words: &StepStrings) -> Option<Node> {
    use super::rules::digits;

    // A name that is too long for a picture leaves the key.
    let code = crate::flow::QrCode::of(uri).ok()?;
    let size = digits(code.size());
    let path = node("path").attr("d", String::from(code.path()));
    let picture = node("svg")
        .attrs("class=vestibule-qr;role=img;shape-rendering=crispEdges")
        .attr("aria-label", words.qr_code)
        .attr("viewBox", ["0 0 ", &size, " ", &size].concat());
    Some(picture.child(path).into())
}

#[cfg(not(feature = "qr"))]
fn qr(_: &str, _: &StepStrings) -> Option<Node> {
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
