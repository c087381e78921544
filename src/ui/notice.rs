//! What is said to a person besides labels: an error at its field, or something above the button.

use leptos::html;
use leptos::prelude::*;

use super::Text;

/// Something to say above the button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    words: Text,
    tone: Tone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Good,
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

    /// Something did not.
    pub fn bad(words: impl Into<Text>) -> Self {
        Notice {
            words: words.into(),
            tone: Tone::Bad,
        }
    }

    pub(super) fn is_good(&self) -> bool {
        self.tone == Tone::Good
    }

    /// What an element shows that says this: a picture and the words, or nothing.
    pub(super) fn content(
        notice: RwSignal<Option<Notice>>,
    ) -> impl Fn() -> Option<(AnyView, AnyView)> + Send + Sync + 'static {
        move || {
            let words = notice.get()?.words;
            Some((icon(), html::span().child(words).into_any()))
        }
    }
}

/// The icon in front of an error or a notice: drawn by the style sheet, silent to screen readers.
fn icon() -> AnyView {
    html::span()
        .class("vestibule-icon")
        .attr("aria-hidden", "true")
        .into_any()
}
