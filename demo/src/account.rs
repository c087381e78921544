//! What stands behind the door: who is signed in, their tokens, and what can be done with them.

use std::future::Future;

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vestibule::ui::{Auth, ChangePassword, Layout, use_auth};
use vestibule::{Client, Error, SignOutReport};

use crate::expiry::Expiry;
use crate::facts::{self, Fact, Facts};
use crate::heading::heading;
use crate::logo::Logo;
use crate::person::Person;

/// What was done last, for the line that says so.
#[derive(Clone, Copy)]
struct Said(RwSignal<String>);

/// The signed-in page.
#[component]
pub fn FrontPage(has_hosted_ui: bool, has_files: bool, has_notes: bool) -> impl IntoView {
    let links = [
        (has_files, "Files", "/files"),
        (has_notes, "Notes", "/notes"),
    ];
    let links = links.into_iter().filter(|(is_there, ..)| *is_there);
    let links = links.map(|(_, words, address)| {
        view! { class="notes", <a class="notes-link" href=address>{words}</a> }
    });
    let links = links.collect_view().into_any();
    use_auth().map(|auth| page(auth, has_hosted_ui, links))
}

fn page(auth: Auth, has_hosted_ui: bool, links: AnyView) -> AnyView {
    let session = auth.session();
    // Whoever left for the hosted UI and came back without what they went for.
    let returned = auth.returned().get_untracked();
    let returned = returned.map(|error| format!("That did not work: {error}"));
    let said = Said(RwSignal::new(returned.unwrap_or_default()));
    let changing = RwSignal::new(false);
    let session_now = session.get_untracked();
    let person = session_now.as_ref().map(facts::name_of).unwrap_or_default();
    let username = session_now
        .map(|now| now.username().to_owned())
        .unwrap_or_default();
    let claims_of = move |access: bool| {
        Signal::derive(move || {
            let session = session
                .get()
                .ok_or_else(|| String::from("Nobody is signed in."))?;
            let claims = if access {
                session.access_claims()
            } else {
                session.claims()
            };
            Ok(facts::of_claims(claims))
        })
    };
    let client = auth.client().clone();
    let sign_out = || {
        action(&client, said, "Sign out", |client| async move {
            client.sign_out().await.map(report)
        })
    };
    let refresh = action(&client, said, "Refresh now", |client| async move {
        client.refresh().await.map(|_| "The tokens are new.".into())
    });
    let everywhere = action(&client, said, "Sign out everywhere", |client| async move {
        client.sign_out_everywhere().await.map(report)
    });
    let hosted_button = has_hosted_ui.then(|| {
        action(
            &client,
            said,
            "Sign out through the hosted UI",
            |client| async move { client.redirect_sign_out().await.map(report) },
        )
    });
    let password_changed = move |()| {
        said.0.try_set("Your new password is saved.".into());
    };
    view! { class="notes",
        <div class="notes-page vestibule-tokens">
            <header class="notes-bar">
                <Logo />
                <strong>"Notes"</strong>
                <span class="notes-who">{person.clone()}</span>
                {sign_out()}
                <Person auth=auth.clone() />
            </header>
            <main class="notes-main">
                {heading(format!("Hello, {person}"))}
                <section class="notes-card notes-session" aria-label="Session">
                    <div>
                        <h2>"Session"</h2>
                        <Expiry session />
                    </div>
                    <p class="notes-said" role="status">{said.0}</p>
                    <div class="notes-actions">
                        {refresh}
                        <button type="button" class="vestibule-button" on:click=move |_| changing.set(true)>
                            "Change password"
                        </button>
                        {everywhere}
                        {hosted_button}
                        <a class="notes-link" href="/account">"Your account"</a>
                        {links}
                        <a class="notes-link" href="/admin">"Administration"</a>
                        // Another page: the router leaves it to the browser.
                        <a class="notes-link" href="?diagnosis" rel="external">"Check the configuration"</a>
                    </div>
                </section>
                <div class="notes-column">
                    <Facts title="Attributes" facts=attributes(&client) />
                    <Facts title="Access token" facts=claims_of(true) />
                </div>
                <Facts title="ID token" facts=claims_of(false) />
            </main>
            {move || changing.get().then(|| password_dialog(&auth, changing, username.clone(), password_changed))}
        </div>
    }
    .into_any()
}

/// The user's attributes, as Cognito has them now.
fn attributes(client: &Client) -> Signal<Result<Vec<Fact>, String>> {
    let facts = RwSignal::new(Ok(Vec::new()));
    let client = client.clone();
    spawn_local(async move {
        let user = client
            .profile()
            .user()
            .await
            .map_err(|error| error.message().to_owned());
        let attributes = user.map(|user| user.attributes.into_iter());
        facts.try_set(attributes.map(|all| all.map(|one| (one.name, one.value)).collect()));
    });
    facts.into()
}

/// A button that asks the client for something, shows that it is at it, and says what came of it.
fn action<F>(
    client: &Client,
    said: Said,
    label: &'static str,
    ask: impl Fn(Client) -> F + Copy + Send + 'static,
) -> AnyView
where
    F: Future<Output = Result<String, Error>> + 'static,
{
    let (client, busy) = (client.clone(), RwSignal::new(false));
    let press = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let client = client.clone();
        spawn_local(async move {
            let words = match ask(client).await {
                Ok(words) => words,
                Err(error) => format!("That did not work: {error}"),
            };
            said.0.try_set(words);
            busy.try_set(false);
        });
    };
    view! { class="notes",
        <button
            type="button"
            class="vestibule-button"
            aria-busy=move || if busy.get() { "true" } else { "false" }
            on:click=press
        >
            <span class="vestibule-button-label">{label}</span>
            <span class="vestibule-spinner"></span>
        </button>
    }
    .into_any()
}

fn report(report: SignOutReport) -> String {
    match report.unfinished() {
        None => "Signed out.".into(),
        Some(error) => format!("Signed out here; Cognito could not be told: {error}"),
    }
}

fn password_dialog(
    auth: &Auth,
    open: RwSignal<bool>,
    username: String,
    done: impl Fn(()) + Send + Sync + 'static,
) -> AnyView {
    let node = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            // It fails only where the dialog is open already.
            let _ = dialog.show_modal();
        }
    });
    // Closed before it is taken off the page, so that the browser gives the focus back to the button that opened it.
    let close = move || {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
    };
    let done = move |()| {
        close();
        done(());
    };
    let client = auth.client().clone();
    let options = auth.options().clone().layout(Layout::Inline).id("change");
    view! { class="notes",
        <dialog node_ref=node class="notes-dialog" aria-label="Change your password" on:close=move |_| { open.try_set(false); }>
            <ChangePassword client options username on_done=done />
            <button type="button" class="vestibule-link" on:click=move |_| close()>"Cancel"</button>
        </dialog>
    }
    .into_any()
}
