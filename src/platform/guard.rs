//! What undoes something when it is dropped.

/// Undoes something when it is dropped: lets a lock go, ends a subscription.
#[must_use = "what it guards ends when it is dropped"]
pub struct Guard(Option<Box<dyn FnOnce() + Send + Sync>>);

impl Guard {
    /// Runs `end` when the guard is dropped.
    pub fn new(end: impl FnOnce() + Send + Sync + 'static) -> Self {
        Guard(Some(Box::new(end)))
    }

    /// A guard of nothing.
    pub fn none() -> Self {
        Guard(None)
    }

    /// Leaves what it guards as it is for as long as the page lives.
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
