//! Where else the person is signed in.

use std::sync::Arc;

use crate::ui::Text;
use crate::ui::form::Work;
use crate::ui::strings::fill;
use crate::{Client, Error, ErrorKind, UserSession};

use super::dialog::{self, Question};
use super::page::{Focus, Precision, date};
use super::rows::{Action, Mark, Row, actions, list};
use super::section::{Section, View};

const OTHERS: &str = "end-others";
const ALL: &str = "end-all";

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let mut all = all(section.client()).await?;
    // This one comes first, then the one that was used last.
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
    let mut all = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let page = client.sessions().list(next.as_deref()).await?;
        all.extend(page.sessions);
        // A list that does not end is none.
        if page.next.is_none() || page.next == next {
            return Ok(all);
        }
        next = page.next;
    }
}

fn row(section: &Section, session: &UserSession) -> Row {
    let words = section.words();
    let name = match &session.device_type {
        Some(kind) => Text::Owned(kind.clone()),
        None if session.kind.as_deref() == Some("SSO") => Text::Borrowed(words.session_hosted),
        None => Text::Borrowed(words.session_unknown),
    };
    let mut lines: Vec<Text> = place(section, session).into_iter().collect();
    let used = session
        .last_used
        .map(|time| date(time, Precision::Minute, section.strings()));
    lines.extend(used.map(|time| Text::Owned(fill(words.last_used, "{date}", &time))));
    let (marks, actions) = match session.is_this {
        true => (vec![Mark::good(words.this_session)], Vec::new()),
        false => (
            Vec::new(),
            vec![end(section, name.clone(), session.id.clone())],
        ),
    };
    Row {
        key: ["session-", &session.id].concat(),
        name,
        lines,
        marks,
        actions,
    }
}

/// Where it was used last: by the map, or else by the address.
fn place(section: &Section, session: &UserSession) -> Option<Text> {
    let words = section.words();
    Some(match (&session.city, &session.country) {
        (Some(city), Some(country)) => {
            let place = fill(words.session_place, "{city}", city);
            Text::Owned(fill(&place, "{country}", country))
        }
        (Some(one), None) | (None, Some(one)) => Text::Owned(one.clone()),
        (None, None) => Text::Owned(session.ip_address.as_ref()?.expose().into()),
    })
}

fn end(section: &Section, name: Text, id: String) -> Action {
    let asking = section.clone();
    let button = ["end-", &id].concat();
    Action::opens(button, section.strings().sign_out, move || {
        let words = asking.words();
        let question = Question {
            title: Text::Owned(fill(words.end_session_title, "{name}", &name)),
            lead: words.end_session_lead.into(),
            button: asking.strings().sign_out,
        };
        let (acting, id) = (asking.clone(), id.clone());
        dialog::confirm(&asking, question, move || -> Work {
            let (section, id) = (acting.clone(), id.clone());
            Box::pin(async move {
                end_one(section.client(), &id).await?;
                let words = section.words();
                section.done(words.session_ended, Focus::Title).await
            })
        });
    })
}

fn end_others(section: &Section) -> Action {
    let words = section.words();
    let asking = section.clone();
    Action::opens(OTHERS, words.end_others, move || {
        let words = asking.words();
        let question = Question {
            title: words.end_others_title.into(),
            lead: words.end_others_lead.into(),
            button: words.end_others,
        };
        let acting = asking.clone();
        dialog::confirm(&asking, question, move || -> Work {
            let section = acting.clone();
            Box::pin(async move {
                let others = all(section.client()).await?.into_iter();
                for other in others.filter(|one| !one.is_this) {
                    end_one(section.client(), &other.id).await?;
                }
                let words = section.words();
                section.done(words.others_ended, Focus::Title).await
            })
        });
    })
}

/// Ends a session, and the one of the hosted pages that it came from: that would let the next person in.
async fn end_one(client: &Client, id: &str) -> Result<(), Error> {
    match client.sessions().revoke_linked(id).await {
        // It has ended meanwhile, perhaps with one that it was linked with.
        Err(error) if error.kind() == ErrorKind::ResourceNotFound => Ok(()),
        ended => ended,
    }
}

fn end_all(section: &Section) -> Action {
    let words = section.words();
    let asking = section.clone();
    Action::opens(ALL, words.end_all, move || {
        let words = asking.words();
        let question = Question {
            title: words.end_all_title.into(),
            lead: words.end_all_lead.into(),
            button: words.end_all,
        };
        let acting = asking.clone();
        dialog::confirm(&asking, question, move || -> Work {
            let section = acting.clone();
            Box::pin(async move {
                let report = section.client().sign_out_everywhere().await?;
                section.close();
                if let Some(error) = report.unfinished() {
                    crate::ui::dom::tell_developer(error);
                }
                Ok(())
            })
        });
    })
}
