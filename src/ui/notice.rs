//! What is said to a person besides labels: an error at its field, or something above the button.

use crate::{Error, ErrorKind, Field};

use super::language::CurrentStrings;
use super::live::Live;
use super::node::{Node, live, node};
use super::{Options, Text, UsernameKind};

/// Something to say above the button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    words: Text,
    tone: Tone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Good,
    Plain,
    Bad,
}

impl Notice {
    /// Something went well.
    pub fn good(words: impl Into<Text>) -> Self {
        Notice {
            words: words.into(),
            tone: Tone::Good,
        }
    }

    /// Something is worth saying, and nothing went wrong.
    pub fn plain(words: impl Into<Text>) -> Self {
        Notice {
            words: words.into(),
            tone: Tone::Plain,
        }
    }

    /// Something did not go well.
    pub fn bad(words: impl Into<Text>) -> Self {
        Notice {
            words: words.into(),
            tone: Tone::Bad,
        }
    }

    pub(super) fn words(&self) -> &str {
        &self.words
    }

    /// What is said of an error. Nothing went wrong where somebody only thought better of it.
    pub(super) fn of(options: &Options, error: &Error) -> Self {
        let strings = &options.0.strings;
        let kind = options.0.username;
        // Where people sign in with an address, that is their name.
        let words = match (error.kind(), error.field(), kind) {
            (ErrorKind::InvalidInput, Some(Field::Username), UsernameKind::Email) => {
                Text::Borrowed(strings.error_email)
            }
            (ErrorKind::InvalidInput, Some(Field::Username), UsernameKind::PhoneNumber) => {
                Text::Borrowed(strings.error_phone_number)
            }
            _ => strings.for_most_errors(error),
        };
        match error.kind() {
            ErrorKind::AccessDenied | ErrorKind::PopupClosed | ErrorKind::PasskeyCancelled => {
                Notice::plain(words)
            }
            _ => Notice::bad(words),
        }
    }

    /// The class of the element that shows it.
    pub(super) fn class(&self) -> &'static str {
        match self.tone {
            Tone::Good => "vestibule-alert vestibule-good",
            Tone::Plain => "vestibule-alert vestibule-plain",
            Tone::Bad => "vestibule-alert",
        }
    }

    /// The same in the language that is there now.
    pub(super) fn said_now(mut self, strings: &CurrentStrings) -> Self {
        self.words = strings.said_now(self.words);
        self
    }

    /// The line of a form that says it, to screen readers as well once there is something to say.
    pub(super) fn alert(notice: &Live<Option<Notice>>) -> Node {
        let shown = notice.clone();
        node("div")
            .attrs("role=alert")
            .live_attr("class", move || {
                Text::Borrowed(match shown.get() {
                    Some(notice) => notice.class(),
                    None => "vestibule-alert",
                })
            })
            .child(Notice::content(notice))
            .into()
    }

    /// What an element shows that says this: a picture and the words, or nothing.
    pub(super) fn content(notice: &Live<Option<Notice>>) -> Node {
        let notice = notice.clone();
        live(move || match notice.get() {
            Some(notice) => vec![icon(), node("span").child(notice.words).into()],
            None => Vec::new(),
        })
    }
}

/// The icon in front of an error or a notice: drawn by the style sheet, silent to screen readers.
fn icon() -> Node {
    node("span")
        .attrs("class=vestibule-icon;aria-hidden=true")
        .into()
}
