//! Language files: the texts by group and name.

use std::sync::OnceLock;

use crate::protocol::json::{self, Value};
use crate::ui::strings::FromFile;
use crate::ui::{AccountStrings, StepStrings, Strings};

use super::Language;

/// The texts of a language, as in the JSON files of the folder `languages`.
///
/// Texts that a file lacks are in English.
pub struct LanguageFile {
    language: Language,
    text: &'static str,
    strings: OnceLock<Strings>,
    steps: OnceLock<StepStrings>,
    account: OnceLock<AccountStrings>,
}

impl LanguageFile {
    /// Returns a language file with this content. A text that is loaded at run time becomes `&'static str` by
    /// [`String::leak`].
    ///
    /// ```
    /// use vestibule::ui::{Language, LanguageFile};
    ///
    /// static ESPERANTO: LanguageFile = LanguageFile::new(
    ///     Language::other("eo"),
    ///     r#"{ "strings": { "sign_in": "Ensaluti" } }"#,
    /// );
    /// assert_eq!(ESPERANTO.strings().sign_in, "Ensaluti");
    /// assert_eq!(ESPERANTO.strings().sign_up, "Create account");
    /// ```
    pub const fn new(language: Language, text: &'static str) -> Self {
        LanguageFile {
            language,
            text,
            strings: OnceLock::new(),
            steps: OnceLock::new(),
            account: OnceLock::new(),
        }
    }

    /// Returns the language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns the file's content, JSON, for a server that serves the files.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// Returns the texts of the screens. They are parsed once.
    pub fn strings(&self) -> &Strings {
        self.strings
            .get_or_init(|| Strings::from_file(self.group("strings")))
    }

    /// Returns the texts of the further steps of a sign-in. They are parsed once.
    pub fn steps(&self) -> &StepStrings {
        self.steps
            .get_or_init(|| StepStrings::from_file(self.group("steps")))
    }

    /// Returns the texts of the account page. They are parsed once.
    pub fn account(&self) -> &AccountStrings {
        self.account
            .get_or_init(|| AccountStrings::from_file(self.group("account")))
    }

    /// Returns whether the content is a language file, and not the error page of a server.
    pub(super) fn is_valid(&self) -> bool {
        self.group("strings").as_object().is_some()
    }

    /// Each group is parsed when it is needed, since most pages need only one.
    fn group(&self, name: &str) -> Value {
        let file = json::parse(self.text).unwrap_or_default();
        file.field(name).cloned().unwrap_or_default()
    }
}

/// The files of the built-in languages, for apps that include them ([`Options::bundled_language`]) and for servers that
/// serve them. An app links only the ones that it names.
///
/// [`Options::bundled_language`]: crate::ui::Options::bundled_language
pub mod languages {
    use super::{Language, LanguageFile};

    macro_rules! files {
        ($($NAME:ident, $code:literal;)+) => {
            $(
                #[doc = concat!("`", $code, ".json`.")]
                pub static $NAME: LanguageFile = LanguageFile::new(
                    Language::$NAME,
                    include_str!(concat!("../../../languages/", $code, ".json")),
                );
            )+

            /// All of them.
            pub static ALL: &[&LanguageFile] = &[$(&$NAME),+];
        };
    }

    files! {
        GERMAN, "de";
        FRENCH, "fr";
        SPANISH, "es";
        ITALIAN, "it";
        PORTUGUESE, "pt";
        BRAZILIAN_PORTUGUESE, "pt-BR";
        DUTCH, "nl";
        SWEDISH, "sv";
        NORWEGIAN, "nb";
        DANISH, "da";
        FINNISH, "fi";
        POLISH, "pl";
        CZECH, "cs";
        HUNGARIAN, "hu";
        ROMANIAN, "ro";
        UKRAINIAN, "uk";
        TURKISH, "tr";
        GREEK, "el";
        JAPANESE, "ja";
        KOREAN, "ko";
        CHINESE_SIMPLIFIED, "zh-Hans";
        CHINESE_TRADITIONAL, "zh-Hant";
        INDONESIAN, "id";
        ARABIC, "ar";
        HEBREW, "he";
    }
}
