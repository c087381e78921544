//! The dialog of a section: a form, or a confirmation.

use std::sync::Arc;

use crate::ui::form::{Form, Work};
use crate::ui::{Screen, Text, frame};

use super::section::{Section, View};

/// A confirmation before something that cannot be undone.
pub(super) struct Question {
    pub title: Text,
    pub lead: Text,
    pub button: &'static str,
}

/// Returns a form for the section's dialog, with a link to cancel.
pub(super) fn form(section: &Section, title: impl Into<Text>, button: &'static str) -> Form {
    let options = section.dialog_options();
    let form = Form::new(&options, Screen::AccountDialog, title.into(), button);
    section.set_dialog_form(Some(form.state.clone()));
    Form {
        below: vec![section.cancel_link(section.texts().cancel)],
        ..form
    }
}

/// Opens a confirmation, and runs the work if the person confirms.
pub(super) fn confirm(
    section: &Section,
    question: Question,
    work: impl Fn() -> Work + Send + Sync + 'static,
) {
    let (section_of_dialog, work) = (section.clone(), Arc::new(work));
    let view: View = Arc::new(move || {
        let form = Form {
            lead: vec![question.lead.clone().into()],
            ..form(&section_of_dialog, question.title.clone(), question.button)
        };
        let work = work.clone();
        let form = form.view(Box::new(move |_| work()));
        vec![frame::block("vestibule-dangerous", vec![form])]
    });
    section.open_dialog(view);
}
