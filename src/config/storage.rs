//! Where a client stores its session.

/// Where the session is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Storage {
    /// `localStorage`: persists when the browser is closed. All tabs share the session.
    #[default]
    Local,
    /// `sessionStorage`: survives a reload and ends with the tab.
    Session,
    /// The page's memory: ends with the page.
    Memory,
    /// Memory that all tabs share: nothing is stored, and the session ends with the last tab, and with a reload if
    /// there is only one. A new tab asks the others, and waits a quarter of a second if there are none. The tabs
    /// exchange tokens by a `BroadcastChannel`, which every script of the origin can receive.
    SharedMemory,
    /// The memory of a worker. Only the worker has the refresh token and sends the requests that need it. The page has
    /// the ID and access tokens. In browsers with shared workers, all tabs share it, and it ends with the last tab, and
    /// with a reload if there is only one. In other browsers it ends with the page.
    #[cfg(feature = "worker")]
    Worker,
    /// The store from [`ClientConfig::store`](super::ClientConfig::store).
    Custom,
}
