//! The language of the screens: choosing one, reading its file, and changing it while a page is open.
//!
//! `tags` matches language tags of browsers and headers, `file` reads a language's texts, `switch` loads languages and
//! changes between them, `current` has the texts that the screens use, `intl` accesses the browser's `Intl`.

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
/// The screens are in English. There are files for 25 more languages, in the folder `languages` of the repository and
/// of the npm package, and in the crate as [`languages`]. [`Language::other`] is for files of your own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language(&'static str);

/// Declares the languages.
macro_rules! languages {
    ($($(#[doc = $doc:literal])+ $NAME:ident, $code:literal, $own:literal;)+) => {
        impl Language {
            $($(#[doc = $doc])+ pub const $NAME: Language = Language($code);)+

            /// Every language that has a file, and English.
            pub const ALL: [Language; 26] = [$(Language::$NAME),+];

            /// Returns the language's own name, for a list to choose from; for a language of your own, its code.
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
    /// Returns a language of your own by its [BCP 47](https://www.rfc-editor.org/info/bcp47) tag, which selects its
    /// file and the browser's rules for numbers and lists.
    pub const fn other(tag: &'static str) -> Self {
        Language(tag)
    }

    /// Returns the first of these languages in
    /// [`navigator.languages`](https://developer.mozilla.org/en-US/docs/Web/API/Navigator/languages); English if there
    /// is none, and on a server.
    pub fn from_browser() -> Self {
        let tags = intl::preferred();
        Language::lookup(tags.iter().map(String::as_str), &Language::ALL)
            .unwrap_or(Language::ENGLISH)
    }

    /// Returns the language for the header [`Accept-Language`](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4)
    /// of a request, for a server.
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

    /// Returns the language for the first tag that matches one, by the "lookup" scheme of [RFC
    /// 4647](https://www.rfc-editor.org/rfc/rfc4647#section-3.4): `de-AT` finds `de`. Equivalent tags match, too:
    /// `zh-TW` is `zh-Hant`, `no` is `nb`, `iw` is `he`.
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

    /// Returns the tag of the language, such as `de` or `zh-Hans`.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// Returns `rtl` or `ltr`, for the attribute `dir`.
    pub fn direction(self) -> &'static str {
        let (language, _) = crate::protocol::text::cut(self.0, b'-');
        match language {
            "ar" | "he" | "fa" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb" => "rtl",
            _ => "ltr",
        }
    }

    /// Returns the code of the language for Cognito's hosted pages; `None` if they do not support it and follow the
    /// browser.
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
