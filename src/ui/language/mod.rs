//! The language of the screens: which one a person reads, the file that holds its words, and the change from one to
//! another while a page is open.
//!
//! `tags` finds a language for what browsers and headers say, `file` reads a language's words, `switch` loads and
//! changes them, `current` is what the screens read, `intl` is what the browser knows of languages.

mod current;
mod file;
mod intl;
mod switch;
mod tags;

pub(super) use current::CurrentStrings;
pub use file::{LanguageFile, languages};
pub(super) use switch::{Load, Switch};

/// A language of the screens.
///
/// The screens are written in English. For 25 more languages there are files, in the folder `languages` of the
/// repository and of the npm package, and in the crate as [`languages`]. [`Language::other`] is for files of your own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language(&'static str);

/// Declares the languages.
macro_rules! languages {
    ($($(#[doc = $doc:literal])+ $NAME:ident, $code:literal, $own:literal;)+) => {
        impl Language {
            $($(#[doc = $doc])+ pub const $NAME: Language = Language($code);)+

            /// Every language that has a file, and English.
            pub const ALL: [Language; 26] = [$(Language::$NAME),+];

            /// What the language calls itself, for a list to choose from; of one of your own its code.
            pub fn name(self) -> &'static str {
                match self.0 {
                    $($code => $own,)+
                    code => code,
                }
            }
        }
    };
}

languages! {
    /// English, which needs no file.
    ENGLISH, "en", "English";
    /// German.
    GERMAN, "de", "Deutsch";
    /// French.
    FRENCH, "fr", "Français";
    /// Spanish.
    SPANISH, "es", "Español";
    /// Italian.
    ITALIAN, "it", "Italiano";
    /// Portuguese as in Portugal.
    PORTUGUESE, "pt", "Português";
    /// Portuguese as in Brazil.
    BRAZILIAN_PORTUGUESE, "pt-BR", "Português (Brasil)";
    /// Dutch.
    DUTCH, "nl", "Nederlands";
    /// Swedish.
    SWEDISH, "sv", "Svenska";
    /// Norwegian, bokmål.
    NORWEGIAN, "nb", "Norsk bokmål";
    /// Danish.
    DANISH, "da", "Dansk";
    /// Finnish.
    FINNISH, "fi", "Suomi";
    /// Polish.
    POLISH, "pl", "Polski";
    /// Czech.
    CZECH, "cs", "Čeština";
    /// Hungarian.
    HUNGARIAN, "hu", "Magyar";
    /// Romanian.
    ROMANIAN, "ro", "Română";
    /// Ukrainian.
    UKRAINIAN, "uk", "Українська";
    /// Turkish.
    TURKISH, "tr", "Türkçe";
    /// Greek.
    GREEK, "el", "Ελληνικά";
    /// Japanese.
    JAPANESE, "ja", "日本語";
    /// Korean.
    KOREAN, "ko", "한국어";
    /// Chinese in simplified characters.
    CHINESE_SIMPLIFIED, "zh-Hans", "简体中文";
    /// Chinese in traditional characters.
    CHINESE_TRADITIONAL, "zh-Hant", "繁體中文";
    /// Indonesian.
    INDONESIAN, "id", "Bahasa Indonesia";
    /// Arabic, written from right to left.
    ARABIC, "ar", "العربية";
    /// Hebrew, written from right to left.
    HEBREW, "he", "עברית";
}

impl Language {
    /// A language of your own: its [BCP 47](https://www.rfc-editor.org/info/bcp47) tag, by which its file is found
    /// and the browser counts and lists.
    pub const fn other(tag: &'static str) -> Self {
        Language(tag)
    }

    /// The first of these languages that the person's browser asks for, in the order of
    /// [`navigator.languages`](https://developer.mozilla.org/en-US/docs/Web/API/Navigator/languages); English where it
    /// asks for none of them, and on a server.
    pub fn from_browser() -> Self {
        let tags = intl::preferred();
        Language::lookup(tags.iter().map(String::as_str), &Language::ALL)
            .unwrap_or(Language::ENGLISH)
    }

    /// The same for a server, from the header
    /// [`Accept-Language`](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4) of a request.
    ///
    /// ```
    /// use vestibule::ui::Language;
    ///
    /// assert_eq!(Language::from_header("en;q=0.5, pt-BR"), Language::BRAZILIAN_PORTUGUESE);
    /// ```
    pub fn from_header(accept_language: &str) -> Self {
        let tags = tags::by_weight(accept_language);
        Language::lookup(tags, &Language::ALL).unwrap_or(Language::ENGLISH)
    }

    /// The language among these that suits the first of the tags that any suits, by "lookup" of
    /// [RFC 4647](https://www.rfc-editor.org/rfc/rfc4647#section-3.4): `de-AT` finds `de`. Tags that mean one of ours
    /// by another name find it, too: `zh-TW` is `zh-Hant`, `no` is `nb`, `iw` is `he`.
    ///
    /// ```
    /// use vestibule::ui::Language;
    ///
    /// let found = Language::lookup(["gsw", "de-AT", "en"], &Language::ALL);
    /// assert_eq!(found, Some(Language::GERMAN));
    /// ```
    pub fn lookup<'a>(
        tags: impl IntoIterator<Item = &'a str>,
        among: &[Language],
    ) -> Option<Language> {
        tags.into_iter().find_map(|tag| tags::find(tag, among))
    }

    /// The tag of the language, such as `de` or `zh-Hans`.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// `rtl` or `ltr`, for the attribute `dir`.
    pub fn direction(self) -> &'static str {
        let (language, _) = crate::protocol::text::cut(self.0, b'-');
        match language {
            "ar" | "he" | "fa" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb" => "rtl",
            _ => "ltr",
        }
    }

    /// The same language as the hosted pages of Cognito name it; `None` for one that they do not speak, where they
    /// follow the browser.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html#managed-login-localization>
    pub fn of_hosted_pages(self) -> Option<&'static str> {
        Some(match self.0 {
            code @ ("de" | "en" | "es" | "fr" | "id" | "it" | "ja" | "ko" | "pt-BR") => code,
            "zh-Hans" => "zh-CN",
            "zh-Hant" => "zh-TW",
            _ => return None,
        })
    }
}
