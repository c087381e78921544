//! The demo's routes.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::use_navigate;
use leptos_router::path;
use vestibule::ui::{
    Account, AccountSection, Auth, Authenticator, FirstFactor, Layout, OfferPasskey, Options,
    RequireAuth, RequireGroup, RequireLevel, StepUp as StepUpScreen, use_auth,
};
use vestibule::{Client, Redirect, Session, StepUp};

use crate::account::FrontPage;
use crate::config::Setup;
use crate::facts::{Fact, Facts};
use crate::files::FilesPage;
use crate::heading::heading;
use crate::language::Languages;
use crate::logo::Logo;
use crate::notes::NotesPage;
use crate::options::options;
use crate::person::Person;
use crate::plain;

/// All pages.
#[component]
pub fn Pages(setup: Setup) -> impl IntoView {
    let (front, welcome) = (setup.clone(), setup.clone());
    let (account, admin) = (setup.clone(), setup.clone());
    let (files, notes) = (setup.clone(), setup.clone());
    view! { class="notes",
        <Router>
            <Routes fallback=|| view! { class="notes", <Elsewhere /> }>
                <Route path=path!("/") view=move || front_page(front.clone()) />
                // For a configuration in which the screens have paths.
                <Route path=path!("/welcome/*any") view=move || front_page(welcome.clone()) />
                <Route path=path!("/account") view=move || account_page(account.clone()) />
                <Route path=path!("/plain") view=move || plain::plain_page(setup.client.clone()) />
                <Route path=path!("/files") view=move || files_page(files.clone()) />
                <Route path=path!("/notes") view=move || notes_page(notes.clone()) />
                <Route path=path!("/admin") view=move || admin_page(admin.clone()) />
            </Routes>
            <Languages />
        </Router>
    }
}

fn front_page(setup: Setup) -> impl IntoView {
    let options = routed(&setup);
    view! { class="notes",
        <Authenticator client=setup.client options>
            <FrontPage
                has_hosted_ui=setup.has_hosted_ui
                has_files=setup.bucket.is_some()
                has_notes=setup.has_notes
            />
        </Authenticator>
    }
}

fn account_page(setup: Setup) -> impl IntoView {
    let options = routed(&setup);
    view! { class="notes",
        <RequireAuth client=setup.client options>
            <AccountPage has_hosted_ui=setup.has_hosted_ui first_factor=setup.first_factor />
        </RequireAuth>
    }
}

/// For guests as well: they have AWS credentials, too.
fn files_page(setup: Setup) -> impl IntoView {
    let options = routed(&setup);
    setup.bucket.map(|bucket| {
        let as_guest = bucket.clone();
        let has_notes = setup.has_notes;
        let guest =
            move || view! { class="notes", <FilesPage bucket=as_guest.clone() has_notes /> };
        view! { class="notes",
            <RequireAuth client=setup.client options fallback=guest>
                <FilesPage bucket=bucket.clone() has_notes />
            </RequireAuth>
        }
    })
}

