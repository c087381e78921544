//! What the screens that ask for a code share: what was sent where, sending it again, and reading the code off
//! whatever was typed or pasted.

use std::time::Duration;

use leptos::prelude::set_timeout;

use crate::protocol::text::cut_text;
use crate::{CodeDelivery, Medium};

use super::dom::Entry;
use super::field::OnTyped;
use super::form::{State, Work};
use super::live::{Live, truth};
use super::node::{Node, node, words};
use super::{Notice, Options, Strings, Text, button, dom};

/// The name of the control that takes a code.
pub(super) const NAME: &str = "code";

/// How long one waits before another code may be asked for, in seconds. Cognito limits the
/// requests of a user, and a mail may take that long.
const REST: u32 = 30;

/// How many digits a code has that confirms an account, an address or a new password, that an authenticator app shows,
/// or that is a second factor by text message.
pub(super) const SHORT: usize = 6;

/// How many digits a code of Cognito's has: six, or eight for a one-time password that is a first factor.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
const LENGTHS: [usize; 2] = [SHORT, 8];

/// The title above a code, by the way it took.
pub(super) fn title(strings: &Strings, delivery: Option<&CodeDelivery>) -> &'static str {
    match delivery.map(|delivery| &delivery.medium) {
        Some(Medium::Email) => strings.check_email,
        Some(Medium::Sms) => strings.check_phone,
        _ => strings.enter_code,
    }
}

/// What was sent where.
pub(super) fn lead(strings: &Strings, delivery: Option<&CodeDelivery>) -> Vec<Node> {
    lead_to(strings, delivery, None)
}

/// The same, with the address as the person typed it, where that is known.
pub(super) fn lead_to(
    strings: &Strings,
    delivery: Option<&CodeDelivery>,
    address: Option<&str>,
) -> Vec<Node> {
    let masked = delivery.map_or("", |delivery| &delivery.destination);
    let destination = address.unwrap_or(masked);
    match cut_text(strings.code_sent_to, "{destination}") {
        Some((before, after)) if !destination.is_empty() => vec![
            before.into(),
            node("strong")
                .attrs("dir=ltr")
                .child(String::from(destination))
                .into(),
            after.into(),
        ],
        _ => vec![strings.code_sent.into()],
    }
}

/// A link that sends another code, and then rests for a while.
pub(super) fn resend(
    options: &Options,
    state: &State,
    just_sent: bool,
    send: Box<dyn Fn() -> Work + Send>,
) -> Node {
    let rest = Live::new(if just_sent { REST } else { 0 });
    if just_sent {
        let rest = rest.clone();
        dom::soon(move || count_down(rest));
    }
    let (state, resting, strings) = (state.clone(), rest.clone(), options.clone());
    let press = move || {
        if resting.now() != 0 {
            return;
        }
        let work = send();
        let (saying, rest) = (state.clone(), resting.clone());
        let resent = strings.0.strings.resent;
        state.run(|| {
            Box::pin(async move {
                work.await?;
                rest.set(REST);
                count_down(rest);
                saying.say(Notice::good(resent));
                Ok(())
            })
        });
    };
    let (strings, resting) = (options.clone(), rest.clone());
    let label = words(move || match rest.get() {
        0 => Text::Borrowed(strings.0.strings.resend),
        seconds => {
            let strings = &strings.0.strings;
            Text::Owned(strings.counted(&strings.resend_wait, "{seconds}", seconds))
        }
    });
    button::link(label, Box::new(press))
        .live_attr("aria-disabled", move || truth(resting.get() > 0))
        .into()
}

/// When a code sends its form by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sends {
    /// Once so many digits are there, pasted or typed. What is typed after that is a correction, whose end only the
    /// person knows.
    At(usize),
    /// Once a code of either length was pasted or filled in by the browser: how long it is, nobody says.
    WhenPasted,
    /// Never: there is more to fill in.
    Never,
}

/// Reads codes off what comes into the field, and sends the form once a code is there.
pub(super) fn as_it_comes(state: &State, sends: Sends) -> OnTyped {
    let state = state.clone();
    let mut sent = String::new();
    Box::new(move |event| {
        let entry = dom::entry(event);
        if entry == Entry::Composed {
            return;
        }
        let typed = dom::value(event);
        let code = code_in(&typed);
        if code != typed {
            dom::set_value(event, &code);
        }
        // Whoever begins anew types another code, and corrects none.
        if code.len() <= 1 {
            sent.clear();
        }
        let is_due = match (sends, entry) {
            (Sends::At(length), Entry::Typed) => sent.is_empty() && code.len() == length,
            (Sends::At(length), _) => code.len() == length,
            (Sends::WhenPasted, Entry::Whole) => LENGTHS.contains(&code.len()),
            (Sends::WhenPasted, _) | (Sends::Never, _) => false,
        };
        if is_due && code != sent && !state.is_busy() {
            sent = code;
            state.send();
        }
    })
}

