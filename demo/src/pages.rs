//! The demo's routes: the front page, and two that not everybody may see.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::use_navigate;
use leptos_router::path;
use vestibule::Session;
use vestibule::ui::{Auth, Authenticator, Options, RequireAuth, RequireGroup, use_auth};

use crate::account::{Account, attributes};
use crate::app::{Logo, options};
use crate::config::Setup;
use crate::facts::{Fact, Facts};

/// All pages behind one configuration.
#[component]
pub fn Pages(setup: Setup) -> impl IntoView {
    let (front, account, admin) = (setup.clone(), setup.clone(), setup);
    view! { class="notes",
        <Router>
            <Routes fallback=|| view! { class="notes", <Elsewhere /> }>
                <Route path=path!("/") view=move || front_page(front.clone()) />
                <Route path=path!("/account") view=move || account_page(account.clone()) />
                <Route path=path!("/admin") view=move || admin_page(admin.clone()) />
            </Routes>
        </Router>
    }
}

fn front_page(setup: Setup) -> impl IntoView {
    let options = routed(&setup);
    view! { class="notes",
        <Authenticator client=setup.client options>
            <Account has_hosted_ui=setup.has_hosted_ui />
        </Authenticator>
    }
}

fn account_page(setup: Setup) -> impl IntoView {
    let options = routed(&setup);
    view! { class="notes",
        <RequireAuth client=setup.client options>
            <Profile />
        </RequireAuth>
    }
}

fn admin_page(setup: Setup) -> impl IntoView {
    let options = routed(&setup);
    view! { class="notes",
        <RequireAuth client=setup.client options>
            <RequireGroup group="admin" fallback=NotForYou>
                <Administration />
            </RequireGroup>
        </RequireAuth>
    }
}

/// The screens on a route: whoever comes back from the hosted UI goes on where they wanted to go,
/// and the page that they came back to is none that "back" leads to.
fn routed(setup: &Setup) -> Options {
    let navigate = use_navigate();
    options(setup).navigate(move |place| {
        let how = NavigateOptions {
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(place, how);
    })
}

#[component]
fn Profile() -> impl IntoView {
    use_auth().map(|auth| {
        let facts = attributes(auth.client());
        page(
            "Your account",
            &auth,
            view! { class="notes", <Facts title="Attributes" facts /> },
        )
    })
}

#[component]
fn Administration() -> impl IntoView {
    use_auth().map(|auth| {
        let session = auth.session();
        let facts = Signal::derive(move || {
            let session = session.get();
            session
                .map(|session| rights(&session))
                .ok_or_else(String::new)
        });
        page(
            "Administration",
            &auth,
            view! { class="notes", <Facts title="What you may do" facts /> },
        )
    })
}

/// What a member of the pool's group has to be told.
#[component]
fn NotForYou() -> impl IntoView {
    use_auth().map(|auth| {
        let words = view! { class="notes",
            <p class="notes-card">"Ask an administrator to add you to the group \"admin\"."</p>
        };
        page("Not for you", &auth, words)
    })
}

#[component]
fn Elsewhere() -> impl IntoView {
    view! { class="notes",
        <main class="notes-misconfigured">
            <h1>"There is no such page"</h1>
            <p><a class="notes-link" href="/">"To the front page"</a></p>
        </main>
    }
}

fn page(title: &'static str, auth: &Auth, content: impl IntoView + 'static) -> AnyView {
    let session = auth.session();
    let who = move || session.get().map(|session| session.username().to_owned());
    view! { class="notes",
        <div class="notes-page vestibule-tokens">
            <header class="notes-bar">
                <Logo />
                <strong>"Notes"</strong>
                <span class="notes-who">{who}</span>
                <a class="notes-link" href="/">"Front page"</a>
            </header>
            <main class="notes-main">
                <h1>{title}</h1>
                {content.into_any()}
            </main>
        </div>
    }
    .into_any()
}

fn rights(session: &Session) -> Vec<Fact> {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let mut facts = vec![fact("Groups", session.groups().join(", "))];
    if !session.roles().is_empty() {
        facts.push(fact("Roles", session.roles().join(", ")));
    }
    if let Some(role) = session.preferred_role() {
        facts.push(fact("Preferred role", role.to_owned()));
    }
    facts
}
