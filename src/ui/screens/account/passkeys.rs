//! The section for passkeys: lists, registers and deletes them. Cognito names them by their authenticator and cannot
//! rename them.

use std::sync::Arc;

use crate::ui::form::Work;
use crate::ui::strings::fill;
use crate::ui::{Notice, Text};
use crate::{Error, ErrorKind, Passkey};

use super::dialog::{self, Question};
use super::level;
use super::page::{Focus, Precision, date};
use super::pages;
use super::rows::{Action, Row, actions, list, sentence};
use super::section::{Section, View};

const ADD: &str = "add-passkey";

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let client = section.client();
    let read = async |token: Option<&str>| {
        let page = client.passkeys().list(token).await?;
        Ok((page.passkeys, page.next))
    };
    let all = pages::all(read).await?;
    let (section, all) = (section.clone(), Arc::new(all));
    Ok(Some(Arc::new(move || {
        let texts = section.texts();
        let shown = match all.is_empty() {
            true => sentence(texts.passkeys_none),
            false => list(&section, all.iter().map(|one| row(&section, one)).collect()),
        };
        vec![shown, actions(vec![add(&section)])]
    })))
}

fn row(section: &Section, passkey: &Passkey) -> Row {
    let texts = section.texts();
    let kind = match passkey.attachment.as_deref() {
        Some("platform") => Some(texts.passkey_platform),
        Some("cross-platform") => Some(texts.passkey_portable),
        _ => None,
    };
    let made = passkey
        .created
        .map(|time| date(time, Precision::Day, section.strings()));
    let made = made.map(|day| Text::Owned(fill(texts.passkey_added, "{date}", &day)));
    let lines = kind.map(Text::Borrowed).into_iter().chain(made);
    let name = match passkey.name.is_empty() {
        true => texts.passkey_unnamed.into(),
        false => Text::Owned(passkey.name.clone()),
    };
    Row {
        key: ["passkey-", &passkey.id].concat(),
        lines: lines.collect(),
        badges: Vec::new(),
        actions: vec![delete(section, name.clone(), &passkey.id)],
        name,
    }
}

fn add(section: &Section) -> Action {
    let texts = section.texts();
    let section_of_action = section.clone();
    let add = Action::with_work(section, ADD, texts.add_passkey, move || {
        let section = section_of_action.clone();
        Box::pin(async move {
            let texts = section.texts();
            match section.client().passkeys().register().await {
                // Closing the browser's dialog is not an error.
                Err(error) if error.kind() == ErrorKind::PasskeyCancelled => {
                    section.show_notice(Notice::info(texts.passkey_not_made));
                    return Ok(());
                }
                made => made?,
            }
            let focus = Focus::Button(ADD.into());
            section.finish(texts.passkey_saved, focus).await
        })
    });
    add.primary()
}

fn delete(section: &Section, name: Text, id: &str) -> Action {
    let texts = section.texts();
    let (section_of_dialog, id) = (section.clone(), Arc::<str>::from(id));
    let button = ["delete-", &id].concat();
    Action::new(button, texts.delete, move || {
        let (section_of_dialog, name, id) = (section_of_dialog.clone(), name.clone(), id.clone());
        level::require(&section_of_dialog.clone(), move || {
            ask_to_delete(&section_of_dialog, &name, &id)
        });
    })
}

fn ask_to_delete(section_of_dialog: &Section, name: &str, id: &Arc<str>) {
    let texts = section_of_dialog.texts();
    let question = Question {
        title: Text::Owned(fill(texts.delete_passkey_title, "{name}", name)),
        lead: texts.delete_passkey_lead.into(),
        button: texts.delete,
    };
    let (section_of_action, id) = (section_of_dialog.clone(), id.clone());
    dialog::confirm(section_of_dialog, question, move || -> Work {
        let (section, id) = (section_of_action.clone(), id.clone());
        Box::pin(async move {
            match section.client().passkeys().delete(&id).await {
                // It was deleted in another tab, or by an administrator.
                Err(error) if error.kind() == ErrorKind::ResourceNotFound => {}
                deleted => deleted?,
            }
            let texts = section.texts();
            section.finish(texts.passkey_deleted, Focus::Title).await
        })
    });
}
