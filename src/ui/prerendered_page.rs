//! What a page holds of the sign-in form before any script has come, with the styles that it needs.

use std::sync::{Arc, Mutex, PoisonError};

use base64::prelude::{BASE64_STANDARD, Engine};
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use crate::Client;

use super::{Options, PrerenderedSignIn, PrerenderedSignInProps};

/// A [`PrerenderedSignIn`] as text, and the styles that it needs and no others: for a page that has both in its own
/// HTML, and shows the form without asking the network for anything more.
///
/// A page of its own styles needs leave for them where it has a Content-Security-Policy: [`style_source`] is what
/// `style-src` has to name, and is good for these styles alone. It is another one with each version of this crate and
/// with each theme, so let the program that writes the page write the policy, too. Where that cannot be, link
/// [`STYLE_SHEET`](super::STYLE_SHEET) as a file, which takes one more way to the server and back until the form is
/// seen.
///
/// [`style_source`]: Prerendered::style_source
///
/// ```
/// # #[cfg(not(target_arch = "wasm32"))]
/// fn page(client: vestibule::Client) -> (String, String) {
///     use vestibule::ui::{Options, Prerendered};
///
///     let form = Prerendered::sign_in(client, Options::new().app("Notes"));
///     let head = form.style_element();
///     let html = format!("<!doctype html><title>Notes</title>{head}<body>{}", form.html());
///     let policy = format!("style-src 'self' {}", form.style_source());
///     (html, policy)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prerendered {
    html: String,
    css: String,
}

impl Prerendered {
    /// Renders the form. Client and options are those of the page, and the screens bring the styles of all else
    /// themselves: leave [`Options::style`] as it is.
    pub fn sign_in(client: Client, options: Options) -> Self {
        let sheets = Arc::new(Mutex::new(Vec::new()));
        let html = {
            let sheets = Arc::clone(&sheets);
            let options = options.adopt_styles(move |name, css| {
                let mut sheets = sheets.lock().unwrap_or_else(PoisonError::into_inner);
                if sheets.iter().all(|(known, _)| known != name) {
                    sheets.push((String::from(name), String::from(css)));
                }
            });
            let props = PrerenderedSignInProps { client, options };
            Owner::new().with(|| PrerenderedSignIn(props).into_view().to_html())
        };
        let sheets = sheets.lock().unwrap_or_else(PoisonError::into_inner);
        // No `<` is in them: a theme takes none.
        let css = sheets.iter().map(|(_, css)| css.as_str()).collect();
        Prerendered { html, css }
    }

    /// The form, for the body of the page.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// The styles, as they stand in [`style_element`](Self::style_element).
    pub fn css(&self) -> &str {
        &self.css
    }

    /// The element with the styles, for the head of the page.
    pub fn style_element(&self) -> String {
        ["<style>", &self.css, "</style>"].concat()
    }

    /// What `style-src` has to name in the page's Content-Security-Policy: `'sha256-…'`, the hash of the styles.
    ///
    /// <https://www.w3.org/TR/CSP3/#match-element-to-source-list>
    pub fn style_source(&self) -> String {
        let hash = BASE64_STANDARD.encode(Sha256::digest(&self.css));
        ["'sha256-", &hash, "'"].concat()
    }
}
