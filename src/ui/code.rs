//! What the screens for codes share: the delivery text, the link that sends another code, and the extraction of a code
//! from typed or pasted text.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::set_timeout;

use crate::protocol::text::cut_text;
use crate::{CodeDelivery, Medium};

use super::dom::InputKind;
use super::field::OnInput;
use super::form::{FormState, Work};
use super::node::{Node, dynamic_text, node};
use super::reactive::{Reactive, aria_bool};
use super::{Notice, Options, Strings, Text, button, dom};

/// The name of the control for a code.
pub(super) const NAME: &str = "code";

/// How long the person has to wait before they can request another code, in seconds. Cognito limits the requests of a
/// user, and an e-mail may take that long.
const RESEND_COOLDOWN_SECS: u32 = 30;

/// The length of most codes, in digits: codes that confirm an account, an address or a new password, codes of an
/// authenticator app, and second factors by text message.
pub(super) const SHORT_CODE_LENGTH: usize = 6;

/// The lengths of Cognito's codes, in digits. A one-time password as the first factor has eight.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
const CODE_LENGTHS: [usize; 2] = [SHORT_CODE_LENGTH, 8];

/// Returns the title of a screen for a code that was delivered this way.
pub(super) fn title(strings: &Strings, delivery: Option<&CodeDelivery>) -> &'static str {
    match delivery.map(|delivery| &delivery.medium) {
        Some(Medium::Email) => strings.check_email,
        Some(Medium::Sms) => strings.check_phone,
        _ => strings.enter_code,
    }
}

/// Returns the text that says where the code was sent.
pub(super) fn lead(strings: &Strings, delivery: Option<&CodeDelivery>) -> Vec<Node> {
    lead_with_address(strings, delivery, None)
}

/// Same as [`lead`], with the address as the person entered it in place of the masked one.
pub(super) fn lead_with_address(
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

/// Returns a link that sends another code and is then disabled for [`RESEND_COOLDOWN_SECS`].
pub(super) fn resend(
    options: &Options,
    state: &FormState,
    just_sent: bool,
    send: Arc<dyn Fn() -> Work + Send + Sync>,
) -> Node {
    let cooldown = Reactive::new(if just_sent { RESEND_COOLDOWN_SECS } else { 0 });
    if just_sent {
        let cooldown = cooldown.clone();
        dom::after_render(move || count_down(cooldown, end_of_cooldown()));
    }
    let (state, remaining, strings) = (state.clone(), cooldown.clone(), options.clone());
    let press = move || {
        if remaining.get_untracked() != 0 {
            return;
        }
        let (send, form, cooldown) = (send.clone(), state.clone(), remaining.clone());
        let resent = strings.0.strings.resent;
        state.run(Box::new(move || {
            let (work, form, cooldown) = (send(), form.clone(), cooldown.clone());
            Box::pin(async move {
                work.await?;
                cooldown.set(RESEND_COOLDOWN_SECS);
                count_down(cooldown, end_of_cooldown());
                form.show_notice(Notice::success(resent));
                Ok(())
            })
        }));
    };
    let (strings, remaining) = (options.clone(), cooldown.clone());
    let label = dynamic_text(move || match cooldown.get() {
        0 => Text::Borrowed(strings.0.strings.resend),
        seconds => {
            let strings = &strings.0.strings;
            Text::Owned(strings.counted(&strings.resend_wait, "{seconds}", seconds))
        }
    });
    button::link(label, Box::new(press))
        .dynamic_attr("aria-disabled", move || aria_bool(remaining.get() > 0))
        .into()
}

/// When entering a code submits the form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AutoSubmit {
    /// As soon as this many digits have been pasted or typed. Later keystrokes are corrections, and only the person
    /// knows when they are done.
    AtLength(usize),
    /// When a code of either length was pasted or autofilled, since the length of the code is not known.
    OnPaste,
    /// Never: the form has more fields.
    Never,
}

