//! A page with all the screens and nothing else. It is weighed, and its first paint is timed.

#![cfg(target_arch = "wasm32")]

use leptos::mount::mount_to_body;
use leptos::prelude::*;
use vestibule::ui::{Authenticator, Options, Provider, SignUpField};
use vestibule::{Client, ClientConfig};
use wasm_bindgen::prelude::wasm_bindgen;

// A quarter of the usual one's size. What such a page allocates is little, and comes back. The npm
// package's face brings the same.
#[cfg(not(feature = "npm"))]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// Shows the screens for this user pool.
#[wasm_bindgen]
pub fn mount(user_pool_id: &str, client_id: &str, domain: &str) {
    let config = ClientConfig::new(user_pool_id, client_id).domain(domain);
    let Ok(client) = Client::new(config) else {
        return;
    };
    let options = Options::new()
        .app("Notes")
        .provider(Provider::new("Google", "Google"))
        .sign_up_field(SignUpField::new("name", "Your name").autocomplete("name"));
    mount_to_body(move || view! { <Authenticator client options /> });
}
