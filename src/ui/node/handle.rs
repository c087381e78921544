//! How code gets at an element that stands on a page.

use std::sync::{Arc, Mutex, PoisonError};

use leptos::web_sys::Element;
use send_wrapper::SendWrapper;

/// Knows an element from the moment that it is made. On a server it never knows one, so that it
/// may go from thread to thread there.
#[derive(Clone, Default)]
pub(in crate::ui) struct Handle(Arc<Mutex<Option<SendWrapper<Element>>>>);

impl Handle {
    /// The element, where it is made already.
    pub fn element(&self) -> Option<Element> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_deref().cloned()
    }

    pub(super) fn set(&self, element: Element) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some(SendWrapper::new(element));
    }
}