/// Returns an input listener that extracts the code from the field's text and submits the form as `auto_submit` says.
pub(super) fn read_code_input(state: &FormState, auto_submit: AutoSubmit) -> OnInput {
    let state = state.clone();
    let mut sent = String::new();
    Box::new(move |event| {
        let kind = dom::input_kind(event);
        if kind == InputKind::Composing {
            return;
        }
        let typed = dom::value(event);
        let code = extract_code(&typed);
        if code != typed {
            dom::set_value(event, &code);
        }
        // The person has cleared the field and enters another code.
        if code.len() <= 1 {
            sent.clear();
        }
        let is_due = match (auto_submit, kind) {
            (AutoSubmit::AtLength(length), InputKind::Typed) => {
                sent.is_empty() && code.len() == length
            }
            (AutoSubmit::AtLength(length), _) => code.len() == length,
            (AutoSubmit::OnPaste, InputKind::Inserted) => CODE_LENGTHS.contains(&code.len()),
            (AutoSubmit::OnPaste, _) | (AutoSubmit::Never, _) => false,
        };
        if is_due && code != sent && !state.is_busy() {
            sent = code;
            state.request_submit();
        }
    })
}

/// Returns the code in a text that a person typed or pasted: digits of any script, possibly separated by white space,
/// dashes and invisible characters, possibly among words. If there is no digit, returns the trimmed text.
pub(super) fn extract_code(text: &str) -> String {
    let mut digits = Digits::default();
    for c in text.chars() {
        match classify(c) {
            CharKind::Digit(digit) => digits.add(digit),
            CharKind::Separator => digits.end_group(),
            CharKind::Invisible => {}
            CharKind::Other => digits.end_run(),
        }
    }
    digits.end_run();
    match digits.all.is_empty() {
        true => text.trim().into(),
        false => digits.code(),
    }
}

/// Collects the digits of a text and their grouping.
#[derive(Default)]
struct Digits {
    /// The digits since the last separator, since the last word, and all digits.
    group: String,
    run: String,
    all: String,
    /// The first group and the first run with the length of a code.
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

/// Keeps the first digits that have the length of a code.
fn keep_code(code: &mut Option<String>, digits: &mut String) {
    let digits = std::mem::take(digits);
    if code.is_none() && CODE_LENGTHS.contains(&digits.len()) {
        *code = Some(digits);
    }
}

/// What a character means in a text with a code.
enum CharKind {
    Digit(char),
    /// It may separate the digits of a code.
    Separator,
    /// It is not visible.
    Invisible,
    Other,
}

fn classify(c: char) -> CharKind {
    // Zero in ASCII, Arabic-Indic, Persian and Urdu, Devanagari, and full-width.
    for zero in [0x30, 0x660, 0x6f0, 0x966, 0xff10] {
        if let Some(value) = u32::from(c).checked_sub(zero)
            && let Some(digit) = char::from_digit(value, 10)
        {
            return CharKind::Digit(digit);
        }
    }
    match c {
        // Soft hyphens, zero-width characters, marks of direction, the byte order mark.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => CharKind::Invisible,
        '\u{2060}'..='\u{2069}' | '\u{feff}' => CharKind::Invisible,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' => CharKind::Separator,
        _ if c.is_whitespace() => CharKind::Separator,
        _ => CharKind::Other,
    }
}

/// Counts the seconds until `end`. By the clock as well: a phone runs no timers while the person reads the code in
/// another app.
fn count_down(cooldown: Reactive<u32>, end: f64) {
    let tick = move || {
        let by_clock = ((end - dom::now()) / 1000.0).ceil() as u32;
        let left = cooldown.get_untracked().saturating_sub(1).min(by_clock);
        cooldown.set(left);
        if left > 0 {
            count_down(cooldown, end);
        }
    };
    set_timeout(tick, Duration::from_secs(1));
}

fn end_of_cooldown() -> f64 {
    dom::now() + f64::from(RESEND_COOLDOWN_SECS) * 1000.0
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
            // Not complete yet.
            ("595", "595"),
            ("595 ", "595"),
            ("", ""),
            ("  ", ""),
            // Not a code: Cognito will refuse it.
            ("none", "none"),
        ] {
            assert_eq!(extract_code(text), code, "{text:?}");
        }
    }

    #[test]
    fn any_text_can_be_pasted() {
        proptest::proptest!(|(text: String)| {
            let code = extract_code(&text);
            let digits = code.bytes().all(|byte| byte.is_ascii_digit());
            proptest::prop_assert!(digits || code == text.trim());
        });
    }
}
