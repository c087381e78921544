//! What the screens that ask for a code share: what was sent where, and sending it again.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use crate::{CodeDelivery, Medium};

use super::form::{State, Work};
use super::rules::digits;
use super::strings::fill;
use super::{Notice, Options, Strings, Text, live};

/// How long one waits before another code may be asked for, in seconds. Cognito limits the
/// requests of a user, and a mail may take that long.
const REST: u32 = 20;

/// The title above a code, by the way it took.
pub(super) fn title(strings: &Strings, delivery: Option<&CodeDelivery>) -> String {
    String::from(match delivery.map(|delivery| &delivery.medium) {
        Some(Medium::Email) => strings.check_email,
        Some(Medium::Sms) => strings.check_phone,
        _ => strings.enter_code,
    })
}

/// What was sent where.
pub(super) fn lead(strings: &Strings, delivery: Option<&CodeDelivery>) -> Vec<AnyView> {
    let destination = delivery.map_or("", |delivery| &delivery.destination);
    match strings.code_sent_to.split_once("{destination}") {
        Some((before, after)) if !destination.is_empty() => vec![
            before.into_any(),
            html::strong().child(String::from(destination)).into_any(),
            after.into_any(),
        ],
        _ => vec![strings.code_sent.into_any()],
    }
}

/// A link that sends another code, and then rests for a while.
pub(super) fn resend(
    options: &Options,
    state: State,
    just_sent: bool,
    send: impl Fn() -> Work + 'static,
) -> AnyView {
    let strings = options.0.strings;
    let rest = RwSignal::new(if just_sent { REST } else { 0 });
    let label = live::text(move || match rest.get() {
        0 => String::from(strings.resend),
        seconds => fill(strings.resend_wait, "{seconds}", &digits(seconds)),
    });
    let resting = live::truth(move || rest.get() > 0);
    // Time runs in the browser only, as effects do.
    Effect::new(move |_| {
        if just_sent {
            count_down(rest);
        }
    });
    let press = move || {
        if rest.try_get_untracked() != Some(0) {
            return;
        }
        let work = send();
        state.run(|| {
            Box::pin(async move {
                work.await?;
                rest.try_set(REST);
                count_down(rest);
                state.say(Notice::good(Text::Borrowed(strings.resent)));
                Ok(())
            })
        });
    };
    html::button()
        .r#type("button")
        .class("vestibule-link")
        .attr("aria-disabled", resting)
        .on(leptos::ev::click, move |_| press())
        .child(label)
        .into_any()
}

fn count_down(rest: RwSignal<u32>) {
    let tick = move || {
        let left = rest.try_update(|seconds| {
            *seconds = seconds.saturating_sub(1);
            *seconds
        });
        if left.is_some_and(|left| left > 0) {
            count_down(rest);
        }
    };
    set_timeout(tick, Duration::from_secs(1));
}
