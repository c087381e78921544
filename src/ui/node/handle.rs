//! How code gets at an element that stands on a page.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use leptos::web_sys::Element;

/// Knows an element from the moment that it is made. On a server it never knows one, so that it
/// may go from thread to thread there.
#[derive(Clone, Default)]
pub(in crate::ui) struct Handle(Arc<Key>);

/// The number under which this thread, which is the page's only one, knows the element; zero where it
/// knows none.
#[derive(Default)]
struct Key(AtomicUsize);

/// The elements with their numbers, and the last number.
struct Known {
    elements: Vec<(usize, Element)>,
    last: usize,
}

thread_local! {
    static KNOWN: RefCell<Known> = const {
        RefCell::new(Known {
            elements: Vec::new(),
            last: 0,
        })
    };
}

impl Handle {
    /// The element, where it is made already.
    pub fn element(&self) -> Option<Element> {
        let number = self.0.number();
        KNOWN.with_borrow(|known| {
            let mut elements = known.elements.iter();
            let (_, element) = elements.find(|(its, _)| *its == number)?;
            Some(element.clone())
        })
    }

    pub(super) fn set(&self, element: Element) {
        self.0.forget();
        KNOWN.with_borrow_mut(|known| {
            known.last += 1;
            known.elements.push((known.last, element));
            self.0.0.store(known.last, Ordering::Relaxed);
        });
    }
}

impl Key {
    fn number(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn forget(&self) {
        let number = self.number();
        if number != 0 {
            // Where the thread is at its end, there is nothing to forget any more.
            let _ = KNOWN.try_with(|known| {
                if let Ok(mut known) = known.try_borrow_mut() {
                    known.elements.retain(|(its, _)| *its != number);
                }
            });
        }
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.forget();
    }
}
