//! What the screens have to do with the page around them: its address, its history, its title.

use std::sync::Arc;

use super::{DocumentTitle, Options, Routing};

impl Options {
    /// How to go to another place of the app: a path of this origin, with its query and fragment. Unless
    /// this says otherwise the browser loads it anew.
    ///
    /// It is asked for where a person has signed in through the hosted UI by one of the providers'
    /// buttons, and is to go on where they pressed it. With `leptos_router`:
    /// ```ignore
    /// let navigate = leptos_router::hooks::use_navigate();
    /// let options = options.navigate(move |place| {
    ///     navigate(place, NavigateOptions { replace: true, ..NavigateOptions::default() });
    /// });
    /// ```
    pub fn navigate(self, navigate: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.with(|inner| inner.navigate = Some(Arc::new(navigate)))
    }

    /// What the browser's history knows of the screens.
    pub fn routing(self, routing: Routing) -> Self {
        self.with(|inner| inner.routing = routing)
    }

    /// Whether the screens name themselves in the document's title.
    pub fn document_title(self, title: DocumentTitle) -> Self {
        self.with(|inner| inner.document_title = title)
    }
}
