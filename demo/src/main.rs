//! The demo: a made-up app called Notes behind Vestibule's screens, which shows what the library
//! knows of whoever signs in. Which user pool it talks to stands in `config.json`.

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
