//! JavaScript values that outlive a call, kept on their thread under a number: what holds the
//! number can be `Send`, as a value cannot.

use std::any::Any;
use std::cell::{Cell, RefCell};

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(0) };
    // A handful at the most: a map would weigh more than it saves.
    static KEPT: RefCell<Vec<(u32, Box<dyn Any>)>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a value, and says under which number.
pub(super) fn keep(value: impl Any) -> u32 {
    let number = NEXT.with(|next| {
        next.set(next.get().wrapping_add(1));
        next.get()
    });
    KEPT.with_borrow_mut(|kept| kept.push((number, Box::new(value))));
    number
}

/// Looks at a value that is kept.
pub(super) fn with<T: Any, R>(number: u32, look: impl FnOnce(&T) -> R) -> Option<R> {
    KEPT.with_borrow(|kept| {
        let (_, value) = kept.iter().find(|(other, _)| *other == number)?;
        value.downcast_ref().map(look)
    })
}

/// Takes a value back; `None` where the number is unknown on this thread.
pub(super) fn take<T: Any>(number: u32) -> Option<T> {
    let (_, value) = KEPT.with_borrow_mut(|kept| {
        let at = kept.iter().position(|(other, _)| *other == number)?;
        Some(kept.swap_remove(at))
    })?;
    value.downcast().ok().map(|value| *value)
}
