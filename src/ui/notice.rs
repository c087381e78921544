//! What is said to a person besides labels: an error at its field, or something above the button.

use super::Text;
use super::language::CurrentStrings;
use super::live::Live;
use super::node::{Node, live, node};

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
