//! What the screens that ask for a code share: what was sent where, and sending it again.

use std::time::Duration;

use leptos::prelude::set_timeout;

use crate::protocol::text::cut_text;
use crate::{CodeDelivery, Medium};

use super::form::{State, Work};
use super::live::{Live, truth};
use super::node::{Node, node, words};
use super::rules::digits;
use super::strings::fill;
use super::{Notice, Options, Strings, Text, button, dom};

/// How long one waits before another code may be asked for, in seconds. Cognito limits the
/// requests of a user, and a mail may take that long.
const REST: u32 = 20;

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
            node("strong").child(String::from(destination)).into(),
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
        seconds => Text::Owned(fill(
            strings.0.strings.resend_wait,
            "{seconds}",
            &digits(seconds),
        )),
    });
    button::link(label, Box::new(press))
        .live_attr("aria-disabled", move || truth(resting.get() > 0))
        .into()
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
