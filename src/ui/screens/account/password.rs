//! The password: changed, or set where there is none.

use std::sync::Arc;

use crate::Error;
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;

use super::page::Focus;
use super::rows::{Action, Row, list};
use super::section::{Section, View};
use super::{dialog, level};

/// The name of the button, to which the focus comes back.
const BUTTON: &str = "change-password";

/// Whose password it is, and whether there is one.
#[derive(Clone)]
struct Known {
    username: String,
    has_password: bool,
}

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let client = section.client();
    let session = client.session().await?;
    // Whoever came by another provider has their password there.
    if session.claims().names().any(|name| name == "identities") {
        return Ok(None);
    }
    let factors = client.mfa().factors().await?.first;
    let known = Known {
        username: session.username().into(),
        has_password: factors.is_empty() || factors.iter().any(|one| one == "PASSWORD"),
    };
    let section = section.clone();
    Ok(Some(Arc::new(move || {
        vec![list(&section, vec![row(&section, &known)])]
    })))
}

fn row(section: &Section, known: &Known) -> Row {
    let words = section.words();
    let (line, label) = match known.has_password {
        true => (words.password_is_set, words.change),
        false => (words.password_is_none, words.set_password),
    };
    let (opening, known) = (section.clone(), known.clone());
    let open = Action::opens(BUTTON, label, move || {
        let (opening, known) = (opening.clone(), known.clone());
        level::first(&opening.clone(), move || {
            let (asking, known) = (opening.clone(), known.clone());
            opening.ask(Arc::new(move || vec![form(&asking, &known)]));
        });
    });
    Row {
        key: "password-row".into(),
        name: line.into(),
        lines: Vec::new(),
        marks: Vec::new(),
        actions: vec![open],
    }
}

fn form(section: &Section, known: &Known) -> Node {
    let (strings, words) = (section.strings(), section.words());
    let has_password = known.has_password;
    let title = match has_password {
        true => strings.change_password_title,
        false => words.set_password_title,
    };
    let mut fields = Vec::new();
    if has_password {
        fields.push(Spec::password(strings, strings.current_password));
    }
    fields.push(Spec::new_password(strings, strings.new_password));
    let form = Form {
        fields,
        username: Some(known.username.clone()),
        ..dialog::form(section, title, strings.save_password)
    };
    let section = section.clone();
    form.view(Box::new(move |values: Values| -> Work {
        let section = section.clone();
        Box::pin(async move {
            let (client, new) = (section.client(), values.exact("new-password"));
            match has_password {
                true => {
                    let current = values.exact("password");
                    client.profile().change_password(current, new).await?;
                }
                false => client.profile().set_password(new).await?,
            }
            let words = section.strings().password_saved;
            section.done(words, Focus::Button(BUTTON.into())).await
        })
    }))
}
