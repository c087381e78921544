//! A page with only the screens, whose module is split into chunks. Its size and its first paint are measured, and the
//! end-to-end tests use it.

#![cfg(target_arch = "wasm32")]

mod options;

use leptos::mount::mount_to_body;
use leptos::prelude::*;
use vestibule::ui::Authenticator;
use vestibule::{Client, ClientConfig};
#[cfg(feature = "npm")]
use vestibule_npm as _;
use wasm_bindgen::prelude::wasm_bindgen;

// A quarter of the default allocator's size; such a page allocates little. The npm package uses the same.
#[cfg(not(feature = "npm"))]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// Shows the screens for this user pool, at its own endpoint unless another one is given. The hosted pages redirect to
/// `redirect_uri`.
#[wasm_bindgen]
pub fn mount(
    user_pool_id: &str,
    client_id: &str,
    domain: &str,
    redirect_uri: &str,
    endpoint: Option<String>,
) {
    let config = ClientConfig::new(user_pool_id, client_id)
        .domain(domain)
        .redirect_uri(redirect_uri);
    let config = match endpoint {
        Some(endpoint) => config.endpoint(endpoint),
        None => config,
    };
    let Ok(client) = Client::new(config) else {
        return;
    };
    let options = options::options();
    mount_to_body(move || view! { <Authenticator client options /> });
}
