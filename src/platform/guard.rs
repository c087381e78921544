//! A guard that runs a function when it is dropped.

/// Releases a lock or ends a subscription when it is dropped.
#[must_use = "the lock or subscription ends when the guard is dropped"]
pub struct Guard(Option<Box<dyn FnOnce() + Send + Sync>>);

impl Guard {
    /// Runs `end` when the guard is dropped.
    pub fn new(end: impl FnOnce() + Send + Sync + 'static) -> Self {
        Guard(Some(Box::new(end)))
    }

    /// Creates a guard that does nothing.
    pub fn none() -> Self {
        Guard(None)
    }

    /// Keeps the lock or subscription for as long as the page lives.
    pub fn forget(mut self) {
        self.0 = None;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(end) = self.0.take() {
            end();
        }
    }
}
