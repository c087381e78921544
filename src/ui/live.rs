//! What changes while a screen stands, and what takes time.
//!
//! Every type of future that Leptos is given is compiled anew, and every type of value that one of
//! its signals holds, at some kilobytes each. So all work is one type of future, and what changes
//! is held here, behind the one trigger of Leptos that holds nothing.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use leptos::prelude::*;

/// A value that screens follow. Clones share it.
pub(super) struct Live<T>(Arc<Shared<T>>);

struct Shared<T> {
    changed: ArcTrigger,
    value: Mutex<T>,
}

impl<T> Live<T> {
    pub fn new(value: T) -> Self {
        Live(Arc::new(Shared {
            changed: ArcTrigger::new(),
            value: Mutex::new(value),
        }))
    }

    /// Replaces the value, and tells everything that has read it.
    pub fn set(&self, value: T) {
        // Dropped behind the lock: it may be anything.
        let _old = std::mem::replace(&mut *self.lock(), value);
        tell(&self.0.changed);
    }

    /// Changes the value without a word to anybody.
    pub fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, T> {
        self.0.value.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> Live<T> {
    /// The value. A reader that is tracked runs again when it changes.
    pub fn get(&self) -> T {
        follow(&self.0.changed);
        self.now()
    }

    /// The value as it is now, for code that is not to be told of changes.
    pub fn now(&self) -> T {
        self.lock().clone()
    }
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        Live(Arc::clone(&self.0))
    }
}

fn tell(changed: &ArcTrigger) {
    changed.notify();
}

fn follow(changed: &ArcTrigger) {
    changed.track();
}

/// Holds a condition at `true` for as long as it lives: also where the work around it is given up.
pub(super) struct While(Live<bool>);

impl While {
    pub fn new(condition: &Live<bool>) -> Self {
        condition.set(true);
        While(condition.clone())
    }
}

impl Drop for While {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// `true` or `false`, as the attributes of ARIA say it.
pub(super) fn truth(condition: bool) -> super::Text {
    super::Text::Borrowed(if condition { "true" } else { "false" })
}

/// One text or the other, as the condition is. Wherever it is used, it is one type.
pub(super) fn choice(
    condition: &Live<bool>,
    yes: &'static str,
    no: &'static str,
) -> impl Fn() -> super::Text + Send + 'static {
    let condition = condition.clone();
    move || super::Text::Borrowed(if condition.get() { yes } else { no })
}

/// Does something that takes time, besides.
pub(super) fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    leptos::task::spawn_local(work);
}

/// The receiver of something that happened.
pub(super) type Told<T> = Arc<dyn Fn(T) + Send + Sync>;

/// Tells a callback of the app's.
pub(super) fn told<T: 'static>(callback: Callback<T>) -> Told<T> {
    Arc::new(move |value| {
        callback.try_run(value);
    })
}
