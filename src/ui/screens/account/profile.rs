//! What the app knows of the person: attributes, and the verification of those that a code can reach.

use std::sync::Arc;

use crate::ui::code::{self, SHORT, Sends, as_it_comes};
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::strings::fill;
use crate::ui::{SignUpField, Text, attribute, frame, style, web_otp};
use crate::{CodeDelivery, Error, User};

use super::dialog;
use super::page::Focus;
use super::rows::{Action, Mark, Row, list};
use super::section::{Section, View};

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let user = Arc::new(section.client().profile().user().await?);
    let section = section.clone();
    Ok(Some(Arc::new(move || {
        let facts = facts(&section, &user).into_iter();
        let rows = facts.map(|fact| row(&section, &user, fact));
        vec![list(&section, rows.collect())]
    })))
}

/// An attribute that is shown.
#[derive(Clone)]
struct Fact {
    field: SignUpField,
    label: Text,
    value: Option<String>,
    /// Of an address or number; nothing of everything else.
    is_verified: Option<bool>,
}

/// Attributes that people know of themselves. One of these without a value is not shown, but for the name.
const USUAL: [&str; 9] = [
    "name",
    "given_name",
    "middle_name",
    "family_name",
    "nickname",
    "preferred_username",
    "birthdate",
    "website",
    "address",
];

/// The attributes to show: the address and the number, what the sign-up asks for, and the usual ones.
fn facts(section: &Section, user: &User) -> Vec<Fact> {
    let options = section.options();
    let optional = |name: &'static str| SignUpField::standard(name).optional();
    let mut fields = vec![SignUpField::standard("email"), optional("phone_number")];
    let own = options.0.sign_up_fields.iter();
    fields.extend(own.filter(|field| field.is_kept()).cloned());
    let usual = USUAL.into_iter();
    let usual = usual.filter(|name| *name == "name" || value(user, name).is_some());
    fields.extend(usual.map(optional));
    let mut facts: Vec<Fact> = Vec::new();
    for field in fields {
        let name = &*field.attribute;
        if facts.iter().any(|fact| fact.field.attribute == name) {
            continue;
        }
        facts.push(Fact {
            label: attribute::label(options, &field),
            value: value(user, name),
            is_verified: match name {
                "email" => Some(user.email_verified().unwrap_or_default()),
                "phone_number" => Some(user.phone_number_verified().unwrap_or_default()),
                _ => None,
            },
            field,
        });
    }
    facts
}

fn value(user: &User, name: &str) -> Option<String> {
    let value = user.attribute(name)?;
    Some(String::from(value)).filter(|value| !value.is_empty())
}

fn row(section: &Section, user: &Arc<User>, fact: Fact) -> Row {
    let words = section.words();
    let pending = pending(section, &fact.field.attribute);
    let mut lines = vec![match &fact.value {
        Some(value) => Text::Owned(value.clone()),
        None => Text::Borrowed(words.none),
    }];
    let mut marks = Vec::new();
    let mut actions = Vec::new();
    if let Some(new) = &pending {
        lines.push(Text::Owned(fill(words.pending, "{new}", new)));
        actions.push(enter_code(section, &fact.field.attribute));
    } else if let (Some(is_verified), Some(_)) = (fact.is_verified, &fact.value) {
        marks.push(match is_verified {
            true => Mark::good(words.verified),
            false => Mark::plain(words.unverified),
        });
        if !is_verified {
            actions.push(verify(section, &fact));
        }
    }
    let key = fact.field.attribute.to_string();
    let label = fact.label.clone();
    actions.push(change(section, user, fact));
    Row {
        key,
        name: label,
        lines,
        marks,
        actions,
    }
}

/// The value that waits for its code, as the person typed it.
fn pending(section: &Section, attribute: &str) -> Option<String> {
    let all = section.kept().now();
    let found = all.into_iter().find(|(name, _)| name == attribute);
    found.map(|(_, value)| value)
}

fn set_pending(section: &Section, attribute: &str, value: Option<String>) {
    section.kept().change(|all| {
        all.retain(|(name, _)| name != attribute);
        all.extend(value.map(|value| (String::from(attribute), value)));
    });
}

/// The button that changes an attribute, or adds it.
fn change(section: &Section, user: &Arc<User>, fact: Fact) -> Action {
    let words = section.words();
    let label = match fact.value {
        Some(_) => words.change,
        None => words.add,
    };
    let (section, user) = (section.clone(), user.clone());
    let name = change_name(&fact.field.attribute);
    Action::opens(name, label, move || {
        let (asking, user, fact) = (section.clone(), user.clone(), fact.clone());
        section.ask(Arc::new(move || vec![change_form(&asking, &user, &fact)]));
    })
}

fn change_name(attribute: &str) -> String {
    ["change-", attribute].concat()
}

