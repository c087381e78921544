//! Sets the document's title while a screen is shown.

use leptos::prelude::on_cleanup;

use crate::protocol::text::has;

use super::Text;
use super::options::{DocumentTitle, Layout, Options};

/// Puts the screen's title into the document's title. When the screen is removed, the previous title is restored,
/// unless something else has changed it meanwhile.
pub(super) fn show(options: &Options, title: &Text) {
    let options = &options.0;
    if options.document_title != DocumentTitle::OfScreen || options.layout != Layout::Page {
        return;
    }
    let own = with_app(title, options.app.as_deref());
    let Some(before) = page::title() else {
        return;
    };
    page::set_title(&own);
    on_cleanup(move || {
        if page::title().is_some_and(|now| now == own) {
            page::set_title(&before);
        }
    });
}

/// Returns the screen's title, followed by the app's name unless the title contains it.
fn with_app(title: &str, app: Option<&str>) -> String {
    match app {
        Some(app) if !has(title, app) => [title, " – ", app].concat(),
        _ => title.into(),
    }
}

#[cfg(target_arch = "wasm32")]
mod page {
    use leptos::web_sys::{Document, window};

    pub fn title() -> Option<String> {
        Some(document()?.title())
    }

    pub fn set_title(title: &str) {
        if let Some(document) = document() {
            document.set_title(title);
        }
    }

    fn document() -> Option<Document> {
        window()?.document()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    pub fn title() -> Option<String> {
        None
    }

    pub fn set_title(_title: &str) {}
}

#[cfg(test)]
mod tests {
    use super::with_app;

    #[test]
    fn the_name_of_the_app_is_said_once() {
        assert_eq!(
            with_app("Check your email", Some("Notes")),
            "Check your email – Notes"
        );
        assert_eq!(
            with_app("Sign in to Notes", Some("Notes")),
            "Sign in to Notes"
        );
        assert_eq!(with_app("Sign in", None), "Sign in");
    }
}
