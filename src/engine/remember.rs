//! For how long the browser remembers a user.

use crate::client::Client;
use crate::config::Remember;

impl Client {
    /// Returns this client with another setting for how long the browser remembers its sign-ins. It applies to each
    /// flow that starts with the returned client, and to its later steps, also after a redirect or a reload. Everything
    /// else, such as the session, is shared with the original client.
    ///
    /// [`Remember::Briefly`] stores the session in `sessionStorage`, and so in this tab alone, if the client's storage
    /// is `localStorage`; with a custom store in [`CustomStore::brief`](crate::CustomStore::brief). A sign-in removes
    /// the session in the other store. With [`Remember::Briefly`] the device is not remembered either, if the pool
    /// remembers devices. With several accounts, or side by side with another library, there is only one store, and
    /// this setting has no effect.
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
        self.with_remember(remember)
    }
}
