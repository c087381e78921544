//! The end of the account: asked twice, and typed.

use std::sync::Arc;

use crate::Error;
use crate::ui::button::Weight;
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::strings::fill;
use crate::ui::{Notice, frame};

use super::rows::{Action, actions};
use super::section::{Section, View};
use super::{dialog, level};

/// What has to be typed, in the control of this name.
const NAME: &str = "answer";

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let session = section.client().session().await?;
    let username = Arc::<str>::from(session.username());
    let section = section.clone();
    Ok(Some(Arc::new(move || {
        let (asking, username) = (section.clone(), username.clone());
        let label = section.words().delete_account;
        let mut open = Action::opens("delete-account", label, move || {
            let (first, username) = (asking.clone(), username.clone());
            let asking = asking.clone();
            level::first(&asking.clone(), move || {
                let (first, username) = (first.clone(), username.clone());
                asking.ask(Arc::new(move || vec![first_question(&first, &username)]));
            });
        });
        open.weight = Weight::Quiet;
        let button = actions(vec![open]);
        vec![frame::block("vestibule-dangerous", vec![button])]
    })))
}

fn first_question(section: &Section, username: &Arc<str>) -> Node {
    let words = section.words();
    let form = Form {
        lead: vec![words.delete_first_lead.into()],
        ..dialog::form(section, words.delete_first_title, words.delete_go_on)
    };
    let (section, username) = (section.clone(), username.clone());
    let form = form.view(Box::new(move |_| -> Work {
        let (asking, username) = (section.clone(), username.clone());
        section.ask(Arc::new(move || vec![last_question(&asking, &username)]));
        Box::pin(std::future::ready(Ok(())))
    }));
    frame::block("vestibule-dangerous", vec![form])
}

fn last_question(section: &Section, username: &Arc<str>) -> Node {
    let words = section.words();
    let lead = fill(words.delete_last_lead, "{username}", username);
    let form = Form {
        lead: vec![lead.into()],
        fields: vec![Spec::answer(words.delete_label, words.delete_missing)],
        ..dialog::form(section, words.delete_last_title, words.delete_now)
    };
    let state = form.state.clone();
    let (section, username) = (section.clone(), username.clone());
    let form = form.view(Box::new(move |values: Values| -> Work {
        let (section, state) = (section.clone(), state.clone());
        let is_typed = values.text(NAME).eq_ignore_ascii_case(&username);
        Box::pin(async move {
            if !is_typed {
                state.say(Notice::bad(section.words().delete_mismatch));
                return Ok(());
            }
            section.client().profile().delete_user().await?;
            section.close();
            Ok(())
        })
    }));
    frame::block("vestibule-dangerous", vec![form])
}
