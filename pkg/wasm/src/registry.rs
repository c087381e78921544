//! Values that JavaScript refers to by number.

/// Values that JavaScript refers to by number, such as the steps of a sign-in.
pub(super) struct Registry<T> {
    entries: Vec<(u32, T)>,
    last: u32,
}

impl<T> Registry<T> {
    pub fn new() -> Self {
        Registry {
            entries: Vec::new(),
            last: 0,
        }
    }

    /// Adds a value, and returns its number.
    pub fn add(&mut self, value: T) -> u32 {
        self.last = self.last.wrapping_add(1);
        self.entries.push((self.last, value));
        self.last
    }

    pub fn get(&self, number: i64) -> Option<&T> {
        let mut entries = self.entries.iter();
        let (_, value) = entries.find(|(known, _)| i64::from(*known) == number)?;
        Some(value)
    }

    pub fn remove(&mut self, number: i64) {
        self.entries
            .retain(|(known, _)| i64::from(*known) != number);
    }
}
