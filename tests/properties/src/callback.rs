//! Properties of parsing and cleaning callback URLs.

use vestibule::protocol::oauth::{Callback, strip_callback, strip_stateless};
use vestibule::protocol::secret::Secret;

/// Any text as a callback URL, for a client whose `state` values begin with `prefix`.
pub fn callback(url: &str, prefix: &str) {
    let read = Callback::parse(url, prefix);
    let clean = strip_callback(url, prefix);
    let _ = Callback::parse_stateless(url);
    let _ = strip_stateless(url);
    if matches!(read, Ok(Callback::None)) {
        assert_eq!(clean, url, "what is no callback stays whole");
        return;
    }
    assert_eq!(
        Callback::parse(&clean, prefix),
        Ok(Callback::None),
        "{url}: {clean}"
    );
    assert_eq!(
        strip_callback(&clean, prefix),
        clean,
        "cleaning twice is cleaning once"
    );
    assert!(clean.len() < url.len());
    if let Ok(
        Callback::Code { state, .. }
        | Callback::Tokens { state, .. }
        | Callback::Refused {
            state: Some(state), ..
        },
    ) = &read
    {
        assert!(state.starts_with(prefix), "{url}: the state alone decides");
    }
    if let Ok(Callback::Code { code, .. }) = &read {
        assert_eq!(
            format!("{code:?}"),
            format!("{:?}", Secret::new("")),
            "{url}"
        );
    }
}
