//! Background tasks, which run at a lower priority than the tests.

use anyhow::{Error, Result, anyhow};
use std::sync::{Mutex, OnceLock};
use std::thread::{Scope, ScopedJoinHandle};

/// The niceness of background tasks: time-sensitive tests keep the processor.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// A task in a thread of its own. Several callers may wait for its result.
pub struct BackgroundTask<'scope, T> {
    thread: Mutex<Option<ScopedJoinHandle<'scope, Result<T>>>>,
    result: OnceLock<Result<T>>,
}

impl<'scope, T: Send + 'scope> BackgroundTask<'scope, T> {
    pub fn start(
        scope: &'scope Scope<'scope, '_>,
        work: impl FnOnce() -> Result<T> + Send + 'scope,
    ) -> Self {
        let thread = scope.spawn(move || {
            lower_priority();
            work()
        });
        Self {
            thread: Mutex::new(Some(thread)),
            result: OnceLock::new(),
        }
    }

    /// Waits for the result.
    ///
    /// # Errors
    /// The error of the task; every caller gets it.
    pub fn wait(&self) -> Result<&T> {
        let result = self.result.get_or_init(|| {
            let thread = self.thread.lock().ok().and_then(|mut it| it.take());
            let joined = thread.and_then(|thread| thread.join().ok());
            joined.unwrap_or_else(|| Err(anyhow!("a thread of this program panicked")))
        });
        result.as_ref().map_err(copy_of)
    }
}

/// A copy of the error, since `anyhow::Error` is not `Clone`.
fn copy_of(error: &Error) -> Error {
    anyhow!("{error:#}")
}

/// Lowers the priority of this thread and of the programs that it starts. Only Linux has a priority per thread.
fn lower_priority() {
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
    fn every_caller_gets_the_result_or_the_error() {
        thread::scope(|scope| {
            let sum = BackgroundTask::start(scope, || Ok(1 + 1));
            assert_eq!(*sum.wait().unwrap(), 2);
            assert_eq!(*sum.wait().unwrap(), 2);
            let broken =
                BackgroundTask::start(scope, || -> Result<()> { Err(anyhow!("no such file")) });
            for _ in 0..2 {
                assert_eq!(broken.wait().unwrap_err().to_string(), "no such file");
            }
        });
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn only_the_background_thread_has_a_lower_priority() {
        let nice = || rustix::process::nice(0).unwrap();
        let before = nice();
        thread::scope(|scope| {
            let task = BackgroundTask::start(scope, || Ok(nice()));
            assert_eq!(*task.wait().unwrap(), (before + NICE).min(19));
        });
        assert_eq!(nice(), before);
    }
}
