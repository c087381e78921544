//! Options for the page around the screens: its address, history and title.

use std::sync::Arc;

use super::{DocumentTitle, Options, Routing};

impl Options {
    /// Sets how to navigate to another page of the app: a path of this origin, with its query and fragment. By default
    /// the browser loads it.
    ///
    /// It is called after a sign-in through a provider's button, to return to the page where the button was pressed.
    /// With `leptos_router`:
    /// ```ignore
    /// let navigate = leptos_router::hooks::use_navigate();
    /// let options = options.navigate(move |place| {
    ///     navigate(place, NavigateOptions { replace: true, ..NavigateOptions::default() });
    /// });
    /// ```
    pub fn navigate(self, navigate: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.with(|inner| inner.navigate = Some(Arc::new(navigate)))
    }

    /// Sets how the screens use addresses and the browser's history.
    pub fn routing(self, routing: Routing) -> Self {
        self.with(|inner| inner.routing = routing)
    }

    /// Sets whether the screens change the document's title.
    pub fn document_title(self, title: DocumentTitle) -> Self {
        self.with(|inner| inner.document_title = title)
    }
}
