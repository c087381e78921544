//! Chunks of the program, which a page fetches when it needs them.
//!
//! The WebAssembly of the npm package, and that of an app that Trunk builds with the hook `vestibule-split`,
//! are cut into what every page needs and chunks for the rest. A chunk begins at the functions that
//! [`chunk`](vestibule_chunk::chunk) marks; `tools/split/src/chunks.rs` lists all chunks. In every other build the
//! program is in one piece, and what stands here does nothing.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::Client;
use crate::error::Error;
use crate::platform::FetchError;
#[cfg(any(feature = "chunks", feature = "simulated"))]
use crate::platform::LocalFuture;
#[cfg(feature = "ui")]
use vestibule_chunk::chunk;

impl Client {
    /// Loads a chunk if it is not loaded yet, by the name that JavaScript has for it.
    ///
    /// # Errors
    /// As those of a request: it could not be fetched.
    // Boxed where there is something to wait for: it stands before each function of a chunk.
    #[cfg(any(feature = "chunks", feature = "simulated"))]
    pub(crate) fn load_chunk(&self, name: &'static str) -> LocalFuture<'_, Result<(), Error>> {
        Box::pin(async move { Ok(self.platform().fetch.load_chunk(name).await?) })
    }

    #[cfg(not(any(feature = "chunks", feature = "simulated")))]
    pub(crate) async fn load_chunk(&self, _name: &'static str) -> Result<(), Error> {
        Ok(())
    }

    /// The same, for what cannot wait longer than that.
    ///
    /// # Errors
    /// As above, and where it was not there in time.
    pub(crate) async fn load_chunk_within(
        &self,
        timeout: Duration,
        name: &'static str,
    ) -> Result<(), Error> {
        let mut loading = pin!(self.load_chunk(name));
        let mut late = self.platform().clock.sleep(timeout);
        poll_fn(|context| match loading.as_mut().poll(context) {
            Poll::Pending => {
                let late = late.as_mut().poll(context);
                late.map(|()| Err(FetchError::Timeout.into()))
            }
            loaded => loaded,
        })
        .await
    }

    /// What [`Error::help`] says, for an app that is cut into chunks: the chunk that has these texts is fetched for it.
    /// Empty where there is nothing to change, and where the chunk cannot be fetched.
    #[cfg(feature = "ui")]
    pub async fn explain(&self, error: &Error) -> &'static str {
        self.help(error).await.unwrap_or_default()
    }

    #[cfg(feature = "ui")]
    #[chunk(errors, load = self)]
    async fn help(&self, error: &Error) -> Result<&'static str, Error> {
        Ok(error.help())
    }
}
