//! Prints the prerendered sign-in form, or with an argument: `style-element`, the styles as an element; `style-source`, the
//! source that the page's Content-Security-Policy has to allow for it; `style`, the style sheet for a link.

#[path = "../options.rs"]
mod options;

use std::error::Error;

use vestibule::ui::{Prerendered, STYLE_SHEET};
use vestibule::{Client, ClientConfig, Storage};

fn main() -> Result<(), Box<dyn Error>> {
    // The form is the same for every pool.
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001");
    let client = Client::new(config.storage(Storage::Memory))?;
    let form = Prerendered::sign_in(client, options::options());
    let asked = std::env::args().nth(1);
    println!(
        "{}",
        match asked.as_deref() {
            Some("style") => STYLE_SHEET.to_owned(),
            Some("style-element") => form.style_element(),
            Some("style-source") => form.style_source(),
            _ => form.html().to_owned(),
        }
    );
    Ok(())
}
