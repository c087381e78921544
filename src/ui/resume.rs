//! What a person left unfinished in this tab goes on after a reload: people leave the page for the code
//! that it waits for.

use vestibule_chunk::chunk;

use crate::{Client, SignInStep};

use super::auth::Auth;
use super::further::follow;

/// Goes where the person stood, if there is a screen for it: in a sign-in, in the reset of a password, or
/// else in a sign-up. Says whether there was.
pub(super) async fn goes_on(auth: &Auth) -> bool {
    let client = auth.client();
    // Without the chunk the person begins anew; what is kept stays.
    if !client.may_have_unfinished().await || client.load_chunk("steps").await.is_err() {
        return false;
    }
    match unfinished(client).await {
        Some(step) => {
            follow(auth, step);
            true
        }
        None => false,
    }
}

#[chunk(steps)]
async fn unfinished(client: &Client) -> Option<SignInStep> {
    if let Some(step) = client.resume_sign_in().await {
        return Some(step);
    }
    if let Some(step) = client.resume_reset_password().await {
        return Some(SignInStep::ResetPassword(step));
    }
    client.resume_sign_up().await.map(SignInStep::ConfirmSignUp)
}
