//! The file of a language: its words by groups and names.

use std::sync::OnceLock;

use crate::protocol::json::{self, Value};
use crate::ui::strings::FromFile;
use crate::ui::{AccountStrings, StepStrings, Strings};

use super::Language;

/// The words of a language, as the JSON files in the folder `languages` hold them.
///
/// What a file lacks is said in English.
pub struct LanguageFile {
    language: Language,
    text: &'static str,
    strings: OnceLock<Strings>,
    steps: OnceLock<StepStrings>,
    account: OnceLock<AccountStrings>,
}

impl LanguageFile {
    /// The language's words from a file's text. Texts that arrive while the page runs become `&'static str` by
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

    /// Which language it is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The file's text: JSON, for a server that hands the files out.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The words of the screens, read once.
    pub fn strings(&self) -> &Strings {
        self.strings
            .get_or_init(|| Strings::from_file(self.group("strings")))
    }

    /// The words of the further steps of a sign-in, read once.
    pub fn steps(&self) -> &StepStrings {
        self.steps
            .get_or_init(|| StepStrings::from_file(self.group("steps")))
    }

    /// The words of the account page, read once.
    pub fn account(&self) -> &AccountStrings {
        self.account
            .get_or_init(|| AccountStrings::from_file(self.group("account")))
    }

    /// Whether the text is such a file, and not the page that a server sends where it has none.
    pub(super) fn is_sound(&self) -> bool {
        self.group("strings").as_object().is_some()
    }

    /// Each group is read when it is wanted, since most pages want one of them.
    fn group(&self, name: &str) -> Value {
        let file = json::parse(self.text).unwrap_or_default();
        file.field(name).cloned().unwrap_or_default()
    }
}

/// The files of our languages, for apps that take them inside ([`Options::language_inside`]) and for servers that hand
/// them out. Only those that an app names are part of it.
///
/// [`Options::language_inside`]: crate::ui::Options::language_inside
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
