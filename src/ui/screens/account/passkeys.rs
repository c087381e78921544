//! Passkeys: made, listed, deleted. Cognito names them by their authenticator, and has no way to name them anew.

use std::sync::Arc;

use crate::ui::form::Work;
use crate::ui::strings::fill;
use crate::ui::{Notice, Text};
use crate::{Error, ErrorKind, Passkey};

use super::dialog::{self, Question};
use super::level;
use super::page::{Focus, Precision, date};
use super::rows::{Action, Row, actions, list, sentence};
use super::section::{Section, View};

const ADD: &str = "add-passkey";

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let client = section.client();
    let mut all = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let page = client.passkeys().list(next.as_deref()).await?;
        all.extend(page.passkeys);
        // A list that does not end is none.
        if page.next.is_none() || page.next == next {
            break;
        }
        next = page.next;
    }
    let (section, all) = (section.clone(), Arc::new(all));
    Ok(Some(Arc::new(move || {
        let words = section.words();
        let shown = match all.is_empty() {
            true => sentence(words.passkeys_none),
            false => list(&section, all.iter().map(|one| row(&section, one)).collect()),
        };
        vec![shown, actions(vec![add(&section)])]
    })))
}

fn row(section: &Section, passkey: &Passkey) -> Row {
    let words = section.words();
    let kind = match passkey.attachment.as_deref() {
        Some("platform") => Some(words.passkey_platform),
        Some("cross-platform") => Some(words.passkey_portable),
        _ => None,
    };
    let made = passkey
        .created
        .map(|time| date(time, Precision::Day, section.strings()));
    let made = made.map(|day| Text::Owned(fill(words.passkey_added, "{date}", &day)));
    let lines = kind.map(Text::Borrowed).into_iter().chain(made);
    let name = match passkey.name.is_empty() {
        true => words.passkey_unnamed.into(),
        false => Text::Owned(passkey.name.clone()),
    };
    Row {
        key: ["passkey-", &passkey.id].concat(),
        lines: lines.collect(),
        marks: Vec::new(),
        actions: vec![delete(section, name.clone(), &passkey.id)],
        name,
    }
}

fn add(section: &Section) -> Action {
    let words = section.words();
    let acting = section.clone();
    let add = Action::acts(section, ADD, words.add_passkey, move || {
        let section = acting.clone();
        Box::pin(async move {
            let words = section.words();
            match section.client().passkeys().register().await {
                // Whoever closes the browser's question has done nothing wrong.
                Err(error) if error.kind() == ErrorKind::PasskeyCancelled => {
                    section.say(Notice::plain(words.passkey_not_made));
                    return Ok(());
                }
                made => made?,
            }
            let focus = Focus::Button(ADD.into());
            section.done(words.passkey_saved, focus).await
        })
    });
    add.primary()
}

fn delete(section: &Section, name: Text, id: &str) -> Action {
    let words = section.words();
    let (asking, id) = (section.clone(), Arc::<str>::from(id));
    let button = ["delete-", &id].concat();
    Action::opens(button, words.delete, move || {
        let (asking, name, id) = (asking.clone(), name.clone(), id.clone());
        level::first(&asking.clone(), move || ask_to_delete(&asking, &name, &id));
    })
}

fn ask_to_delete(asking: &Section, name: &str, id: &Arc<str>) {
    let words = asking.words();
    let question = Question {
        title: Text::Owned(fill(words.delete_passkey_title, "{name}", name)),
        lead: words.delete_passkey_lead.into(),
        button: words.delete,
    };
    let (acting, id) = (asking.clone(), id.clone());
    dialog::confirm(asking, question, move || -> Work {
        let (section, id) = (acting.clone(), id.clone());
        Box::pin(async move {
            match section.client().passkeys().delete(&id).await {
                // Deleted in another tab, or by an administrator.
                Err(error) if error.kind() == ErrorKind::ResourceNotFound => {}
                deleted => deleted?,
            }
            let words = section.words();
            section.done(words.passkey_deleted, Focus::Title).await
        })
    });
}
