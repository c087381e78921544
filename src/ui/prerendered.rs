//! The sign-in form as a page holds it before any script has come: people read it and type into it while
//! the module is fetched.

use std::sync::Arc;

use leptos::prelude::*;

use crate::Client;

use super::node::{Node, node};
use super::screens::{self, OnStep, open_screen};
use super::{Layout, Options, dom};

/// The sign-in screen as HTML in the page, before its module is loaded: for pages whose module renders in the browser.
///
/// It is rendered when the site is built, or by a server for each page. The first
/// [`Authenticator`](super::Authenticator) or [`SignIn`](super::SignIn) of the page replaces it with its own form, and
/// takes over the values, the focus and the caret. It needs no script: a form that is submitted earlier shows that it
/// is busy, and the form that replaces it is submitted in its place. Its other buttons do nothing. Its controls have no
/// names, so that no value gets into an address, whatever a browser does with the form. Fields of the site
/// ([`Options::fields`](super::Options::fields)) keep their names.
///
/// Client and options are those of the page. [`Prerendered`](super::Prerendered) returns the form together with its
/// styles, for a page that includes both. Otherwise the page links [`STYLE_SHEET`](super::STYLE_SHEET) as a file, and
/// the options say so with [`StyleSource::Page`](super::StyleSource::Page). Somebody who has a session sees the form
/// until the module has read the session: it is meant for pages where people sign in.
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
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
) -> impl IntoView {
    options.0.strings.follow();
    let no_action = || Some(open_screen(Arc::new(|_| {})));
    let on_step = OnStep::App(Arc::new(|_| {}));
    let links = (no_action(), no_action());
    let card = screens::sign_in(client, &options, "", None, on_step, links);
    let mut dialog = node("dialog")
        .attrs("class=vestibule-prerendered;open")
        .attr("id", id(&options))
        .attr("aria-labelledby", options.element_id("title"))
        .child(card);
    if let Some(form) = dialog.find("form") {
        // Submitting such a form closes the dialog around it and sends nothing. The closed dialog shows later that it
        // was submitted:
        // https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-algorithm
        form.set_attribute("method", "dialog");
        // A browser without dialogs submits it to the page's own address. Controls without names are not part of that:
        // https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-entry-list
        form.rename_attribute("name", "data-name");
        if options.0.layout == Layout::Page
            && let Some(input) = form.find("input")
        {
            input.set_attribute("autofocus", "");
        }
    }
    Node::from(dialog)
}

/// Returns whether the page still contains a prerendered form.
pub(super) fn is_present(options: &Options) -> bool {
    page::is_present(&id(options))
}

/// Removes it with its values.
#[cfg(feature = "redirect")]
pub(super) fn remove(options: &Options) {
    page::take_over(&id(options));
}

/// Replaces it with the view that is being rendered.
pub(super) fn replace(options: &Options) {
    let id = id(options);
    if page::is_present(&id) {
        dom::after_render(move || page::take_over(&id));
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
        #[wasm_bindgen(js_name = isPresent)]
        pub fn is_present(id: &str) -> bool;

        #[wasm_bindgen(js_name = takeOver)]
        pub fn take_over(id: &str);
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    pub fn is_present(_id: &str) -> bool {
        false
    }

    pub fn take_over(_id: &str) {}
}
