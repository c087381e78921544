//! The screens behind the custom elements of the npm package.
//!
//! A script of `pkg/src` defines the elements, reads their attributes and properties, and hands them over as JSON:
//! `config` makes a client of it, `options` what the screens look like, `extras` what few pages set of that, `language`
//! what they speak. `screens` shows those of the sign-in and `signed_in` those of who is signed in; `reports` says what the
//! script hears of them, through its `listener`, and `view` writes it. `challenge` has the page ask a question in its own
//! way, `places` has it fill places of the screens, and `given` reads what the script has given.

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

// A quarter of the usual one's size. What a page allocates is little, and comes back.
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
