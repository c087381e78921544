//! The page of files in a bucket: what guests, members and administrators may do with them, and which IAM role AWS
//! sees.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use vestibule::ui::{Auth, use_auth};
use vestibule::{AwsCredentials, Client};

use crate::expiry::Countdown;
use crate::facts::{Facts, name_of};
use crate::heading::heading;
use crate::logo::Logo;
use crate::person::Person;
use crate::storage::{Bucket, Refusal};

/// An identity that does not exist, for files of another user.
const OTHER_IDENTITY: &str = "eu-west-1:00000000-0000-4000-8000-000000000000";

/// How long a shared link is valid, in seconds.
const LINK_TTL_SECS: u32 = 300;

/// The caller as AWS sees them.
#[derive(Clone, PartialEq)]
struct Caller {
    credentials: AwsCredentials,
    role: String,
    /// Whether the user had this identity as a guest, before signing in.
    was_guest: bool,
}

/// The page, for guests and users.
#[component]
pub fn FilesPage(bucket: Bucket, has_notes: bool) -> impl IntoView {
    use_auth().map(|auth| page(&auth, bucket, has_notes))
}

fn page(auth: &Auth, bucket: Bucket, has_notes: bool) -> AnyView {
    let notes = has_notes.then(|| {
        view! { class="notes", <a class="notes-link" href="/notes">"Notes"</a> }
    });
    let client = auth.client().clone();
    let session = auth.session().get_untracked();
    let name = session.as_ref().map(name_of);
    let caller = RwSignal::new(None);
    load_caller(&client, &bucket, name.is_none(), caller, Renewal::IfNeeded);
    let own = Signal::derive(move || {
        let caller: Option<Result<Caller, String>> = caller.get();
        let id = caller?.ok()?.credentials.identity_id().to_owned();
        Some(format!("private/{id}/note.txt"))
    });
    let place = |title, about, key: Signal<Option<String>>| {
        let (client, bucket) = (client.clone(), bucket.clone());
        view! { class="notes", <FileCard client bucket title about key /> }
    };
    let fixed = |key: String| Signal::derive(move || Some(key.clone()));
    let bar = match name.is_some() {
        true => view! { class="notes", <Person auth=auth.clone() /> }.into_any(),
        false => view! { class="notes", <a class="notes-link" href="/">"Sign in"</a> }.into_any(),
    };
    view! { class="notes",
        <div class="notes-page vestibule-tokens">
            <header class="notes-bar">
                <Logo />
                <strong>"Notes"</strong>
                <a class="notes-link notes-end" href="/">"Front page"</a>
                {bar}
            </header>
            <main class="notes-main notes-files">
                {heading("Files")}
                <WhoAmI client=client.clone() bucket=bucket.clone() name caller />
                {notes}
                {place("Your file", "Only you can read and write it, once you are signed in.", own)}
                {place(
                    "Public file",
                    "Everybody can read it. Only administrators can write it.",
                    fixed("public/welcome.txt".into()),
                )}
                {place(
                    "Another user's file",
                    "Only its owner and administrators can read it.",
                    fixed(format!("private/{OTHER_IDENTITY}/note.txt")),
                )}
            </main>
        </div>
    }
    .into_any()
}

/// Whether to renew the credentials.
#[derive(Clone, Copy, PartialEq)]
enum Renewal {
    IfNeeded,
    Always,
}

/// Loads the credentials and the role from AWS.
fn load_caller(
    client: &Client,
    bucket: &Bucket,
    is_guest: bool,
    caller: RwSignal<Option<Result<Caller, String>>>,
    renewal: Renewal,
) {
    let (client, bucket) = (client.clone(), bucket.clone());
    spawn_local(async move {
        let credentials = match renewal {
            Renewal::IfNeeded => client.aws().credentials().await,
            Renewal::Always => client.aws().renew().await,
        };
        let found = match credentials {
            Err(error) => Err(format!("{error} {}", error.help())),
            Ok(credentials) => {
                let role = bucket.role(&client).await;
                let was_guest = was_guest(credentials.identity_id(), is_guest);
                role.map_err(|refusal| refusal.text).map(|role| Caller {
                    credentials,
                    role,
                    was_guest,
                })
            }
        };
        caller.try_set(Some(found));
    });
}

/// The session storage key of the guest's identity.
const GUEST: &str = "notes.guest";

/// Returns whether the user has the identity of this tab's guest.
fn was_guest(id: &str, is_guest: bool) -> bool {
    let storage = web_sys::window().and_then(|window| window.session_storage().ok()?);
    match storage {
        Some(storage) if is_guest => {
            // Without storage, the page does not mention the guest.
            let _ = storage.set_item(GUEST, id);
            false
        }
        Some(storage) => storage.get_item(GUEST).ok().flatten().as_deref() == Some(id),
        None => false,
    }
}

