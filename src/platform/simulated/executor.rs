//! Runs futures under virtual time.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use super::World;
use crate::platform::LocalFuture;

thread_local! {
    /// What was spawned and not yet begun. Futures stay on their thread, as in a browser.
    static SPAWNED: RefCell<Vec<LocalFuture<'static, ()>>> = const { RefCell::new(Vec::new()) };
    /// What was begun.
    static RUNNING: RefCell<Vec<LocalFuture<'static, ()>>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn spawn(future: LocalFuture<'static, ()>) {
    SPAWNED.with_borrow_mut(|spawned| spawned.push(future));
}

pub(super) fn run<T>(world: &World, future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(woken.clone());
    let mut context = Context::from_waker(&waker);
    loop {
        while woken.0.swap(false, Ordering::Relaxed) {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return output;
            }
            if poll_others(&mut context) {
                woken.wake_by_ref();
            }
        }
        assert!(
            pass_to_next_moment(world),
            "everything waits, and nothing is going to happen"
        );
    }
}

/// Polls all that runs beside; says whether something new began.
fn poll_others(context: &mut Context<'_>) -> bool {
    let mut running = RUNNING.take();
    let spawned = SPAWNED.take();
    let began = !spawned.is_empty();
    running.extend(spawned);
    running.retain_mut(|future| future.as_mut().poll(context).is_pending());
    RUNNING.set(running);
    began
}

/// Time jumps to the next moment for which somebody waits; says whether there was one.
fn pass_to_next_moment(world: &World) -> bool {
    let next = world.with(|state| {
        let ((moment, _), waker) = state.sleepers.pop_first()?;
        state.now = state.now.max(moment);
        Some(waker)
    });
    next.map(Waker::wake).is_some()
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}
