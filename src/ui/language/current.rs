//! The texts of the current language, as the screens read them.

use std::ops::Deref;
use std::sync::Arc;

use crate::Error;
use crate::ui::strings::fill;
use crate::ui::{AccountStrings, Plural, StepStrings, Strings, Text};

use super::{Language, LanguageFile, Switch, intl};

/// The texts of the current language. It dereferences to [`Strings`].
#[derive(Clone, Default)]
pub(in crate::ui) struct CurrentStrings {
    /// The app's own texts, or English, if no other language is set.
    pub own: Strings,
    /// The language switch. `None` if the app sets no language: then its code is not linked.
    pub switch: Option<Arc<dyn LanguageSource>>,
}

/// A source of languages. The trait keeps the code of [`Switch`] out of apps that set no language.
pub(in crate::ui) trait LanguageSource: Send + Sync {
    /// Follows the language that the app sets, until the current owner is disposed.
    fn follow(&self);

    /// Returns a copy of the switch, to change its settings.
    fn switch(&self) -> Switch;

    /// Returns whether texts are available, tracked: the surrounding effect runs again when the language changes.
    fn is_ready(&self) -> bool;

    /// Returns the file of the current language; `None` for English.
    fn file(&self) -> Option<&'static LanguageFile>;

    /// Returns the texts of that file.
    fn strings(&self) -> Option<&'static Strings>;

    /// Returns the language's code for the hosted pages; see [`Language::of_hosted_pages`].
    #[cfg(feature = "redirect")]
    fn of_hosted_pages(&self) -> Option<&'static str>;

    /// Returns the current text for a text of another loaded language.
    fn translate(&self, text: &str, own: &Strings) -> Option<&'static str>;

    /// Returns the attributes `lang` and `dir`, if the app sets a language.
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
    /// Changes the settings of the language switch.
    pub fn configure(&mut self, change: impl FnOnce(&mut Switch)) {
        let switch = self.switch.as_ref().map(|switch| switch.switch());
        let mut switch = switch.unwrap_or_default();
        change(&mut switch);
        self.switch = Some(Arc::new(switch));
    }

    /// See [`LanguageSource::follow`].
    pub fn follow(&self) {
        if let Some(switch) = &self.switch {
            switch.follow();
        }
    }

    /// See [`LanguageSource::is_ready`].
    pub fn is_ready(&self) -> bool {
        self.switch.as_ref().is_none_or(|switch| switch.is_ready())
    }

    /// See [`LanguageSource::attributes`]; none where the app says nothing of its language.
    pub fn attributes(&self) -> Option<[&'static str; 2]> {
        self.switch.as_ref()?.attributes()
    }

    /// Translates a text of the screens into the current language, for texts that stay while the language changes. Any
    /// other text is returned as it is.
    pub fn translate(&self, text: Text) -> Text {
        let now = self
            .switch
            .as_ref()
            .and_then(|switch| switch.translate(&text, &self.own));
        now.map_or(text, Text::Borrowed)
    }

    /// Returns the tag of the language, if the app sets one.
    pub fn tag(&self) -> Option<&'static str> {
        self.attributes().map(|[tag, _]| tag)
    }

    /// See [`LanguageSource::of_hosted_pages`].
    #[cfg(feature = "redirect")]
    pub fn of_hosted_pages(&self) -> Option<&'static str> {
        self.switch.as_ref()?.of_hosted_pages()
    }

    /// Returns the texts of the further steps of a sign-in.
    pub fn step_strings(&self) -> &'static StepStrings {
        match self.file() {
            Some(file) => file.steps(),
            None => self.own.own_step_strings(),
        }
    }

    /// Returns the texts of the account page.
    pub fn account_strings(&self) -> &'static AccountStrings {
        match self.file() {
            Some(file) => file.account(),
            None => self.own.account_strings(),
        }
    }

    /// Returns the message for an error; see [`Strings::for_error`].
    pub fn for_error(&self, error: &Error) -> Text {
        match self.step_strings().for_error(error) {
            Some(text) => Text::Borrowed(text),
            None => self.for_common_error(error),
        }
    }

    /// Returns the plural form for a number, with the number in place of the placeholder.
    pub fn counted(&self, text: &Plural, placeholder: &str, number: u32) -> String {
        let code = self.code();
        let form = text.form(&intl::category(code, number));
        fill(form, placeholder, &intl::number(code, number))
    }

    /// Joins texts to a list by the rules of the language.
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
