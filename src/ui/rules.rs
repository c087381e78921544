//! What a pool asks of a password, said gently while one types.

use super::field::{Judge, OnTyped};
use super::language::CurrentStrings;
use super::live::Live;
use super::node::{Node, node, words};
use super::strings::fill;
use super::{Options, Text, dom, style};

/// What the user pool asks of a password: its
/// [policy](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html).
///
/// The screens show what is missing, and leave the judgement to Cognito.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordRules {
    length: u8,
    /// In the order of [`CLASSES`].
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

    /// How far what is typed meets them.
    fn progress(&self, typed: &str) -> Progress {
        Progress {
            is_empty: typed.is_empty(),
            is_long: typed.chars().count() >= usize::from(self.length),
            has: CLASSES.map(|class| class.is_in(typed)),
        }
    }

    /// Each rule in words, and whether it is met.
    fn list(&self, strings: &CurrentStrings, progress: Progress) -> Vec<(String, bool)> {
        let length = u32::from(self.length);
        let length = strings.counted(&strings.rule_length, "{count}", length);
        let classes = [
            strings.rule_uppercase,
            strings.rule_lowercase,
            strings.rule_number,
            strings.rule_symbol,
        ];
        let asked = self.classes.iter().zip(classes).zip(progress.has);
        let asked = asked.filter(|((asked, _), _)| **asked);
        let classes = asked.map(|((_, words), met)| (words.into(), met));
        [(length, progress.is_long)]
            .into_iter()
            .chain(classes)
            .collect()
    }

    /// The same as a sentence, for who does not see the list: what is needed, what is left, or that nothing is.
    fn sentence(&self, strings: &CurrentStrings, progress: Progress) -> Text {
        let rules = self.list(strings, progress).into_iter();
        let missing: Vec<String> = rules
            .filter_map(|(words, met)| (!met).then_some(words))
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

/// Which rules a password meets: no copy of the password itself.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Progress {
    is_empty: bool,
    is_long: bool,
    /// In the order of [`CLASSES`].
    has: [bool; 4],
}

/// What a field for a new password says.
pub(super) const JUDGE: Judge = Judge {
    list: checklist,
    error: |options, error| options.0.strings.of_steps().for_error(error),
};

/// The rules, each of which is ticked once it is met, and stays: also beside what Cognito says of the password.
fn checklist(options: &Options, id: String) -> (Node, OnTyped) {
    style::adopt_attributes(options);
    let (rules, strings) = (options.0.rules, options.0.strings.clone());
    let now = Live::new(rules.progress(""));
    let of_list = rules.list(&strings, rules.progress(""));
    let items = of_list.into_iter().enumerate().map(|(index, (words, _))| {
        let (now, strings) = (now.clone(), strings.clone());
        let is_met = move || {
            rules
                .list(&strings, now.get())
                .get(index)
                .is_some_and(|rule| rule.1)
        };
        let class = move || match is_met() {
            true => "vestibule-rule vestibule-met",
            false => "vestibule-rule",
        };
        let item = node("li").live_attr("class", move || Text::Borrowed(class()));
        item.child(words).into()
    });
    let list = node("ul")
        .attrs("class=vestibule-rules;aria-hidden=true")
        .children(items.collect());
    let said = now.clone();
    let sentence = node("p")
        .attrs("class=vestibule-hidden;aria-live=polite")
        .attr("id", id)
        .child(words(move || rules.sentence(&strings, said.get())));
    let (meter, on_password) = match &options.advanced().password_strength {
        Some(estimator) => {
            let (meter, on_password) = (estimator.meter)(options, estimator);
            (Some(meter), Some(on_password))
        }
        None => (None, None),
    };
    let follow: OnTyped = Box::new(move |event| {
        let typed = dom::value(event);
        let progress = rules.progress(&typed);
        if progress != now.now() {
            now.set(progress);
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
            // A space counts unless it stands at either end:
            // https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
            CharacterClass::Symbol => {
                text.bytes().any(|b| b.is_ascii_punctuation())
                    || text.trim().bytes().any(|b| b == b' ')
            }
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
            met.map(|(words, _)| words).collect::<Vec<_>>()
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