/// The code in a text that a person typed or pasted: digits of any script, with white space, dashes and invisible
/// characters between them, and with words around them. Without a digit it is the text itself.
pub(super) fn code_in(text: &str) -> String {
    let mut digits = Digits::default();
    for c in text.chars() {
        match piece(c) {
            Piece::Digit(digit) => digits.add(digit),
            Piece::Gap => digits.end_group(),
            Piece::Nothing => {}
            Piece::Other => digits.end_run(),
        }
    }
    digits.end_run();
    match digits.all.is_empty() {
        true => text.trim().into(),
        false => digits.code(),
    }
}

/// The digits of a text, as they stand together.
#[derive(Default)]
struct Digits {
    /// Since the last gap, since the last word, and all of them.
    group: String,
    run: String,
    all: String,
    /// The first group and the first run that may be a code.
    code_group: Option<String>,
    code_run: Option<String>,
}

impl Digits {
    fn add(&mut self, digit: char) {
        for text in [&mut self.group, &mut self.run, &mut self.all] {
            text.push(digit);
        }
    }

    fn end_group(&mut self) {
        keep_code(&mut self.code_group, &mut self.group);
    }

    fn end_run(&mut self) {
        self.end_group();
        keep_code(&mut self.code_run, &mut self.run);
    }

    fn code(self) -> String {
        self.code_group.or(self.code_run).unwrap_or(self.all)
    }
}

/// Keeps digits if they may be a code and are the first that may.
fn keep_code(code: &mut Option<String>, digits: &mut String) {
    let digits = std::mem::take(digits);
    if code.is_none() && LENGTHS.contains(&digits.len()) {
        *code = Some(digits);
    }
}

/// What a character of a text with a code is.
enum Piece {
    Digit(char),
    /// It may stand between the digits of a code.
    Gap,
    /// It cannot be seen.
    Nothing,
    Other,
}

fn piece(c: char) -> Piece {
    // The zeros of ASCII, Arabic-Indic, the same of Persian and Urdu, Devanagari, full-width.
    for zero in [0x30, 0x660, 0x6f0, 0x966, 0xff10] {
        if let Some(value) = u32::from(c).checked_sub(zero)
            && let Some(digit) = char::from_digit(value, 10)
        {
            return Piece::Digit(digit);
        }
    }
    match c {
        // Soft hyphens, zero-width characters, marks of direction, the byte order mark.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => Piece::Nothing,
        '\u{2060}'..='\u{2069}' | '\u{feff}' => Piece::Nothing,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' => Piece::Gap,
        _ if c.is_whitespace() => Piece::Gap,
        _ => Piece::Other,
    }
}

fn count_down(rest: Live<u32>) {
    let tick = move || {
        let left = rest.now().saturating_sub(1);
        rest.set(left);
        if left > 0 {
            count_down(rest);
        }
    };
    set_timeout(tick, Duration::from_secs(1));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_in_whatever_was_pasted() {
        for (text, code) in [
            ("123456", "123456"),
            (" 123 456 ", "123456"),
            ("Your code is 595-003", "595003"),
            (
                "Notes: 595003 is your code. It ends in 3 minutes.",
                "595003",
            ),
            ("Code 2 of 3: 5950 0312", "59500312"),
            ("595003 5", "595003"),
            ("\u{ff15}\u{ff19}\u{ff15}\u{ff10}\u{ff10}\u{ff13}", "595003"),
            ("\u{665}\u{669}\u{665}\u{660}\u{660}\u{663}", "595003"),
            ("\u{6f5}\u{6f9}\u{6f5}\u{6f0}\u{6f0}\u{6f3}", "595003"),
            ("5\u{200b}9\u{200b}5\u{feff}003\u{2060}", "595003"),
            ("\u{202a}595\u{2011}003\u{202c}", "595003"),
            ("5 9 5 0 0 3", "595003"),
            // Not whole yet.
            ("595", "595"),
            ("595 ", "595"),
            ("", ""),
            ("  ", ""),
            // Not a code, which Cognito will say.
            ("none", "none"),
        ] {
            assert_eq!(code_in(text), code, "{text:?}");
        }
    }

    #[test]
    fn any_text_can_be_pasted() {
        proptest::proptest!(|(text: String)| {
            let code = code_in(&text);
            let digits = code.bytes().all(|byte| byte.is_ascii_digit());
            proptest::prop_assert!(digits || code == text.trim());
        });
    }
}
