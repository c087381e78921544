//! Loads chunks of the program on demand.
//!
//! The WebAssembly of the npm package, and of an app that Trunk builds with the hook `vestibule-split`, is split into a
//! main module, which every page needs, and chunks. The entry functions of a chunk have the attribute
//! [`chunk`](vestibule_chunk::chunk). `tools/split/src/chunks.rs` lists all chunks. In other builds the program is not
//! split, and these functions do nothing.

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
    /// Loads a chunk if it is not loaded yet.
    ///
    /// # Errors
    /// A network error if it could not be loaded.
    // Boxed, because each function of a chunk calls it first.
    #[cfg(any(feature = "chunks", feature = "simulated"))]
    pub(crate) fn load_chunk(&self, name: &'static str) -> LocalFuture<'_, Result<(), Error>> {
        Box::pin(async move { Ok(self.platform().fetch.load_chunk(name).await?) })
    }

    #[cfg(not(any(feature = "chunks", feature = "simulated")))]
    pub(crate) async fn load_chunk(&self, _name: &'static str) -> Result<(), Error> {
        Ok(())
    }

    /// Loads a chunk within a timeout.
    ///
    /// # Errors
    /// A network error, or [`Timeout`](crate::ErrorKind::Timeout).
    pub(crate) async fn load_chunk_within(
        &self,
        timeout: Duration,
        name: &'static str,
    ) -> Result<(), Error> {
        let mut loading = pin!(self.load_chunk(name));
        let mut deadline = self.platform().clock.sleep(timeout);
        poll_fn(|context| match loading.as_mut().poll(context) {
            Poll::Pending => {
                let timeout = deadline.as_mut().poll(context);
                timeout.map(|()| Err(FetchError::Timeout.into()))
            }
            loaded => loaded,
        })
        .await
    }

    /// Returns the text of [`Error::help`], after loading the chunk that contains these texts. For apps that are split
    /// into chunks. Empty if there is nothing to change, or if the chunk cannot be loaded.
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
