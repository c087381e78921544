//! The words that the screens read: those of the language that is there now.

use std::ops::Deref;
use std::sync::Arc;

use crate::Error;
use crate::ui::strings::fill;
use crate::ui::{AccountStrings, Plural, StepStrings, Strings, Text};

use super::{Language, LanguageFile, Switch, intl};

/// The words of the screens, in whichever language is there now. It reads as [`Strings`].
#[derive(Clone, Default)]
pub(in crate::ui) struct CurrentStrings {
    /// The app's own, or English: what is said where no other language is set.
    pub own: Strings,
    /// Without it the app sets no language, and none of its code is part of the app.
    pub switch: Option<Arc<dyn Switched>>,
}

/// What changes the language.
pub(in crate::ui) trait Switched: Send + Sync {
    /// Keeps to the language that the app sets, for as long as the view stands that is being made.
    fn follow(&self);

    /// What the app says of its languages, to be changed.
    fn switch(&self) -> Switch;

    /// Whether there are words to show. A reader that is tracked runs again with every change of the language.
    fn is_ready(&self) -> bool;

    /// Its file, where it has one.
    fn file(&self) -> Option<&'static LanguageFile>;

    /// The words of that file.
    fn strings(&self) -> Option<&'static Strings>;

    /// The language as the hosted pages name it; see [`Language::of_hosted_pages`].
    #[cfg(feature = "redirect")]
    fn of_hosted_pages(&self) -> Option<&'static str>;

    /// What is said now for something that was said in a language that was there before.
    fn said_now(&self, text: &str, own: &Strings) -> Option<&'static str>;

    /// The attributes `lang` and `dir`, where the app sets a language.
    fn attributes(&self) -> Option<[&'static str; 2]>;
}

impl Deref for CurrentStrings {
    type Target = Strings;

    fn deref(&self) -> &Strings {
        let switched = self.switch.as_ref().and_then(|switch| switch.strings());
        switched.unwrap_or(&self.own)
    }
}

impl CurrentStrings {
    /// Changes what the app says of its languages.
    pub fn change(&mut self, change: impl FnOnce(&mut Switch)) {
        let switch = self.switch.as_ref().map(|switch| switch.switch());
        let mut switch = switch.unwrap_or_default();
        change(&mut switch);
        self.switch = Some(Arc::new(switch));
    }

    /// See [`Switched::follow`].
    pub fn follow(&self) {
        if let Some(switch) = &self.switch {
            switch.follow();
        }
    }

    /// See [`Switched::is_ready`].
    pub fn is_ready(&self) -> bool {
        self.switch.as_ref().is_none_or(|switch| switch.is_ready())
    }

    /// See [`Switched::attributes`]; none where the app says nothing of its language.
    pub fn attributes(&self) -> Option<[&'static str; 2]> {
        self.switch.as_ref()?.attributes()
    }

    /// A text that stays while the language changes, in the language that is there now. What is no text of the screens
    /// stays as it is.
    pub fn said_now(&self, text: Text) -> Text {
        let now = self
            .switch
            .as_ref()
            .and_then(|switch| switch.said_now(&text, &self.own));
        now.map_or(text, Text::Borrowed)
    }

    /// The tag of the language, where the app sets one.
    pub fn tag(&self) -> Option<&'static str> {
        self.attributes().map(|[tag, _]| tag)
    }

    /// See [`Switched::of_hosted_pages`].
    #[cfg(feature = "redirect")]
    pub fn of_hosted_pages(&self) -> Option<&'static str> {
        self.switch.as_ref()?.of_hosted_pages()
    }

    /// What the further steps of a sign-in say.
    pub fn of_steps(&self) -> &'static StepStrings {
        match self.file() {
            Some(file) => file.steps(),
            None => self.own.own_steps(),
        }
    }

    /// What the account page says.
    pub fn of_account(&self) -> &'static AccountStrings {
        match self.file() {
            Some(file) => file.account(),
            None => self.own.of_account(),
        }
    }

    /// The sentence for an error; see [`Strings::for_error`].
    pub fn for_error(&self, error: &Error) -> Text {
        match self.of_steps().for_error(error) {
            Some(words) => Text::Borrowed(words),
            None => self.for_most_errors(error),
        }
    }

    /// The text in the form that the number takes, with the number in the place of the placeholder.
    pub fn counted(&self, text: &Plural, placeholder: &str, number: u32) -> String {
        let code = self.code();
        let form = text.form(&intl::category(code, number));
        fill(form, placeholder, &intl::number(code, number))
    }

    /// Texts as one list, as the language joins them.
    pub fn list(&self, texts: &[String]) -> String {
        intl::list(self.code(), texts)
    }

    fn code(&self) -> &'static str {
        self.tag().unwrap_or(Language::ENGLISH.code())
    }

    fn file(&self) -> Option<&'static LanguageFile> {
        self.switch.as_ref().and_then(|switch| switch.file())
    }
}
