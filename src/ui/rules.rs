//! The password policy of a pool, and the checklist below a field for a new password.

use super::field::{OnInput, PasswordFeedback};
use super::language::CurrentStrings;
use super::node::{Node, dynamic_text, node};
use super::reactive::Reactive;
use super::strings::fill;
use super::{Options, Text, dom, style};

/// The password policy of the user pool: its
/// [policy](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html) as
/// the screens show it.
///
/// The screens show what is missing. Only Cognito enforces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordRules {
    length: u8,
    /// In the order of [`CLASSES`].
    classes: [bool; 4],
}

/// A kind of character that a policy can require.
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
    /// Returns the default policy of a pool: eight characters, at least one of each kind.
    fn default() -> Self {
        PasswordRules {
            length: 8,
            classes: [true; 4],
        }
    }
}

impl PasswordRules {
    /// Requires at least this many characters (Cognito allows 6 to 99).
    pub fn length(length: u8) -> Self {
        PasswordRules {
            length,
            classes: [false; 4],
        }
    }

    /// Requires at least one character of this kind.
    pub fn with(mut self, class: CharacterClass) -> Self {
        for (is_required, one) in self.classes.iter_mut().zip(CLASSES) {
            *is_required |= one == class;
        }
        self
    }

    /// Returns which rules a password meets.
    fn progress(&self, typed: &str) -> Progress {
        Progress {
            is_empty: typed.is_empty(),
            is_long: typed.chars().count() >= usize::from(self.length),
            has: CLASSES.map(|class| class.is_in(typed)),
        }
    }

    /// Returns each rule as text, and whether it is met.
    fn list(&self, strings: &CurrentStrings, progress: Progress) -> Vec<(String, bool)> {
        let length = u32::from(self.length);
        let length = strings.counted(&strings.rule_length, "{count}", length);
        let classes = [
            strings.rule_uppercase,
            strings.rule_lowercase,
            strings.rule_number,
            strings.rule_symbol,
        ];
        let required = self.classes.iter().zip(classes).zip(progress.has);
        let required = required.filter(|((is_required, _), _)| **is_required);
        let classes = required.map(|((_, text), met)| (text.into(), met));
        [(length, progress.is_long)]
            .into_iter()
            .chain(classes)
            .collect()
    }

    /// Returns the rules as a sentence for screen readers: what is required, what is still missing, or that everything
    /// is met.
    fn sentence(&self, strings: &CurrentStrings, progress: Progress) -> Text {
        let rules = self.list(strings, progress).into_iter();
        let missing: Vec<String> = rules
            .filter_map(|(text, met)| (!met).then_some(text))
            .collect();
        if missing.is_empty() {
            return Text::Borrowed(strings.rules_met);
        }
        let template = match progress.is_empty {
            true => strings.rules,
            false => strings.rules_left,
        };
        Text::Owned(fill(template, "{rules}", &strings.list(&missing)))
    }
}

/// Which rules a password meets. It contains no copy of the password.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Progress {
    is_empty: bool,
    is_long: bool,
    /// In the order of [`CLASSES`].
    has: [bool; 4],
}

/// The feedback on a new password.
pub(super) const PASSWORD_FEEDBACK: PasswordFeedback = PasswordFeedback {
    list: checklist,
    error: |options, error| options.0.strings.step_strings().for_error(error),
};

/// Returns the list of rules. A rule that is met is checked, and stays in the list, also beside an error from Cognito.
fn checklist(options: &Options, id: String) -> (Node, OnInput) {
    style::adopt_attributes(options);
    let (rules, strings) = (options.0.rules, options.0.strings.clone());
    let progress = Reactive::new(rules.progress(""));
    let of_list = rules.list(&strings, rules.progress(""));
    let items = of_list.into_iter().enumerate().map(|(index, (text, _))| {
        let (progress, strings) = (progress.clone(), strings.clone());
        let is_met = move || {
            rules
                .list(&strings, progress.get())
                .get(index)
                .is_some_and(|rule| rule.1)
        };
        let class = move || match is_met() {
            true => "vestibule-rule vestibule-met",
            false => "vestibule-rule",
        };
        let item = node("li").dynamic_attr("class", move || Text::Borrowed(class()));
        item.child(text).into()
    });
    let list = node("ul")
        .attrs("class=vestibule-rules;aria-hidden=true")
        .children(items.collect());
    let spoken = progress.clone();
    let sentence = node("p")
        .attrs("class=vestibule-hidden;aria-live=polite")
        .attr("id", id)
        .child(dynamic_text(move || rules.sentence(&strings, spoken.get())));
    let (meter, on_password) = match &options.advanced().password_strength {
        Some(estimator) => {
            let (meter, on_password) = (estimator.meter)(options, estimator);
            (Some(meter), Some(on_password))
        }
        None => (None, None),
    };
    let follow: OnInput = Box::new(move |event| {
        let typed = dom::value(event);
        let new = rules.progress(&typed);
        if new != progress.get_untracked() {
            progress.set(new);
        }
        if let Some(on_password) = &on_password {
            on_password(&typed);
        }
    });
    let below = [list.into(), sentence.into()].into_iter().chain(meter);
    (node("div").children(below.collect()).into(), follow)
}

impl CharacterClass {
    fn is_in(self, text: &str) -> bool {
        match self {
            CharacterClass::Lowercase => text.bytes().any(|b| b.is_ascii_lowercase()),
            CharacterClass::Uppercase => text.bytes().any(|b| b.is_ascii_uppercase()),
            CharacterClass::Number => text.bytes().any(|b| b.is_ascii_digit()),
            // A space counts, but not at the start or the end:
            // https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
            CharacterClass::Symbol => {
                text.bytes().any(|b| b.is_ascii_punctuation())
                    || text.trim().bytes().any(|b| b == b' ')
            }
        }
    }
}

/// Formats a number in decimal, without the formatting code of the standard library.
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
        let strings = CurrentStrings::default();
        let said = rules.sentence(&strings, rules.progress(typed));
        said.into_owned()
    }

    #[test]
    fn each_rule_is_ticked_by_itself() {
        let strings = CurrentStrings::default();
        let rules = PasswordRules::default();
        let ticked = |typed| {
            let list = rules.list(&strings, rules.progress(typed));
            let met = list.into_iter().filter(|(_, met)| *met);
            met.map(|(text, _)| text).collect::<Vec<_>>()
        };
        assert!(ticked("").is_empty());
        assert_eq!(ticked("aB"), ["A–Z", "a–z"]);
        assert_eq!(ticked("1234 678"), ["8+ characters", "0–9", "a symbol"]);
        let rules = PasswordRules::length(6);
        assert_eq!(rules.list(&strings, rules.progress("")).len(), 1);
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
