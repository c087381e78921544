//! The demo: a fictional app called Notes behind Vestibule's screens. It shows what the library knows about the user.
//! `config.json` sets the user pool.

mod account;
mod app;
mod config;
mod diagnosis;
mod expiry;
mod facts;
mod files;
mod heading;
mod language;
mod logo;
mod notes;
mod options;
mod pages;
mod person;
mod plain;
mod storage;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
