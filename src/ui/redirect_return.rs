//! Completes a redirect sign-in when the browser comes back from the hosted pages.

use leptos::prelude::*;

use crate::Error;
#[cfg(feature = "redirect")]
use crate::{flow::CallbackUrl, flow::same_origin_path};
#[cfg(feature = "redirect")]
use vestibule_chunk::chunk;

use super::auth::Auth;
#[cfg(feature = "redirect")]
use super::dom;

/// Completes a redirect sign-in if the page's address is a callback, and navigates to the page where the person
/// started.
#[cfg(feature = "redirect")]
pub(super) async fn complete_redirect(
    auth: &Auth,
    on_return: Option<Callback<String>>,
) -> Result<(), Error> {
    // Read from the address before anything is fetched.
    let url = auth.client().take_callback_url();
    if !auth.client().has_callback(&url).await {
        return Ok(());
    }
    complete_callback(auth, url, on_return).await
}

/// Does nothing: this build has no redirect sign-in.
#[cfg(not(feature = "redirect"))]
pub(super) async fn complete_redirect(_: &Auth, _: Option<Callback<String>>) -> Result<(), Error> {
    Ok(())
}

#[cfg(feature = "redirect")]
#[chunk(redirect, load = auth.client())]
async fn complete_callback(
    auth: &Auth,
    url: Option<CallbackUrl>,
    on_return: Option<Callback<String>>,
) -> Result<(), Error> {
    let outcome = auth.client().complete_redirect(url).await;
    if let Err(error) = &outcome {
        dom::log_error(error);
    }
    let Some(outcome) = outcome? else {
        return Ok(());
    };
    if let (Some(state), Some(on_return)) = (outcome.app_state, on_return) {
        on_return.try_run(state);
    }
    let navigator = &auth.client().platform().navigator;
    // `Redirect::return_to` has refused any other origin.
    if let Some(place) = outcome.return_to
        && same_origin_path(&navigator.url()) != Some(&place)
    {
        match &auth.options().0.navigate {
            Some(navigate) => navigate(&place),
            None => navigator.go(&place),
        }
    }
    Ok(())
}
