//! The macro that declares a set of texts: each has a name, a note for translators, and its English text.

use crate::protocol::json::Value;

/// Declares a struct of texts with its English values.
///
/// A text is `name = "English"` with a comment above it for translators. One that depends on a number is `name = { one:
/// "{count} code", other: "{count} codes" }`, a [`Plural`].
macro_rules! texts {
    (
        $(#[$about:meta])*
        $Texts:ident {
            $($(#[doc = $doc:literal])+ $name:ident = $english:tt,)+
            $(@ $(#[doc = $more_doc:literal])+ $more:ident: $type:ty = $none:expr,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $Texts {
            $($(#[doc = $doc])+ pub $name: text_type!($english),)+
            $($(#[doc = $more_doc])+ pub $more: $type,)*
        }

        impl $Texts {
            /// English.
            pub const ENGLISH: $Texts = $Texts { $($name: text!($english),)+ $($more: $none,)* };

            /// Returns all texts, for the files of other languages.
            #[doc(hidden)]
            pub fn entries(&self) -> Vec<$crate::ui::strings::Entry> {
                vec![$($crate::ui::strings::Entry {
                    name: stringify!($name),
                    note: concat!($($doc),+),
                    texts: $crate::ui::strings::TextValue::texts(&self.$name),
                }),+]
            }
        }

        impl Default for $Texts {
            fn default() -> Self {
                $Texts::ENGLISH
            }
        }

        impl $crate::ui::strings::FromFile for $Texts {
            fn from_file(mut group: $crate::protocol::json::Value) -> Self {
                let mut texts = $Texts::ENGLISH;
                $($crate::ui::strings::TextValue::read(&mut texts.$name, &mut group, stringify!($name));)+
                texts
            }

            fn counterpart(&self, text: &str, other: &Self) -> Option<&'static str> {
                use $crate::ui::strings::TextValue;
                None$(.or_else(|| self.$name.counterpart(text, &other.$name)))+
            }
        }
    };
}

/// The type of a text.
macro_rules! text_type {
    ({ $($category:ident: $text:literal),+ $(,)? }) => { $crate::ui::strings::Plural };
    ($text:literal) => { &'static str };
}

/// The value of a text.
macro_rules! text {
    ({ $($category:ident: $text:literal),+ $(,)? }) => {
        $crate::ui::strings::Plural {
            $($category: $text,)+
            ..$crate::ui::strings::Plural::NONE
        }
    };
    ($text:literal) => { $text };
}

/// A text with plural forms: one for each of the [plural
/// categories](https://cldr.unicode.org/index/cldr-spec/plural-rules) of the language. Other forms are empty.
///
/// ```
/// use vestibule::ui::Plural;
///
/// let polish = Plural {
///     one: "Nowy kod za {seconds} sekundę",
///     few: "Nowy kod za {seconds} sekundy",
///     many: "Nowy kod za {seconds} sekund",
///     other: "Nowy kod za {seconds} sekundy",
///     ..Plural::NONE
/// };
/// assert_eq!(polish.form("two"), polish.other);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plural {
    /// The form for `zero`.
    pub zero: &'static str,
    /// The form for `one`.
    pub one: &'static str,
    /// The form for `two`.
    pub two: &'static str,
    /// The form for `few`.
    pub few: &'static str,
    /// The form for `many`.
    pub many: &'static str,
    /// The form for every other number. Each language has it.
    pub other: &'static str,
}

impl Plural {
    /// No forms.
    pub const NONE: Plural = Plural {
        zero: "",
        one: "",
        two: "",
        few: "",
        many: "",
        other: "",
    };

    /// Returns the form for a category, or else the one for `other`.
    pub fn form(&self, category: &str) -> &'static str {
        let form = self.forms().into_iter().find(|(name, _)| *name == category);
        match form {
            Some((_, text)) if !text.is_empty() => text,
            _ => self.other,
        }
    }

    fn forms(&self) -> [(&'static str, &'static str); 6] {
        [
            ("zero", self.zero),
            ("one", self.one),
            ("two", self.two),
            ("few", self.few),
            ("many", self.many),
            ("other", self.other),
        ]
    }

    fn form_mut(&mut self, category: &str) -> Option<&mut &'static str> {
        Some(match category {
            "zero" => &mut self.zero,
            "one" => &mut self.one,
            "two" => &mut self.two,
            "few" => &mut self.few,
            "many" => &mut self.many,
            "other" => &mut self.other,
            _ => return None,
        })
    }
}

/// A text as in the language files.
#[doc(hidden)]
pub struct Entry {
    pub name: &'static str,
    /// The note for translators.
    pub note: &'static str,
    /// The text under an empty name, or its plural forms under their categories.
    pub texts: Vec<(&'static str, &'static str)>,
}

/// A text of a set: a string or a plural.
pub(in crate::ui) trait TextValue {
    /// Reads the text with this name, if the group has it.
    fn read(&mut self, group: &mut Value, name: &str);

    fn texts(&self) -> Vec<(&'static str, &'static str)>;

    /// Returns the other text, if this one equals `text`.
    fn counterpart(&self, text: &str, other: &Self) -> Option<&'static str>;
}

/// A set of texts that can be read from a group of a language file. Texts that the group lacks are in English.
pub(in crate::ui) trait FromFile {
    fn from_file(group: Value) -> Self;

    /// Returns the text of another language that corresponds to a text of this one.
    fn counterpart(&self, text: &str, other: &Self) -> Option<&'static str>;
}

impl TextValue for &'static str {
    fn read(&mut self, group: &mut Value, name: &str) {
        if let Some(text) = group.take_string(name) {
            *self = text.leak();
        }
    }

    fn texts(&self) -> Vec<(&'static str, &'static str)> {
        vec![("", self)]
    }

    fn counterpart(&self, text: &str, other: &Self) -> Option<&'static str> {
        (*self == text).then_some(*other)
    }
}

impl TextValue for Plural {
    fn read(&mut self, group: &mut Value, name: &str) {
        let Some(forms) = group.field(name).and_then(Value::as_object) else {
            return;
        };
        let mut read = Plural::NONE;
        for (category, text) in forms {
            if let (Some(form), Some(text)) = (read.form_mut(category), text.as_str()) {
                *form = String::from(text).leak();
            }
        }
        if !read.other.is_empty() {
            *self = read;
        }
    }

    fn texts(&self) -> Vec<(&'static str, &'static str)> {
        let forms = self.forms().into_iter();
        forms.filter(|(_, text)| !text.is_empty()).collect()
    }

    /// A plural that was shown contains a number, so it cannot be matched.
    fn counterpart(&self, _text: &str, _other: &Self) -> Option<&'static str> {
        None
    }
}
