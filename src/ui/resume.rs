//! What a person left unfinished in this tab goes on after a reload: people leave the page for the code
//! that it waits for.

use crate::{Client, SignInStep};

use super::screens::has_screen;

/// Where the person stood, if there is a screen for it: in a sign-in, or else in a sign-up.
pub(super) async fn unfinished(client: &Client) -> Option<SignInStep> {
    let step = client.resume_sign_in().await;
    match step.filter(has_screen) {
        None => client.resume_sign_up().await.map(SignInStep::ConfirmSignUp),
        step => step,
    }
}
