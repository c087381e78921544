//! What a person left unfinished in this tab goes on after a reload: people leave the page for the code
//! that it waits for.

use super::auth::Auth;
use super::{arrival, navigation};

/// Goes where the person stood, if there is a screen for it: where the history says, in a sign-in, in the reset of a
/// password, or else in a sign-up. Says whether there was.
pub(super) async fn goes_on(auth: &Auth) -> bool {
    let client = auth.client();
    if !navigation::may_name_screen(auth.options()) && !client.may_have_unfinished().await {
        return false;
    }
    // Without the chunk the person begins anew; what is kept stays.
    client.load_chunk("steps").await.is_ok() && arrival::resume(auth).await
}
