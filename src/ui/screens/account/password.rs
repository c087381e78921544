//! The section for the password: changes it, or sets one if there is none.

use std::sync::Arc;

use crate::Error;
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;

use super::page::Focus;
use super::rows::{Action, Row, list};
use super::section::{Section, View};
use super::{dialog, level};

/// The name of the button, which gets the focus back.
const BUTTON: &str = "change-password";

/// Whether the user has a password.
#[derive(Clone)]
struct PasswordState {
    username: String,
    has_password: bool,
}

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let client = section.client();
    let session = client.session().await?;
    // Users of an identity provider have their password there.
    if session.claims().names().any(|name| name == "identities") {
        return Ok(None);
    }
    let factors = client.mfa().factors().await?.first;
    let state = PasswordState {
        username: session.username().into(),
        has_password: factors.is_empty() || factors.iter().any(|one| one == "PASSWORD"),
    };
    let section = section.clone();
    Ok(Some(Arc::new(move || {
        vec![list(&section, vec![row(&section, &state)])]
    })))
}

fn row(section: &Section, state: &PasswordState) -> Row {
    let texts = section.texts();
    let (line, label) = match state.has_password {
        true => (texts.password_is_set, texts.change),
        false => (texts.password_is_none, texts.set_password),
    };
    let (opening, state) = (section.clone(), state.clone());
    let open = Action::new(BUTTON, label, move || {
        let (opening, state) = (opening.clone(), state.clone());
        level::require(&opening.clone(), move || {
            let (section_of_dialog, state) = (opening.clone(), state.clone());
            opening.open_dialog(Arc::new(move || vec![form(&section_of_dialog, &state)]));
        });
    });
    Row {
        key: "password-row".into(),
        name: line.into(),
        lines: Vec::new(),
        badges: Vec::new(),
        actions: vec![open],
    }
}

fn form(section: &Section, state: &PasswordState) -> Node {
    let (strings, texts) = (section.strings(), section.texts());
    let has_password = state.has_password;
    let title = match has_password {
        true => strings.change_password_title,
        false => texts.set_password_title,
    };
    let mut fields = Vec::new();
    if has_password {
        fields.push(FieldSpec::password(strings, strings.current_password));
    }
    fields.push(FieldSpec::new_password(strings, strings.new_password));
    let form = Form {
        fields,
        username: Some(state.username.clone()),
        ..dialog::form(section, title, strings.save_password)
    };
    let section = section.clone();
    form.view(Box::new(move |values: Values| -> Work {
        let section = section.clone();
        Box::pin(async move {
            let (client, new) = (section.client(), values.raw("new-password"));
            match has_password {
                true => {
                    let current = values.raw("password");
                    client.profile().change_password(current, new).await?;
                }
                false => client.profile().set_password(new).await?,
            }
            let text = section.strings().password_saved;
            section.finish(text, Focus::Button(BUTTON.into())).await
        })
    }))
}
