//! Futures that run by themselves, in the npm package: the answers of the page drive them, so that
//! nothing is needed of an executor but a list.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Wake, Waker};

use super::ask::next_number;
use crate::platform::LocalFuture;

thread_local! {
    static TASKS: RefCell<Vec<(u32, LocalFuture<'static, ()>)>> = const { RefCell::new(Vec::new()) };
    static IS_RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// The tasks that may be able to go on, by number.
static READY: Mutex<Vec<u32>> = Mutex::new(Vec::new());

struct Ready(u32);

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        ready(|all| all.push(self.0));
    }
}

/// Runs a future beside everything else. It begins with the next [`run`].
pub(crate) fn spawn(future: LocalFuture<'static, ()>) {
    let number = next_number();
    TASKS.with_borrow_mut(|tasks| tasks.push((number, future)));
    ready(|all| all.push(number));
}

/// Lets all tasks go on that can. Whatever comes from JavaScript ends with this.
pub(crate) fn run() {
    if IS_RUNNING.replace(true) {
        return;
    }
    while let Some(number) = ready(|all| (!all.is_empty()).then(|| all.remove(0))) {
        let found = TASKS.with_borrow_mut(|tasks| {
            let at = tasks.iter().position(|(other, _)| *other == number)?;
            Some(tasks.swap_remove(at).1)
        });
        if let Some(mut future) = found {
            let waker = Waker::from(Arc::new(Ready(number)));
            if future
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_pending()
            {
                TASKS.with_borrow_mut(|tasks| tasks.push((number, future)));
            }
        }
    }
    IS_RUNNING.set(false);
}

fn ready<T>(act: impl FnOnce(&mut Vec<u32>) -> T) -> T {
    act(&mut READY.lock().unwrap_or_else(PoisonError::into_inner))
}
