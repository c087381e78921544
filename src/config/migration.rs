//! Whether sessions of other libraries are imported.

/// Whether sessions that other libraries have stored on the origin are imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Migration {
    /// They are imported on the first use of a session. Not with [`Storage::Memory`](super::Storage::Memory) and
    /// [`Storage::SharedMemory`](super::Storage::SharedMemory), because the session would end with the page.
    #[default]
    TakeOver,
    /// They are ignored. A sign-out does not remove them either.
    Off,
}
