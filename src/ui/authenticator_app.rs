//! The secret of an authenticator app: as a QR code, as a key to type, and as a link for a phone that has the app.

use std::sync::Arc;

use crate::Client;
use crate::protocol::text::cut_text;

use super::node::{Node, dynamic_text, node};
use super::reactive::{self, Reactive};
use super::{Options, StepStrings, Text, button, dom, frame};

/// The name of the field for the name of the app or its device.
pub(super) const DEVICE: &str = "device-name";

/// Returns the views of the secret, and the text that says what to do with them.
pub(super) fn secret_views(
    secret: &str,
    uri: String,
    texts: &'static StepStrings,
) -> (Vec<Node>, &'static str) {
    let picture = qr(&uri, texts);
    let (lead, label) = match picture.is_some() {
        true => (texts.set_up_app_scan, texts.key),
        false => (texts.set_up_app_type, texts.key_alone),
    };
    let open = node("a")
        .attrs("class=vestibule-button vestibule-open-app")
        .attr("href", uri)
        .child(texts.open_app);
    let mut all: Vec<Node> = picture.into_iter().collect();
    all.push(open.into());
    all.push(key(secret, label, texts));
    (all, lead)
}

/// Returns the name under which the authenticator app lists the account: the app's name, or else the page's host.
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
fn qr(uri: &str, texts: &StepStrings) -> Option<Node> {
    use super::rules::digits;

    // A URI that is too long for a QR code: the person types the key.
    let code = crate::flow::QrCode::of(uri).ok()?;
    let size = digits(code.size());
    let path = node("path").attr("d", String::from(code.path()));
    let picture = node("svg")
        .attrs("class=vestibule-qr;role=img;shape-rendering=crispEdges")
        .attr("aria-label", texts.qr_code)
        .attr("viewBox", ["0 0 ", &size, " ", &size].concat());
    Some(picture.child(path).into())
}

#[cfg(not(feature = "qr"))]
fn qr(_: &str, _: &StepStrings) -> Option<Node> {
    None
}

/// Returns the secret in groups of four characters, with a button that copies it.
fn key(secret: &str, label: &'static str, texts: &'static StepStrings) -> Node {
    let shown = node("code")
        .attrs("dir=ltr;translate=no")
        .child(in_groups(secret));
    let label_text = Reactive::new(texts.copy);
    let (text, secret) = (label_text.clone(), Arc::<str>::from(secret));
    let press = move || {
        let (text, secret) = (text.clone(), secret.clone());
        reactive::spawn(async move {
            let is_copied = dom::copy(secret.to_string()).await;
            text.set(match is_copied {
                true => texts.copied,
                false => texts.not_copied,
            });
        });
    };
    let label_of_button = dynamic_text(move || Text::Borrowed(label_text.get()));
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
