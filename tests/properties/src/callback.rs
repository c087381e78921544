//! Addresses that a browser comes back to: read, and cleaned.

use vestibule::protocol::oauth::{Callback, strip_callback};
use vestibule::protocol::secret::Secret;

/// Any text, as an address.
pub fn callback(url: &str) {
    let read = Callback::parse(url);
    let clean = strip_callback(url);
    if matches!(read, Ok(Callback::None)) {
        assert_eq!(clean, url, "what is no callback stays whole");
        return;
    }
    assert_eq!(
        Callback::parse(&clean),
        Ok(Callback::None),
        "{url}: {clean}"
    );
    assert_eq!(
        strip_callback(&clean),
        clean,
        "cleaning twice is cleaning once"
    );
    assert!(clean.len() < url.len());
    if let Ok(Callback::Code { code, .. }) = &read {
        assert_eq!(
            format!("{code:?}"),
            format!("{:?}", Secret::new("")),
            "{url}"
        );
    }
}
