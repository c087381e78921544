//! Where a client keeps its session.

/// Where the session rests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Storage {
    /// `localStorage`: survives the end of the browser and is shared by all tabs.
    #[default]
    Local,
    /// `sessionStorage`: survives a reload, and ends with the tab.
    Session,
    /// Memory: ends with the page.
    Memory,
    /// Memory that all tabs have in common: nothing is stored, and the session ends with the last tab, and
    /// so with a reload of the only one. A
    /// new tab asks the others and waits for them, for a quarter of a second where there are none. The
    /// tokens go between tabs by a `BroadcastChannel`, which every script of the origin can hear.
    SharedMemory,
    /// The memory of a worker, which alone knows the refresh token and sends what needs it; the page
    /// has ID and access tokens. All tabs share it where the browser has shared workers, and it ends
    /// with the last of them, and so with a reload of the only one; elsewhere it ends with the page.
    #[cfg(feature = "worker")]
    Worker,
    /// The store that [`ClientConfig::store`](super::ClientConfig::store) was given.
    Custom,
}
