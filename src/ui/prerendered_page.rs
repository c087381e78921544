//! A prerendered sign-in form together with its styles.

use std::sync::{Arc, Mutex, PoisonError};

use base64::prelude::{BASE64_STANDARD, Engine};
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use crate::Client;

use super::{Options, PrerenderedSignIn, PrerenderedSignInProps};

/// A [`PrerenderedSignIn`] as HTML with the styles that it needs, for a page that includes both and shows the form
/// without further requests.
///
/// A Content-Security-Policy has to allow these styles: add [`style_source`] to `style-src`. It is the hash of these
/// styles alone and changes with each version of this crate and with the theme, so let the program that writes the page
/// write the policy, too. If that is not possible, link [`STYLE_SHEET`](super::STYLE_SHEET) as a file, which costs one
/// more round trip before the form is shown.
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
    /// Renders the form. Client and options are those of the page. Leave [`Options::style`] at its default: the screens
    /// add all other styles themselves.
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
        // The sheets contain no `<`: a theme does not accept any.
        let css = sheets.iter().map(|(_, css)| css.as_str()).collect();
        Prerendered { html, css }
    }

    /// Returns the form, for the body of the page.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// Returns the styles, as in [`style_element`](Self::style_element).
    pub fn css(&self) -> &str {
        &self.css
    }

    /// Returns the `style` element, for the head of the page.
    pub fn style_element(&self) -> String {
        ["<style>", &self.css, "</style>"].concat()
    }

    /// Returns the source to add to `style-src` in the page's Content-Security-Policy: `'sha256-…'`, the hash of the
    /// styles.
    ///
    /// <https://www.w3.org/TR/CSP3/#match-element-to-source-list>
    pub fn style_source(&self) -> String {
        let hash = BASE64_STANDARD.encode(Sha256::digest(&self.css));
        ["'sha256-", &hash, "'"].concat()
    }
}
