//! A notebook that follows the user: stored in this browser, writable offline, and synchronized with other devices. The
//! person chooses when a note was changed in two places. For guests as well.

mod conflict;
mod editor;
mod list;
mod notebook;
mod status;

use leptos::prelude::*;
use vestibule::ui::{Auth, use_auth};

use crate::heading::heading;
use crate::logo::Logo;
use crate::person::Person;
use conflict::ConflictCard;
use editor::Editor;
use list::NoteList;
use notebook::Notebook;
use status::Status;

/// The page, for guests and users.
#[component]
pub fn NotesPage() -> impl IntoView {
    use_auth().map(|auth| page(&auth))
}

fn page(auth: &Auth) -> AnyView {
    let is_guest = auth.session().get_untracked().is_none();
    let bar = match is_guest {
        false => view! { class="notes", <Person auth=auth.clone() /> }.into_any(),
        true => view! { class="notes", <a class="notes-link" href="/">"Sign in"</a> }.into_any(),
    };
    let content = match Notebook::open(auth.client()) {
        Ok(notebook) => notes(notebook, is_guest),
        Err(error) => {
            let text = format!("{error} {}", error.help());
            view! { class="notes", <p class="notes-muted" role="alert">{text}</p> }.into_any()
        }
    };
    view! { class="notes",
        <div class="notes-page vestibule-tokens">
            <header class="notes-bar">
                <Logo />
                <strong>"Notes"</strong>
                <a class="notes-link notes-end" href="/">"Front page"</a>
                {bar}
            </header>
            <main class="notes-main notes-book">
                {heading("Your notes")}
                {content}
            </main>
        </div>
    }
    .into_any()
}

fn notes(notebook: Notebook, is_guest: bool) -> AnyView {
    let about = match is_guest {
        true => "You write as a guest. Sign in, or sign up, and these notes come along.",
        false => "They are on each device where you sign in.",
    };
    // A memo, so that the editor is not rendered again when something else in the notebook changes.
    let shown = {
        let notebook = notebook.clone();
        Memo::new(move |_| {
            let key = notebook.open.get()?;
            Some((notebook.conflict_of(&key), key))
        })
    };
    let opened = {
        let notebook = notebook.clone();
        move || {
            let notebook = notebook.clone();
            shown.get().map(|(conflict, key)| match conflict {
                Some(conflict) => {
                    view! { class="notes", <ConflictCard notebook conflict /> }.into_any()
                }
                None => view! { class="notes", <Editor notebook key /> }.into_any(),
            })
        }
    };
    view! { class="notes",
        <p class="notes-muted">{about}</p>
        <Status notebook=notebook.clone() />
        <NoteList notebook />
        {opened}
    }
    .into_any()
}
