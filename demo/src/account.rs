//! The front page of somebody who is signed in: the session, the tokens, and the actions on them.

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

/// The message about the last action.
#[derive(Clone, Copy)]
struct Message(RwSignal<String>);

/// The front page.
#[component]
pub fn FrontPage(has_hosted_ui: bool, has_files: bool, has_notes: bool) -> impl IntoView {
    let links = [
        (has_files, "Files", "/files"),
        (has_notes, "Notes", "/notes"),
    ];
    let links = links.into_iter().filter(|(is_there, ..)| *is_there);
    let links = links.map(|(_, text, address)| {
        view! { class="notes", <a class="notes-link" href=address>{text}</a> }
    });
    let links = links.collect_view().into_any();
    use_auth().map(|auth| page(auth, has_hosted_ui, links))
}

fn page(auth: Auth, has_hosted_ui: bool, links: AnyView) -> AnyView {
    let session = auth.session();
    // A redirect to the hosted UI that came back with an error.
    let error = auth.redirect_error().get_untracked();
    let error = error.map(|error| format!("That did not work: {error}"));
    let message = Message(RwSignal::new(error.unwrap_or_default()));
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
        action(&client, message, "Sign out", |client| async move {
            client.sign_out().await.map(report)
        })
    };
    let refresh = action(&client, message, "Refresh now", |client| async move {
        client.refresh().await.map(|_| "The tokens are new.".into())
    });
    let everywhere = action(
        &client,
        message,
        "Sign out everywhere",
        |client| async move { client.sign_out_everywhere().await.map(report) },
    );
    let hosted_button = has_hosted_ui.then(|| {
        action(
            &client,
            message,
            "Sign out through the hosted UI",
            |client| async move { client.redirect_sign_out().await.map(report) },
        )
    });
    let password_changed = move |()| {
        message.0.try_set("Your new password is saved.".into());
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
                    <p class="notes-said" role="status">{message.0}</p>
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
                        // Another page: `external` makes the router leave it to the browser.
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

/// Loads the user's attributes.
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

/// Renders a button that runs an action of the client, shows that it is busy, and reports the result.
fn action<F>(
    client: &Client,
    message: Message,
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
            let text = match ask(client).await {
                Ok(text) => text,
                Err(error) => format!("That did not work: {error}"),
            };
            message.0.try_set(text);
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
            // It fails only if the dialog is already open.
            let _ = dialog.show_modal();
        }
    });
    // The dialog is closed before it is removed, so that the browser returns the focus to the button that opened it.
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
