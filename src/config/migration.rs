//! What becomes of the sessions of other libraries.

/// Whether sessions that other libraries have stored on the origin are taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Migration {
    /// They are, at the first look; not where the session rests in memory alone
    /// ([`Storage::Memory`](super::Storage::Memory), [`Storage::SharedMemory`](super::Storage::SharedMemory)), since it would end with the page.
    #[default]
    TakeOver,
    /// They stay as they are, and a sign-out leaves them, too.
    Off,
}
