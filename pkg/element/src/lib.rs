//! The screens behind the custom elements of the npm package.
//!
//! A script of `pkg/src` defines the elements, reads their attributes and properties, and passes them on as JSON.
//! `config` creates a client from it, `options` the options of the screens, `extras` options that few pages set,
//! `language` the language. `screens` shows the sign-in and `signed_in` the screens for somebody who is signed in.
//! `reports` sends events to the script through its `listener`, and `view` formats them as JSON. `challenge` lets the
//! page render a custom challenge, `places` lets it render views on the screens, and `given` reads JSON.

#![cfg(target_arch = "wasm32")]

mod challenge;
mod config;
mod extras;
mod given;
mod language;
mod listener;
mod options;
mod places;
mod reports;
mod screens;
mod signed_in;
mod view;

// It is a quarter of the size of the default allocator. A page allocates little memory and frees it again.
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
