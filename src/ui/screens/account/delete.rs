//! The section that deletes the account, after two questions and typing the username.

use std::sync::Arc;

use crate::Error;
use crate::ui::button::Weight;
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::strings::fill;
use crate::ui::{Notice, frame};

use super::rows::{Action, actions};
use super::section::{Section, View};
use super::{dialog, level};

/// The name of the control for the username that has to be typed.
const NAME: &str = "answer";

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let session = section.client().session().await?;
    let username = Arc::<str>::from(session.username());
    let section = section.clone();
    Ok(Some(Arc::new(move || {
        let (section_of_dialog, username) = (section.clone(), username.clone());
        let label = section.texts().delete_account;
        let mut open = Action::new("delete-account", label, move || {
            let (first, username) = (section_of_dialog.clone(), username.clone());
            let section_of_dialog = section_of_dialog.clone();
            level::require(&section_of_dialog.clone(), move || {
                let (first, username) = (first.clone(), username.clone());
                section_of_dialog
                    .open_dialog(Arc::new(move || vec![first_question(&first, &username)]));
            });
        });
        open.weight = Weight::Secondary;
        let button = actions(vec![open]);
        vec![frame::block("vestibule-dangerous", vec![button])]
    })))
}

fn first_question(section: &Section, username: &Arc<str>) -> Node {
    let texts = section.texts();
    let form = Form {
        lead: vec![texts.delete_first_lead.into()],
        ..dialog::form(section, texts.delete_first_title, texts.delete_go_on)
    };
    let (section, username) = (section.clone(), username.clone());
    let form = form.view(Box::new(move |_| -> Work {
        let (section_of_dialog, username) = (section.clone(), username.clone());
        section.open_dialog(Arc::new(move || {
            vec![last_question(&section_of_dialog, &username)]
        }));
        Box::pin(std::future::ready(Ok(())))
    }));
    frame::block("vestibule-dangerous", vec![form])
}

fn last_question(section: &Section, username: &Arc<str>) -> Node {
    let texts = section.texts();
    let lead = fill(texts.delete_last_lead, "{username}", username);
    let form = Form {
        lead: vec![lead.into()],
        fields: vec![FieldSpec::answer(texts.delete_label, texts.delete_missing)],
        ..dialog::form(section, texts.delete_last_title, texts.delete_now)
    };
    let state = form.state.clone();
    let (section, username) = (section.clone(), username.clone());
    let form = form.view(Box::new(move |values: Values| -> Work {
        let (section, state) = (section.clone(), state.clone());
        let matches_username = values.text(NAME).eq_ignore_ascii_case(&username);
        Box::pin(async move {
            if !matches_username {
                state.show_notice(Notice::error(section.texts().delete_mismatch));
                return Ok(());
            }
            section.client().profile().delete_user().await?;
            section.close();
            Ok(())
        })
    }));
    frame::block("vestibule-dangerous", vec![form])
}
