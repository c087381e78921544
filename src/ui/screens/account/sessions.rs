//! The section for the user's sessions.

use std::sync::Arc;

use crate::ui::Text;
use crate::ui::form::Work;
use crate::ui::strings::fill;
use crate::{Client, Error, ErrorKind, UserSession};

use super::dialog::{self, Question};
use super::page::{Focus, Precision, date};
use super::pages;
use super::rows::{Action, Badge, Row, actions, list};
use super::section::{Section, View};

const OTHERS: &str = "end-others";
const ALL: &str = "end-all";

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let mut all = all(section.client()).await?;
    // This session comes first, then the most recently used one.
    all.sort_by_key(|one| (!one.is_this, std::cmp::Reverse(one.last_used)));
    let (section, all) = (section.clone(), Arc::new(all));
    Ok(Some(Arc::new(move || {
        let rows = all.iter().map(|one| row(&section, one)).collect();
        let mut buttons = Vec::new();
        if all.iter().any(|one| !one.is_this) {
            buttons.push(end_others(&section));
        }
        buttons.push(end_all(&section));
        vec![list(&section, rows), actions(buttons)]
    })))
}

async fn all(client: &Client) -> Result<Vec<UserSession>, Error> {
    let read = async |token: Option<&str>| {
        let page = client.sessions().list(token).await?;
        Ok((page.sessions, page.next))
    };
    pages::all(read).await
}

fn row(section: &Section, session: &UserSession) -> Row {
    let texts = section.texts();
    let name = match &session.device_type {
        Some(kind) => Text::Owned(kind.clone()),
        None if session.kind.as_deref() == Some("SSO") => Text::Borrowed(texts.session_hosted),
        None => Text::Borrowed(texts.session_unknown),
    };
    let mut lines: Vec<Text> = place(section, session).into_iter().collect();
    let used = session
        .last_used
        .map(|time| date(time, Precision::Minute, section.strings()));
    lines.extend(used.map(|time| Text::Owned(fill(texts.last_used, "{date}", &time))));
    let (badges, actions) = match session.is_this {
        true => (vec![Badge::success(texts.this_session)], Vec::new()),
        false => (
            Vec::new(),
            vec![end(section, name.clone(), session.id.clone())],
        ),
    };
    Row {
        key: ["session-", &session.id].concat(),
        name,
        lines,
        badges,
        actions,
    }
}

/// Returns where it was used last: the city and the country, or else the IP address.
fn place(section: &Section, session: &UserSession) -> Option<Text> {
    let texts = section.texts();
    Some(match (&session.city, &session.country) {
        (Some(city), Some(country)) => {
            let place = fill(texts.session_place, "{city}", city);
            Text::Owned(fill(&place, "{country}", country))
        }
        (Some(one), None) | (None, Some(one)) => Text::Owned(one.clone()),
        (None, None) => Text::Owned(session.ip_address.as_ref()?.expose().into()),
    })
}

fn end(section: &Section, name: Text, id: String) -> Action {
    let section_of_dialog = section.clone();
    let button = ["end-", &id].concat();
    Action::new(button, section.strings().sign_out, move || {
        let texts = section_of_dialog.texts();
        let question = Question {
            title: Text::Owned(fill(texts.end_session_title, "{name}", &name)),
            lead: texts.end_session_lead.into(),
            button: section_of_dialog.strings().sign_out,
        };
        let (section_of_action, id) = (section_of_dialog.clone(), id.clone());
        dialog::confirm(&section_of_dialog, question, move || -> Work {
            let (section, id) = (section_of_action.clone(), id.clone());
            Box::pin(async move {
                end_one(section.client(), &id).await?;
                let texts = section.texts();
                section.finish(texts.session_ended, Focus::Title).await
            })
        });
    })
}

fn end_others(section: &Section) -> Action {
    let texts = section.texts();
    let section_of_dialog = section.clone();
    Action::new(OTHERS, texts.end_others, move || {
        let texts = section_of_dialog.texts();
        let question = Question {
            title: texts.end_others_title.into(),
            lead: texts.end_others_lead.into(),
            button: texts.end_others,
        };
        let section_of_action = section_of_dialog.clone();
        dialog::confirm(&section_of_dialog, question, move || -> Work {
            let section = section_of_action.clone();
            Box::pin(async move {
                let others = all(section.client()).await?.into_iter();
                for other in others.filter(|one| !one.is_this) {
                    end_one(section.client(), &other.id).await?;
                }
                let texts = section.texts();
                section.finish(texts.others_ended, Focus::Title).await
            })
        });
    })
}

/// Ends a session, and the session of the hosted pages that it came from, which would let the next person in.
async fn end_one(client: &Client, id: &str) -> Result<(), Error> {
    match client.sessions().revoke_linked(id).await {
        // It has already ended, perhaps together with a linked session.
        Err(error) if error.kind() == ErrorKind::ResourceNotFound => Ok(()),
        ended => ended,
    }
}

fn end_all(section: &Section) -> Action {
    let texts = section.texts();
    let section_of_dialog = section.clone();
    Action::new(ALL, texts.end_all, move || {
        let texts = section_of_dialog.texts();
        let question = Question {
            title: texts.end_all_title.into(),
            lead: texts.end_all_lead.into(),
            button: texts.end_all,
        };
        let section_of_action = section_of_dialog.clone();
        dialog::confirm(&section_of_dialog, question, move || -> Work {
            let section = section_of_action.clone();
            Box::pin(async move {
                let report = section.client().sign_out_everywhere().await?;
                section.close();
                if let Some(error) = report.unfinished() {
                    crate::ui::dom::log_error(error);
                }
                Ok(())
            })
        });
    })
}
