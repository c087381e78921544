//! What a pool asks of a password, said gently while one types.

use super::field::Judge;
use super::language::CurrentStrings;
use super::strings::fill;
use super::{Strings, Text};

/// What the user pool asks of a password: its
/// [policy](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html).
///
/// The screens show what is missing, and leave the judgement to Cognito.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordRules {
    length: u8,
    classes: [bool; 4],
}

/// A kind of character that a policy can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharacterClass {
    /// A lower-case letter, a to z.
    Lowercase,
    /// An upper-case letter, A to Z.
    Uppercase,
    /// A digit, 0 to 9.
    Number,
    /// One of the symbols that Cognito counts, or a space inside the password.
    Symbol,
}

const CLASSES: [CharacterClass; 4] = [
    CharacterClass::Uppercase,
    CharacterClass::Lowercase,
    CharacterClass::Number,
    CharacterClass::Symbol,
];

impl Default for PasswordRules {
    /// The policy that a new pool has: eight characters, one of each kind.
    fn default() -> Self {
        PasswordRules {
            length: 8,
            classes: [true; 4],
        }
    }
}

impl PasswordRules {
    /// At least this many characters (Cognito takes 6 to 99), and nothing else.
    pub fn length(length: u8) -> Self {
        PasswordRules {
            length,
            classes: [false; 4],
        }
    }

    /// At least one character of this kind besides.
    pub fn with(mut self, class: CharacterClass) -> Self {
        for (asked, one) in self.classes.iter_mut().zip(CLASSES) {
            *asked |= one == class;
        }
        self
    }

    /// What to say below the field: what is needed, what is left, or that nothing is.
    fn hint(&self, strings: &CurrentStrings, typed: &str) -> (Text, Met) {
        let missing = self.missing(strings, typed);
        if missing.is_empty() {
            return (Text::Borrowed(strings.rules_met), Met::All);
        }
        let template = if typed.is_empty() {
            strings.rules
        } else {
            strings.rules_left
        };
        let list = fill(template, "{rules}", &strings.list(&missing));
        (Text::Owned(list), Met::NotAll)
    }

    /// The rules that are not met, in words.
    fn missing(&self, strings: &CurrentStrings, typed: &str) -> Vec<String> {
        let mut missing = Vec::new();
        if typed.chars().count() < usize::from(self.length) {
            let length = u32::from(self.length);
            missing.push(strings.counted(&strings.rule_length, "{count}", length));
        }
        for (asked, class) in self.classes.iter().zip(CLASSES) {
            if *asked && !class.is_in(typed) {
                missing.push(class.words(strings).into());
            }
        }
        missing
    }
}

/// What a field for a new password says.
pub(super) const JUDGE: Judge = Judge {
    hint: |options, typed| options.0.rules.hint(&options.0.strings, typed),
    error: |options, error| options.0.strings.of_steps().for_error(error),
};

/// Whether every rule is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    All,
    NotAll,
}

impl CharacterClass {
    fn is_in(self, text: &str) -> bool {
        match self {
            CharacterClass::Lowercase => text.bytes().any(|b| b.is_ascii_lowercase()),
            CharacterClass::Uppercase => text.bytes().any(|b| b.is_ascii_uppercase()),
            CharacterClass::Number => text.bytes().any(|b| b.is_ascii_digit()),
            // A space counts unless it stands at either end:
            // https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
            CharacterClass::Symbol => {
                text.bytes().any(|b| b.is_ascii_punctuation())
                    || text.trim().bytes().any(|b| b == b' ')
            }
        }
    }

    fn words(self, strings: &Strings) -> &'static str {
        match self {
            CharacterClass::Lowercase => strings.rule_lowercase,
            CharacterClass::Uppercase => strings.rule_uppercase,
            CharacterClass::Number => strings.rule_number,
            CharacterClass::Symbol => strings.rule_symbol,
        }
    }
}

/// A number in decimal, without the formatting machinery of the standard library.
pub(super) fn digits(number: u32) -> String {
    let mut text = if number >= 10 {
        digits(number / 10)
    } else {
        String::new()
    };
    text.push(char::from_digit(number % 10, 10).unwrap_or('0'));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(rules: PasswordRules, typed: &str) -> String {
        rules.hint(&CurrentStrings::default(), typed).0.into_owned()
    }

    #[test]
    fn an_empty_field_says_what_is_needed() {
        assert_eq!(
            hint(PasswordRules::default(), ""),
            "Use 8+ characters, A–Z, a–z, 0–9, a symbol."
        );
    }

    #[test]
    fn what_is_met_is_no_longer_said() {
        let rules = PasswordRules::length(10).with(CharacterClass::Number);
        assert_eq!(hint(rules, "abcdefghij"), "Still needed: 0–9.");
        assert_eq!(hint(rules, "abcdefghi1"), "That will do.");
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(hint(PasswordRules::length(6), "äöüéèê"), "That will do.");
    }

    #[test]
    fn numbers_read_as_usual() {
        assert_eq!(digits(0), "0");
        assert_eq!(digits(4_294_967_295), "4294967295");
    }
}
