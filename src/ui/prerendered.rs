//! The sign-in form as a page holds it before any script has come: people read it and type into it while
//! the module is fetched.

use std::sync::Arc;

use leptos::prelude::*;

use crate::Client;

use super::node::{Node, node};
use super::screens::{self, OnStep, navigate};
use super::{Layout, Options, dom};

/// The sign-in screen as HTML that is in the page from its beginning, for pages whose module renders in
/// the browser.
///
/// A program renders it once, when the site is built, or a server for each page. The first
/// [`Authenticator`](super::Authenticator) or [`SignIn`](super::SignIn) of the page takes over what was
/// typed, with the focus and the caret, and puts its own form in the place of this one. No script is needed
/// until then: a form that is sent before is not lost, but shows that it is busy, and is sent by the one
/// that follows. Its other buttons do nothing until then. Its controls have no names, so that what was typed
/// stands in no address, whatever a browser makes of the form; fields of the site's own
/// ([`Options::fields`](super::Options::fields)) keep theirs.
///
/// Client and options are those of the page. [`Prerendered`](super::Prerendered) has the form with its styles, for a
/// page that holds both. Or the page links [`STYLE_SHEET`](super::STYLE_SHEET) as a file, and the options say so with
/// [`StyleSource::Page`](super::StyleSource::Page). Whoever has a session
/// sees the form until the module knows that: it is meant for pages to which people come to sign in.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::{Options, PrerenderedSignIn, StyleSource};
///
/// fn sign_in_html(client: vestibule::Client) -> String {
///     let options = Options::new().app("Notes").style(StyleSource::Page);
///     Owner::new().with(|| view! { <PrerenderedSignIn client options /> }.to_html())
/// }
/// ```
#[component]
pub fn PrerenderedSignIn(
    /// The client of the user pool.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
) -> impl IntoView {
    options.0.strings.follow();
    let nowhere = || Some(navigate(Arc::new(|_| {})));
    let on_step = OnStep::App(Arc::new(|_| {}));
    let ways = (nowhere(), nowhere());
    let card = screens::sign_in(client, &options, "", None, on_step, ways);
    let mut dialog = node("dialog")
        .attrs("class=vestibule-prerendered;open")
        .attr("id", id(&options))
        .attr("aria-labelledby", options.element_id("title"))
        .child(card);
    if let Some(form) = dialog.find("form") {
        // Sent, such a form goes nowhere and closes the dialog around it, which is how it is known
        // afterwards: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-algorithm
        form.set("method", "dialog");
        // A browser without dialogs sends it to the page's own address, as a form without a method. What
        // has no name is not part of that: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-entry-list
        form.rename("name", "data-name");
        if options.0.layout == Layout::Page
            && let Some(input) = form.find("input")
        {
            input.set("autofocus", "");
        }
    }
    Node::from(dialog)
}

/// Whether the page has such a form still.
pub(super) fn is_there(options: &Options) -> bool {
    page::is_there(&id(options))
}

/// Lets go of it, and of what was typed into it.
#[cfg(feature = "redirect")]
pub(super) fn remove(options: &Options) {
    page::take_over(&id(options));
}

/// Lets the view that is being made take its place.
pub(super) fn give_way(options: &Options) {
    let id = id(options);
    if page::is_there(&id) {
        dom::soon(move || page::take_over(&id));
    }
}

fn id(options: &Options) -> String {
    options.element_id("prerendered")
}

#[cfg(target_arch = "wasm32")]
mod page {
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen(module = "/src/ui/prerendered.js")]
    extern "C" {
        #[wasm_bindgen(js_name = isThere)]
        pub fn is_there(id: &str) -> bool;

        #[wasm_bindgen(js_name = takeOver)]
        pub fn take_over(id: &str);
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    pub fn is_there(_id: &str) -> bool {
        false
    }

    pub fn take_over(_id: &str) {}
}