fn change_form(section: &Section, user: &User, fact: &Fact) -> Node {
    let words = section.words();
    let title = match fact.value {
        Some(_) => words.change_title,
        None => words.add_title,
    };
    let title = fill(title, "{attribute}", &fact.label);
    let is_contact = fact.is_verified.is_some();
    let form = dialog::form(section, title, words.save);
    let known = |name: &str| fact.value.clone().filter(|_| *name == fact.field.attribute);
    let form = Form {
        lead: match is_contact {
            true => vec![words.change_lead.into()],
            false => Vec::new(),
        },
        fields: vec![attribute::spec(&form.options, &fact.field, &known)],
        username: (!is_contact).then(|| user.username.clone()),
        ..form
    };
    let (section, fact) = (section.clone(), fact.clone());
    form.view(Box::new(move |values: Values| -> Work {
        let (section, fact) = (section.clone(), fact.clone());
        Box::pin(async move {
            let options = section.options();
            let mut filled = attribute::filled(options, &values, &["username"]);
            attribute::unticked(options, &mut filled);
            let all = filled.attributes.into_iter();
            let mut new = all.filter(|(name, _)| *name == fact.field.attribute);
            save(&section, &fact, new.next().map(|(_, value)| value)).await
        })
    }))
}

async fn save(section: &Section, fact: &Fact, new: Option<String>) -> Result<(), Error> {
    let (client, words) = (section.client(), section.words());
    let name = &*fact.field.attribute;
    let sent = match &new {
        Some(new) => {
            let new = [(name, new.as_str())];
            client.profile().update_attributes(&new).await?
        }
        None => {
            if fact.value.is_some() {
                client.profile().delete_attributes(&[name]).await?;
            }
            Vec::new()
        }
    };
    let sent = sent.into_iter().find(|sent| sent.attribute == name);
    set_pending(section, name, new.filter(|_| sent.is_some()));
    match sent {
        Some(sent) => {
            // The list behind the dialog is true already, for who closes it now.
            section.reload().await;
            ask_code(section, name, Some(sent));
            Ok(())
        }
        None => {
            let focus = Focus::Button(change_name(name).into());
            section.done(words.saved, focus).await
        }
    }
}

/// The button that has a code sent.
fn verify(section: &Section, fact: &Fact) -> Action {
    let words = section.words();
    let (acting, attribute) = (section.clone(), fact.field.attribute.clone());
    Action::acts(
        section,
        ["verify-", &fact.field.attribute].concat(),
        words.verify,
        move || {
            let (section, attribute) = (acting.clone(), attribute.clone());
            Box::pin(async move {
                let client = section.client();
                let sent = client.profile().send_attribute_code(&attribute).await?;
                ask_code(&section, &attribute, sent);
                Ok(())
            })
        },
    )
}

/// The button back to the code that was sent already.
fn enter_code(section: &Section, attribute: &Text) -> Action {
    let (opening, words) = (section.clone(), section.words());
    let attribute = attribute.clone();
    let name = ["verify-", &attribute].concat();
    Action::opens(name, words.enter_code, move || {
        ask_code(&opening, &attribute, None);
    })
}

fn ask_code(section: &Section, attribute: &str, sent: Option<CodeDelivery>) {
    let (asking, attribute) = (section.clone(), String::from(attribute));
    section.ask(Arc::new(move || {
        vec![code_form(&asking, &attribute, sent.as_ref())]
    }));
}

fn code_form(section: &Section, attribute: &str, sent: Option<&CodeDelivery>) -> Node {
    let (strings, words) = (section.strings(), section.words());
    let title = match attribute {
        "phone_number" => strings.check_phone,
        _ => strings.check_email,
    };
    let form = dialog::form(section, title, words.verify);
    let again = (section.clone(), String::from(attribute));
    let send = move || -> Work {
        let (section, attribute) = again.clone();
        Box::pin(async move {
            let client = section.client();
            client
                .profile()
                .send_attribute_code(&attribute)
                .await
                .map(drop)
        })
    };
    style::adopt_steps(&form.options);
    web_otp::listen(&form.state, sent);
    let resend = code::resend(&form.options, &form.state, sent.is_some(), Box::new(send));
    let typed = pending(section, attribute);
    let form = Form {
        lead: code::lead_to(strings, sent, typed.as_deref()),
        fields: vec![
            Spec::code(strings)
                .in_cells(SHORT)
                .on_typed(as_it_comes(&form.state, Sends::At(SHORT))),
        ],
        below: vec![
            frame::block("vestibule-links", vec![resend]),
            section.cancel(words.later),
        ],
        ..form
    };
    let (section, attribute) = (section.clone(), String::from(attribute));
    form.view(Box::new(move |values: Values| -> Work {
        let (section, attribute) = (section.clone(), attribute.clone());
        Box::pin(async move {
            let code = values.code(code::NAME);
            let client = section.client();
            client.profile().verify_attribute(&attribute, &code).await?;
            set_pending(&section, &attribute, None);
            let focus = Focus::Button(change_name(&attribute).into());
            section.done(section.words().verified_now, focus).await
        })
    }))
}
