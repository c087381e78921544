//! `/_inbox`: the messages that Cognito would have sent.

use std::fmt::Write;

use ::http::StatusCode;
use serde_json::json;

use super::pages;
use crate::http::{Request, Response, escape, query};
use crate::state::State;
use crate::timestamp::Timestamp;

/// `{"messages": […]}`, oldest first; `?to=` selects those to one address or number.
pub(super) fn json(state: &State, request: &Request) -> Response {
    let to = query(request, "to");
    let wanted = |message_to: &str| {
        to.as_ref()
            .is_none_or(|to| to.eq_ignore_ascii_case(message_to))
    };
    let messages: Vec<_> = state
        .inbox
        .iter()
        .filter(|message| wanted(&message.to))
        .collect();
    crate::http::json(StatusCode::OK, &json!({ "messages": messages }))
}

/// The messages as a page, newest first.
pub(super) fn page(state: &State) -> Response {
    let mut html = String::from("<p>What Cognito would have sent. The newest is on top.</p>");
    if state.inbox.is_empty() {
        html.push_str("<p>Nothing yet.</p>");
    }
    for message in state.inbox.iter().rev() {
        let _ = write!(
            html,
            "<article><h2>{to}</h2><p class=quiet>{channel} · {time} · {user} in {pool}</p>\
             <p>{text}</p></article>",
            to = escape(&message.to),
            channel = message.channel.as_str(),
            time = Timestamp::from(message.sent_at).to_text(),
            user = escape(&message.username),
            pool = escape(&message.pool_id),
            text = escape(&message.text),
        );
    }
    pages::page("Inbox", &html)
}
