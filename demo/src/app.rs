//! The app: loads its configuration, then renders its pages.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::config::{self, Problem};
use crate::diagnosis::{self, DiagnosisPage};
use crate::language;
use crate::pages::Pages;

// Every `view!` of the demo sets a class for its elements. With it Leptos creates them node by node; without it static
// parts use `innerHTML`, which the page's policy (Trusted Types) forbids.

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    language::provide();
    let setup = RwSignal::new(None);
    spawn_local(async move { setup.set(Some(config::load().await)) });
    move || match setup.get() {
        None => ().into_any(),
        Some(Ok(setup)) if diagnosis::is_requested() => {
            view! { class="notes", <DiagnosisPage client=setup.client /> }.into_any()
        }
        Some(Ok(setup)) => view! { class="notes", <Pages setup /> }.into_any(),
        Some(Err(problem)) => view! { class="notes", <Misconfigured problem /> }.into_any(),
    }
}

#[component]
fn Misconfigured(problem: Problem) -> impl IntoView {
    view! { class="notes",
        <main class="notes-misconfigured">
            <h1>"The demo cannot start yet"</h1>
            <p>{problem.what}</p>
            <p>{problem.help}</p>
        </main>
    }
}
