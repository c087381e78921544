//! Work that is done beside something else, and gives way to it.

use anyhow::{Error, Result, anyhow};
use std::sync::{Mutex, OnceLock};
use std::thread::{Scope, ScopedJoinHandle};

/// How far the work gives way: tests that watch the time keep their part of the machine.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// Work in a thread of its own, which several may wait for.
pub struct Beside<'scope, T> {
    thread: Mutex<Option<ScopedJoinHandle<'scope, Result<T>>>>,
    done: OnceLock<Result<T>>,
}

impl<'scope, T: Send + 'scope> Beside<'scope, T> {
    pub fn start(
        scope: &'scope Scope<'scope, '_>,
        work: impl FnOnce() -> Result<T> + Send + 'scope,
    ) -> Self {
        let thread = scope.spawn(move || {
            give_way();
            work()
        });
        Self {
            thread: Mutex::new(Some(thread)),
            done: OnceLock::new(),
        }
    }

    /// Waits until it is done.
    ///
    /// # Errors
    /// What the work failed with, to each that waits.
    pub fn wait(&self) -> Result<&T> {
        let done = self.done.get_or_init(|| {
            let thread = self.thread.lock().ok().and_then(|mut it| it.take());
            let ended = thread.and_then(|thread| thread.join().ok());
            ended.unwrap_or_else(|| Err(anyhow!("a thread of this program panicked")))
        });
        done.as_ref().map_err(again)
    }
}

/// The same error for another one who waits.
fn again(error: &Error) -> Error {
    anyhow!("{error:#}")
}

/// Of this thread, and of the programs that it starts: on Linux alone threads have a priority of their own.
fn give_way() {
    #[cfg(target_os = "linux")]
    {
        let _ = rustix::process::nice(NICE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn everybody_who_waits_gets_what_came_of_it() {
        thread::scope(|scope| {
            let sum = Beside::start(scope, || Ok(1 + 1));
            assert_eq!(*sum.wait().unwrap(), 2);
            assert_eq!(*sum.wait().unwrap(), 2);
            let broken = Beside::start(scope, || -> Result<()> { Err(anyhow!("no such file")) });
            for _ in 0..2 {
                assert_eq!(broken.wait().unwrap_err().to_string(), "no such file");
            }
        });
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_runs_beside_gives_way_and_what_waits_does_not() {
        let nice = || rustix::process::nice(0).unwrap();
        let before = nice();
        thread::scope(|scope| {
            let beside = Beside::start(scope, || Ok(nice()));
            assert_eq!(*beside.wait().unwrap(), (before + NICE).min(19));
        });
        assert_eq!(nice(), before);
    }
}
