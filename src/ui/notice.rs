//! Messages to a person: the error of a field, or a notice above the button.

use crate::{Error, ErrorKind, Field};

use super::language::CurrentStrings;
use super::node::{Node, dynamic, node};
use super::reactive::Reactive;
use super::{Options, Text, UsernameKind};

/// A message above the button of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    text: Text,
    severity: Severity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Severity {
    Success,
    Info,
    Error,
}

impl Notice {
    /// A message about something that succeeded.
    pub fn success(text: impl Into<Text>) -> Self {
        Notice {
            text: text.into(),
            severity: Severity::Success,
        }
    }

    /// A neutral message.
    pub fn info(text: impl Into<Text>) -> Self {
        Notice {
            text: text.into(),
            severity: Severity::Info,
        }
    }

    /// A message about something that failed.
    pub fn error(text: impl Into<Text>) -> Self {
        Notice {
            text: text.into(),
            severity: Severity::Error,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the message for an error. It is neutral if the person has cancelled something.
    pub(super) fn for_error(options: &Options, error: &Error) -> Self {
        let strings = &options.0.strings;
        let kind = options.0.username;
        // The username may be an address or a number.
        let text = match (error.kind(), error.field(), kind) {
            (ErrorKind::InvalidInput, Some(Field::Username), UsernameKind::Email) => {
                Text::Borrowed(strings.error_email)
            }
            (ErrorKind::InvalidInput, Some(Field::Username), UsernameKind::PhoneNumber) => {
                Text::Borrowed(strings.error_phone_number)
            }
            _ => strings.for_common_error(error),
        };
        match error.kind() {
            ErrorKind::AccessDenied | ErrorKind::PopupClosed | ErrorKind::PasskeyCancelled => {
                Notice::info(text)
            }
            _ => Notice::error(text),
        }
    }

    /// Returns the CSS classes of the element that shows it.
    pub(super) fn class(&self) -> &'static str {
        match self.severity {
            Severity::Success => "vestibule-alert vestibule-good",
            Severity::Info => "vestibule-alert vestibule-plain",
            Severity::Error => "vestibule-alert",
        }
    }

    /// Translates the message into the current language.
    pub(super) fn translate(mut self, strings: &CurrentStrings) -> Self {
        self.text = strings.translate(self.text);
        self
    }

    /// Returns the element that shows a notice, and announces it to screen readers.
    pub(super) fn alert(notice: &Reactive<Option<Notice>>) -> Node {
        let shown = notice.clone();
        node("div")
            .attrs("role=alert")
            .dynamic_attr("class", move || {
                Text::Borrowed(match shown.get() {
                    Some(notice) => notice.class(),
                    None => "vestibule-alert",
                })
            })
            .child(Notice::content(notice))
            .into()
    }

    /// Returns the content of such an element: an icon and the text, or nothing.
    pub(super) fn content(notice: &Reactive<Option<Notice>>) -> Node {
        let notice = notice.clone();
        dynamic(move || match notice.get() {
            Some(notice) => vec![icon(), node("span").child(notice.text).into()],
            None => Vec::new(),
        })
    }
}

/// Returns the icon before a message. The style sheet draws it, and screen readers ignore it.
fn icon() -> Node {
    node("span")
        .attrs("class=vestibule-icon;aria-hidden=true")
        .into()
}