/// For guests as well: their notes are kept when they sign in.
fn notes_page(setup: Setup) -> impl IntoView {
    let options = routed(&setup);
    setup.has_notes.then(|| {
        let guest = || view! { class="notes", <NotesPage /> };
        view! { class="notes",
            <RequireAuth client=setup.client options fallback=guest>
                <NotesPage />
            </RequireAuth>
        }
    })
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

/// Returns the options for a route: after a redirect sign-in the router replaces the callback page, so that Back does
/// not lead to it.
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

/// The account page, with a section of the app at its end.
#[component]
fn AccountPage(has_hosted_ui: bool, first_factor: FirstFactor) -> impl IntoView {
    use_auth().map(|auth| {
        let client = auth.client().clone();
        let asking = client.clone();
        let private = AccountSection::own("Private notes", move || {
            view! { class="notes", <PrivateNotes client=asking.clone() has_hosted_ui first_factor /> }
        });
        let sections = AccountSection::ALL.iter().cloned().chain([private]);
        let options = auth.options().clone().account_sections(sections);
        // This pool allows passkeys.
        let offer = (first_factor == FirstFactor::Choice).then(|| {
            let (client, options) = (client.clone(), auth.options().clone());
            view! { class="notes", <OfferPasskey client options /> }
        });
        framed(&auth, view! { class="notes", {offer} <Account client options /> })
    })
}

/// The level required for the private notes: a password and an authenticator app, or a passkey or a code in addition to
/// the password.
fn for_private_notes() -> StepUp {
    StepUp::to("urn:cognito:loa:4").or("urn:cognito:loa:3")
}

/// A section that a password alone does not open.
#[component]
fn PrivateNotes(client: Client, has_hosted_ui: bool, first_factor: FirstFactor) -> impl IntoView {
    let asking = client.clone();
    view! { class="notes",
        <RequireLevel
            client
            level=for_private_notes()
            fallback=move || {
                let client = asking.clone();
                match first_factor {
                    // This app client allows a step-up on the page.
                    FirstFactor::Choice => {
                        let (level, options) = (for_private_notes(), Options::new().layout(Layout::Inline));
                        view! { class="notes", <StepUpScreen client level options /> }.into_any()
                    }
                    _ => view! { class="notes", <Stronger client has_hosted_ui /> }.into_any(),
                }
            }
        >
            <p class="notes">"The spare key lies under the second flowerpot."</p>
        </RequireLevel>
    }
}

/// A step-up through the hosted pages. If the person cancels it, the session is unchanged.
#[component]
fn Stronger(client: Client, has_hosted_ui: bool) -> impl IntoView {
    let message = RwSignal::new(String::new());
    let leave = move |_| {
        let client = client.clone();
        spawn_local(async move {
            let redirect = Redirect::code().return_to("/account");
            let outcome = client.redirect_step_up(for_private_notes(), redirect).await;
            if let Err(error) = outcome {
                message.try_set(format!("That did not work: {error}"));
            }
        });
    };
    let button = has_hosted_ui.then(|| {
        view! { class="notes",
            <div class="notes-actions">
                <button type="button" class="vestibule-button" on:click=leave>
                    "Show that it is you"
                </button>
            </div>
        }
    });
    let needed = match has_hosted_ui {
        true => {
            "A password alone does not open these. You need a code as well: from an authenticator app, \
                 or by text message or e-mail, whichever you have turned on."
        }
        false => "A password alone does not open these. Sign in again with a second factor.",
    };
    view! { class="notes",
        <p>{needed}</p>
        {button}
        <p class="notes-quiet" role="status">{message}</p>
    }
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

/// The page for users who are not in the group.
#[component]
fn NotForYou() -> impl IntoView {
    use_auth().map(|auth| {
        let content = view! { class="notes",
            <p class="notes-card">"Ask an administrator to add you to the group \"admin\"."</p>
        };
        page("Not for you", &auth, content)
    })
}

#[component]
fn Elsewhere() -> impl IntoView {
    view! { class="notes",
        <main class="notes-misconfigured">
            {heading("There is no such page")}
            <p><a class="notes-link" href="/">"To the front page"</a></p>
        </main>
    }
}

fn page(title: &'static str, auth: &Auth, content: impl IntoView + 'static) -> AnyView {
    let content = content.into_any();
    framed(auth, view! { class="notes", {heading(title)} {content} })
}

/// The frame of every page but the front page.
fn framed(auth: &Auth, content: impl IntoView + 'static) -> AnyView {
    view! { class="notes",
        <div class="notes-page vestibule-tokens">
            <header class="notes-bar">
                <Logo />
                <strong>"Notes"</strong>
                <a class="notes-link notes-end" href="/">"Front page"</a>
                <Person auth=auth.clone() />
            </header>
            <main class="notes-main">{content.into_any()}</main>
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