#[component]
fn WhoAmI(
    client: Client,
    bucket: Bucket,
    name: Option<String>,
    caller: RwSignal<Option<Result<Caller, String>>>,
) -> impl IntoView {
    let is_guest = name.is_none();
    let known = move || caller.get().and_then(Result::ok);
    let person = name.unwrap_or_else(|| "Guest".into());
    let facts = Signal::derive(move || match caller.get() {
        None => Ok(Vec::new()),
        Some(Err(why)) => Err(why),
        Some(Ok(caller)) => Ok(vec![
            ("User".to_owned(), person.clone()),
            (
                "Identity".to_owned(),
                caller.credentials.identity_id().to_owned(),
            ),
            ("Role".to_owned(), caller.role),
        ]),
    });
    let expires = Signal::derive(move || {
        known().map(|caller| caller.credentials.expires_at().as_millis() as f64)
    });
    let history = move || {
        let caller = known()?;
        let before = caller.credentials.replaced_identity_id().map(|before| {
            format!("Your account already had this identity. As a guest, you had {before}.")
        });
        let same = caller
            .was_guest
            .then(|| "You had the same identity as a guest.".to_owned());
        before.or(same)
    };
    let renew = move |_| {
        caller.set(None);
        load_caller(&client, &bucket, is_guest, caller, Renewal::Always);
    };
    view! { class="notes",
        <section class="notes-card notes-session" aria-label="AWS credentials">
            <div>
                <h2>"AWS credentials"</h2>
                <Countdown until=expires what="the credentials expire" />
            </div>
            <p class="notes-said" role="status">{history}</p>
            <div class="notes-actions">
                <button type="button" class="vestibule-button" on:click=renew>"Renew now"</button>
            </div>
        </section>
        <Facts title="Your AWS identity" facts />
    }
}

/// The result of the last request for a file.
#[derive(Clone, Default)]
struct Outcome {
    text: String,
    details: String,
    link: Option<String>,
}

/// A file, with buttons to read, write and share it.
#[component]
fn FileCard(
    client: Client,
    bucket: Bucket,
    title: &'static str,
    about: &'static str,
    key: Signal<Option<String>>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let outcome = RwSignal::new(Outcome::default());
    let actions = FileActions {
        client,
        bucket,
        key,
        outcome,
    };
    let read = actions
        .clone()
        .button("Read", move |client, bucket, key| async move {
            text.try_set(bucket.read(&client, &key).await?);
            Ok(Outcome::message("Read."))
        });
    let save = actions
        .clone()
        .button("Save", move |client, bucket, key| async move {
            bucket.write(&client, &key, &text.get_untracked()).await?;
            Ok(Outcome::message("Saved."))
        });
    let share = actions.button("Share", move |client, bucket, key| async move {
        let link = bucket.share(&client, &key, LINK_TTL_SECS).await?;
        let lead = "Everybody with this link can read the file for five minutes:";
        Ok(Outcome {
            link: Some(link),
            ..Outcome::message(lead)
        })
    });
    let link = move || {
        outcome.get().link.map(|link| {
            view! { class="notes",
                <a class="notes-link" href=link target="_blank" rel="noopener noreferrer">"Open it"</a>
            }
        })
    };
    let details = move || {
        let details = outcome.get().details;
        (!details.is_empty()).then(|| {
            view! { class="notes",
                <details class="notes-muted">
                    <summary>"Response of AWS"</summary>
                    <p>{details}</p>
                </details>
            }
        })
    };
    view! { class="notes",
        <section class="notes-card notes-file" aria-label=title>
            <h2>{title}</h2>
            <p class="notes-muted">{about}</p>
            <p class="notes-key">{move || key.get().unwrap_or_else(|| "…".into())}</p>
            <textarea
                rows="3"
                aria-label=format!("Text: {title}")
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
            ></textarea>
            <div class="notes-actions">{read} {save} {share}</div>
            <div role="status">
                <p>{move || outcome.get().text} {link}</p>
                {details}
            </div>
        </section>
    }
}

impl Outcome {
    fn message(text: &str) -> Self {
        Outcome {
            text: text.into(),
            ..Outcome::default()
        }
    }
}

/// What the buttons of a file share.
#[derive(Clone)]
struct FileActions {
    client: Client,
    bucket: Bucket,
    key: Signal<Option<String>>,
    outcome: RwSignal<Outcome>,
}

impl FileActions {
    /// Renders a button that runs an action on the file and shows the result.
    fn button<F>(
        self,
        label: &'static str,
        ask: impl Fn(Client, Bucket, String) -> F + Copy + Send + 'static,
    ) -> AnyView
    where
        F: Future<Output = Result<Outcome, Refusal>> + 'static,
    {
        let is_busy = RwSignal::new(false);
        let press = move |_| {
            let Some(key) = self
                .key
                .get_untracked()
                .filter(|_| !is_busy.get_untracked())
            else {
                return;
            };
            is_busy.set(true);
            let (client, bucket, outcome) =
                (self.client.clone(), self.bucket.clone(), self.outcome);
            spawn_local(async move {
                let result = ask(client, bucket, key).await;
                outcome.try_set(result.unwrap_or_else(|Refusal { text, details }| Outcome {
                    text,
                    details,
                    link: None,
                }));
                is_busy.try_set(false);
            });
        };
        view! { class="notes",
            <button
                type="button"
                class="vestibule-button"
                aria-busy=move || if is_busy.get() { "true" } else { "false" }
                on:click=press
            >
                <span class="vestibule-button-label">{label}</span>
                <span class="vestibule-spinner"></span>
            </button>
        }
        .into_any()
    }
}
