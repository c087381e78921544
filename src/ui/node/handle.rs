//! Handles of elements on a page.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use leptos::web_sys::Element;

/// A handle of an element, from the moment that it is created. On a server it is never bound, so it can be sent between
/// threads there.
#[derive(Clone, Default)]
pub(in crate::ui) struct Handle(Arc<Key>);

/// The element's number in the list of this thread, the only one of a page; zero if it is not bound.
#[derive(Default)]
struct Key(AtomicUsize);

/// The elements with their numbers, and the last number.
struct Elements {
    elements: Vec<(usize, Element)>,
    last: usize,
}

thread_local! {
    static ELEMENTS: RefCell<Elements> = const {
        RefCell::new(Elements {
            elements: Vec::new(),
            last: 0,
        })
    };
}

impl Handle {
    /// Returns the element, if it has been created.
    pub fn element(&self) -> Option<Element> {
        let number = self.0.number();
        ELEMENTS.with_borrow(|list| {
            let mut elements = list.elements.iter();
            let (_, element) = elements.find(|(id, _)| *id == number)?;
            Some(element.clone())
        })
    }

    pub(super) fn set(&self, element: Element) {
        self.0.unbind();
        ELEMENTS.with_borrow_mut(|list| {
            list.last += 1;
            list.elements.push((list.last, element));
            self.0.0.store(list.last, Ordering::Relaxed);
        });
    }
}

impl Key {
    fn number(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn unbind(&self) {
        let number = self.number();
        if number != 0 {
            // The list no longer exists while the thread ends.
            let _ = ELEMENTS.try_with(|list| {
                if let Ok(mut list) = list.try_borrow_mut() {
                    list.elements.retain(|(id, _)| *id != number);
                }
            });
        }
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.unbind();
    }
}
