//! Reactive values, and background tasks.
//!
//! Leptos compiles its code once for every type of future that it spawns and for every type of value that a signal
//! holds, at several kilobytes each. So all tasks here are one type of future, and [`Reactive`] keeps its value beside
//! a Leptos trigger, which has no type parameter.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use leptos::prelude::*;

/// A value that views can track. Clones share it.
pub(super) struct Reactive<T>(Arc<Shared<T>>);

struct Shared<T> {
    changed: ArcTrigger,
    value: Mutex<T>,
}

impl<T> Reactive<T> {
    pub fn new(value: T) -> Self {
        Reactive(Arc::new(Shared {
            changed: ArcTrigger::new(),
            value: Mutex::new(value),
        }))
    }

    /// Replaces the value and notifies everything that tracks it.
    pub fn set(&self, value: T) {
        // The old value is dropped after the lock is released, since its `Drop` may use this value again.
        let _old = std::mem::replace(&mut *self.lock(), value);
        notify(&self.0.changed);
    }

    /// Changes the value without notifying anything.
    pub fn update_untracked<R>(&self, update: impl FnOnce(&mut T) -> R) -> R {
        update(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, T> {
        self.0.value.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> Reactive<T> {
    /// Returns the value, and tracks it: the surrounding effect runs again when it changes.
    pub fn get(&self) -> T {
        track(&self.0.changed);
        self.get_untracked()
    }

    /// Returns the value without tracking it.
    pub fn get_untracked(&self) -> T {
        self.lock().clone()
    }
}

impl<T> Clone for Reactive<T> {
    fn clone(&self) -> Self {
        Reactive(Arc::clone(&self.0))
    }
}

fn notify(changed: &ArcTrigger) {
    changed.notify();
}

fn track(changed: &ArcTrigger) {
    changed.track();
}

/// Keeps a flag `true` until it is dropped, also where the task that holds it is cancelled.
pub(super) struct BusyGuard(Reactive<bool>);

impl BusyGuard {
    pub fn new(condition: &Reactive<bool>) -> Self {
        condition.set(true);
        BusyGuard(condition.clone())
    }
}

impl Drop for BusyGuard {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Returns `true` or `false` as the value of an ARIA attribute.
pub(super) fn aria_bool(condition: bool) -> super::Text {
    super::Text::Borrowed(if condition { "true" } else { "false" })
}

/// Returns a closure for `yes` while the condition is true, and for `no` otherwise. It is one type for all callers.
pub(super) fn text_if(
    condition: &Reactive<bool>,
    yes: &'static str,
    no: &'static str,
) -> impl Fn() -> super::Text + Send + 'static {
    let condition = condition.clone();
    move || super::Text::Borrowed(if condition.get() { yes } else { no })
}

/// Runs a task in the background.
pub(super) fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    leptos::task::spawn_local(work);
}

/// A function that handles an event of a screen.
pub(super) type Handler<T> = Arc<dyn Fn(T) + Send + Sync>;

/// Wraps a callback of the app.
pub(super) fn handler<T: 'static>(callback: Callback<T>) -> Handler<T> {
    Arc::new(move |value| {
        callback.try_run(value);
    })
}
