//! What a section asks in its dialog: a form, or a question with two answers.

use std::sync::Arc;

use crate::ui::form::{Form, Work};
use crate::ui::{Screen, Text, frame};

use super::section::{Section, View};

/// A question before something is done that cannot be undone.
pub(super) struct Question {
    pub title: Text,
    pub lead: Text,
    pub button: &'static str,
}

/// A form in the dialog of the section, with nothing in it yet but a way out.
pub(super) fn form(section: &Section, title: impl Into<Text>, button: &'static str) -> Form {
    let options = section.dialog_options();
    Form {
        below: vec![section.cancel(section.words().cancel)],
        ..Form::new(&options, Screen::AccountDialog, title.into(), button)
    }
}

/// Asks, and does it if the answer is yes.
pub(super) fn confirm(
    section: &Section,
    question: Question,
    work: impl Fn() -> Work + Send + Sync + 'static,
) {
    let (asking, work) = (section.clone(), Arc::new(work));
    let view: View = Arc::new(move || {
        let form = Form {
            lead: vec![question.lead.clone().into()],
            ..form(&asking, question.title.clone(), question.button)
        };
        let work = work.clone();
        let form = form.view(Box::new(move |_| work()));
        vec![frame::block("vestibule-dangerous", vec![form])]
    });
    section.ask(view);
}
