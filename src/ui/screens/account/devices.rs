//! The section for devices that the pool remembers.

use std::sync::Arc;

use crate::ui::Text;
use crate::ui::form::Work;
use crate::ui::strings::fill;
use crate::{Device, Error, ErrorKind};

use super::dialog::{self, Question};
use super::page::{Focus, Precision, date};
use super::pages;
use super::rows::{Action, Badge, Row, list, sentence};
use super::section::{Section, View};

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let client = section.client();
    let read = async |token: Option<&str>| {
        let page = client.devices().list(token).await?;
        Ok((page.devices, page.next))
    };
    let mut all = match pages::all(read).await {
        // The pool does not remember devices.
        Err(error) if error.kind() == ErrorKind::InvalidUserPoolConfiguration => {
            return Ok(None);
        }
        all => all?,
    };
    // This device comes first.
    all.sort_by_key(|device| !device.is_this);
    let is_undecided = client
        .devices()
        .this()
        .await?
        .is_some_and(|this| this.is_undecided);
    let (section, all) = (section.clone(), Arc::new(all));
    Ok(Some(Arc::new(move || match all.is_empty() {
        true => vec![sentence(section.texts().devices_none)],
        false => {
            let rows = all.iter().map(|one| row(&section, one, is_undecided));
            vec![list(&section, rows.collect())]
        }
    })))
}

fn row(section: &Section, device: &Device, is_undecided: bool) -> Row {
    let texts = section.texts();
    let mut badges = Vec::new();
    let mut actions = Vec::new();
    if device.is_this {
        badges.push(Badge::success(texts.this_device));
    }
    if device.is_remembered == Some(true) {
        badges.push(Badge::neutral(texts.remembered));
    } else if device.is_this && is_undecided {
        actions.push(remember(section, &device.key));
    }
    let name = match &device.name {
        Some(name) => Text::Owned(name.clone()),
        None => Text::Borrowed(texts.device_unnamed),
    };
    actions.push(forget(section, name.clone(), &device.key));
    let used = device
        .last_used
        .map(|time| date(time, Precision::Minute, section.strings()));
    let used = used.map(|time| Text::Owned(fill(texts.last_used, "{date}", &time)));
    Row {
        key: ["device-", &device.key].concat(),
        name,
        lines: used.into_iter().collect(),
        badges,
        actions,
    }
}

fn remember(section: &Section, key: &str) -> Action {
    let texts = section.texts();
    let (section_of_action, key) = (section.clone(), Arc::<str>::from(key));
    Action::with_work(section, "remember-device", texts.remember, move || {
        let (section, key) = (section_of_action.clone(), key.clone());
        Box::pin(async move {
            section.client().devices().remember(&key).await?;
            let focus = Focus::Button(["forget-", &key].concat().into());
            section
                .finish(section.texts().device_remembered, focus)
                .await
        })
    })
}

fn forget(section: &Section, name: Text, key: &str) -> Action {
    let texts = section.texts();
    let (section_of_dialog, key) = (section.clone(), Arc::<str>::from(key));
    let button = ["forget-", &key].concat();
    Action::new(button, texts.forget, move || {
        let texts = section_of_dialog.texts();
        let question = Question {
            title: Text::Owned(fill(texts.forget_title, "{name}", &name)),
            lead: texts.forget_lead.into(),
            button: texts.forget,
        };
        let (section_of_action, key) = (section_of_dialog.clone(), key.clone());
        dialog::confirm(&section_of_dialog, question, move || -> Work {
            let (section, key) = (section_of_action.clone(), key.clone());
            Box::pin(async move {
                match section.client().devices().forget(&key).await {
                    // It was forgotten elsewhere.
                    Err(error) if error.kind() == ErrorKind::ResourceNotFound => {}
                    forgotten => forgotten?,
                }
                let texts = section.texts();
                section.finish(texts.device_forgotten, Focus::Title).await
            })
        });
    })
}
