//! Devices that the pool remembers.

use std::sync::Arc;

use crate::ui::Text;
use crate::ui::form::Work;
use crate::ui::strings::fill;
use crate::{Device, Error, ErrorKind};

use super::dialog::{self, Question};
use super::page::{Focus, Precision, date};
use super::rows::{Action, Mark, Row, list, sentence};
use super::section::{Section, View};

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let client = section.client();
    let mut all = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let page = match client.devices().list(next.as_deref()).await {
            // The pool remembers none.
            Err(error) if error.kind() == ErrorKind::InvalidUserPoolConfiguration => {
                return Ok(None);
            }
            page => page?,
        };
        all.extend(page.devices);
        // A list that does not end is none.
        if page.next.is_none() || page.next == next {
            break;
        }
        next = page.next;
    }
    // The one that the person is at comes first.
    all.sort_by_key(|device| !device.is_this);
    let is_undecided = client
        .devices()
        .this()
        .await?
        .is_some_and(|this| this.is_undecided);
    let (section, all) = (section.clone(), Arc::new(all));
    Ok(Some(Arc::new(move || match all.is_empty() {
        true => vec![sentence(section.words().devices_none)],
        false => {
            let rows = all.iter().map(|one| row(&section, one, is_undecided));
            vec![list(&section, rows.collect())]
        }
    })))
}

fn row(section: &Section, device: &Device, is_undecided: bool) -> Row {
    let words = section.words();
    let mut marks = Vec::new();
    let mut actions = Vec::new();
    if device.is_this {
        marks.push(Mark::good(words.this_device));
    }
    if device.is_remembered == Some(true) {
        marks.push(Mark::plain(words.remembered));
    } else if device.is_this && is_undecided {
        actions.push(remember(section, &device.key));
    }
    let name = match &device.name {
        Some(name) => Text::Owned(name.clone()),
        None => Text::Borrowed(words.device_unnamed),
    };
    actions.push(forget(section, name.clone(), &device.key));
    let used = device
        .last_used
        .map(|time| date(time, Precision::Minute, section.strings()));
    let used = used.map(|time| Text::Owned(fill(words.last_used, "{date}", &time)));
    Row {
        key: ["device-", &device.key].concat(),
        name,
        lines: used.into_iter().collect(),
        marks,
        actions,
    }
}

fn remember(section: &Section, key: &str) -> Action {
    let words = section.words();
    let (acting, key) = (section.clone(), Arc::<str>::from(key));
    Action::acts(section, "remember-device", words.remember, move || {
        let (section, key) = (acting.clone(), key.clone());
        Box::pin(async move {
            section.client().devices().remember(&key).await?;
            let focus = Focus::Button(["forget-", &key].concat().into());
            section.done(section.words().device_remembered, focus).await
        })
    })
}

fn forget(section: &Section, name: Text, key: &str) -> Action {
    let words = section.words();
    let (asking, key) = (section.clone(), Arc::<str>::from(key));
    let button = ["forget-", &key].concat();
    Action::opens(button, words.forget, move || {
        let words = asking.words();
        let question = Question {
            title: Text::Owned(fill(words.forget_title, "{name}", &name)),
            lead: words.forget_lead.into(),
            button: words.forget,
        };
        let (acting, key) = (asking.clone(), key.clone());
        dialog::confirm(&asking, question, move || -> Work {
            let (section, key) = (acting.clone(), key.clone());
            Box::pin(async move {
                match section.client().devices().forget(&key).await {
                    // Forgotten elsewhere.
                    Err(error) if error.kind() == ErrorKind::ResourceNotFound => {}
                    forgotten => forgotten?,
                }
                let words = section.words();
                section.done(words.device_forgotten, Focus::Title).await
            })
        });
    })
}
