//! A page with all the screens and nothing else. It is weighed, its first paint is timed, and the
//! end-to-end tests use it, since its module is cut into chunks as no other with screens is.

#![cfg(target_arch = "wasm32")]

mod options;

use leptos::mount::mount_to_body;
use leptos::prelude::*;
use vestibule::ui::Authenticator;
use vestibule::{Client, ClientConfig};
#[cfg(feature = "npm")]
use vestibule_npm as _;
use wasm_bindgen::prelude::wasm_bindgen;

// A quarter of the usual one's size. What such a page allocates is little, and comes back. The npm
// package brings the same.
#[cfg(not(feature = "npm"))]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// Shows the screens for this user pool, at its own endpoint unless another one is given. The domain's
/// pages lead back to `redirect_uri`.
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
