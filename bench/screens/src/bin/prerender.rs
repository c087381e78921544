//! Writes what a page holds before its module has come: the sign-in form to standard output, or, asked for
//! `style`, the style sheet that it links.

#[path = "../options.rs"]
mod options;

use std::error::Error;

use leptos::prelude::*;
use vestibule::ui::{PrerenderedSignIn, STYLE_SHEET};
use vestibule::{Client, ClientConfig, Storage};

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::args().nth(1).as_deref() == Some("style") {
        println!("{STYLE_SHEET}");
        return Ok(());
    }
    // The form is the same for every pool.
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001");
    let client = Client::new(config.storage(Storage::Memory))?;
    let options = options::options();
    let html = Owner::new().with(|| view! { <PrerenderedSignIn client options /> }.to_html());
    println!("{html}");
    Ok(())
}
