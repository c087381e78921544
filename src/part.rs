//! Parts of the program that not every page needs.
//!
//! The WebAssembly of the npm package, and that of an app that Trunk builds with the hook `vestibule-split`,
//! are cut into what every page needs and parts that a page fetches when it wants them. A part begins at the
//! functions whose names hold its mark (`part_session_…`, as `tools/split/src/chunks.rs` lists them); whoever calls
//! one has its part there, by [`Client::part`]. In every other build the program is in one piece, and this
//! module does nothing.

use crate::client::Client;
use crate::error::Error;

impl Client {
    /// Has a part of the program there.
    ///
    /// # Errors
    /// As those of a request: it could not be fetched.
    pub(crate) async fn part(&self, name: &'static str) -> Result<(), Error> {
        #[cfg(any(feature = "parts", feature = "simulated"))]
        self.platform().fetch.part(name).await?;
        #[cfg(not(any(feature = "parts", feature = "simulated")))]
        let _ = name;
        Ok(())
    }
}

/// What the function that a part begins with gives: hidden from the compiler where the program is cut,
/// for else it would refer to the part's code from where the function is called.
pub(crate) fn begun<T>(given: T) -> T {
    #[cfg(feature = "parts")]
    return std::hint::black_box(given);
    #[cfg(not(feature = "parts"))]
    given
}
