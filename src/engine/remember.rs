//! For how long a browser remembers who signs in.

use crate::client::Client;
use crate::config::Remember;

impl Client {
    /// This client, whose sign-ins are remembered for that long: each flow that begins with it, its
    /// later steps, a redirect and a reload included. The session and all else are shared with the
    /// client that it came from.
    ///
    /// What is remembered briefly rests where it does not survive: in `sessionStorage` where the
    /// client's storage is `localStorage`, and so in this tab alone; otherwise where
    /// [`CustomStore::brief`](crate::CustomStore::brief) says. A session that was there before is taken out
    /// of the other place. Nor is the device remembered then, where the pool remembers devices. With
    /// several accounts, or beside another library, there is one place, and this changes nothing.
    ///
    /// ```no_run
    /// # async fn start(client: vestibule::Client, is_ticked: bool) -> Result<(), vestibule::Error> {
    /// use vestibule::{Password, Remember};
    ///
    /// let remember = match is_ticked {
    ///     true => Remember::Lastingly,
    ///     false => Remember::Briefly,
    /// };
    /// let step = client.remember(remember).sign_in(Password::srp("ada", "correct horse")).await?;
    /// # let _ = step;
    /// # Ok(())
    /// # }
    /// ```
    pub fn remember(&self, remember: Remember) -> Client {
        self.remembering(remember)
    }
}
