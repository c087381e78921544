//! The section for user attributes, and the verification of an address or a number by a code.

use std::sync::Arc;

use crate::ui::code::{self, AutoSubmit, SHORT_CODE_LENGTH, read_code_input};
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::strings::fill;
use crate::ui::{SignUpField, Text, attribute, frame, style, web_otp};
use crate::{CodeDelivery, Error, User};

use super::dialog;
use super::page::Focus;
use super::rows::{Action, Badge, Row, list};
use super::section::{Section, View};

pub(super) async fn load(section: &Section) -> Result<Option<View>, Error> {
    let user = Arc::new(section.client().profile().user().await?);
    let section = section.clone();
    Ok(Some(Arc::new(move || {
        let shown_attributes = shown_attributes(&section, &user).into_iter();
        let rows = shown_attributes.map(|shown| row(&section, &user, shown));
        vec![list(&section, rows.collect())]
    })))
}

/// An attribute in the list.
#[derive(Clone)]
struct ShownAttribute {
    field: SignUpField,
    label: Text,
    value: Option<String>,
    /// Whether an address or a number is verified; `None` for other attributes.
    is_verified: Option<bool>,
}

/// Attributes that people recognize. One without a value is not shown, except for the name.
const WELL_KNOWN: [&str; 9] = [
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

/// Returns the attributes to show: the address and the phone number, the fields of the sign-up, and the well-known
/// ones.
fn shown_attributes(section: &Section, user: &User) -> Vec<ShownAttribute> {
    let options = section.options();
    let optional = |name: &'static str| SignUpField::standard(name).optional();
    let mut fields = vec![SignUpField::standard("email"), optional("phone_number")];
    let own = options.0.sign_up_fields.iter();
    fields.extend(own.filter(|field| field.is_attribute()).cloned());
    let well_known = WELL_KNOWN.into_iter();
    let well_known = well_known.filter(|name| *name == "name" || value(user, name).is_some());
    fields.extend(well_known.map(optional));
    let mut shown_attributes: Vec<ShownAttribute> = Vec::new();
    for field in fields {
        let name = &*field.attribute;
        if shown_attributes
            .iter()
            .any(|shown| shown.field.attribute == name)
        {
            continue;
        }
        shown_attributes.push(ShownAttribute {
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
    shown_attributes
}

fn value(user: &User, name: &str) -> Option<String> {
    let value = user.attribute(name)?;
    Some(String::from(value)).filter(|value| !value.is_empty())
}

fn row(section: &Section, user: &Arc<User>, shown: ShownAttribute) -> Row {
    let texts = section.texts();
    let pending = pending(section, &shown.field.attribute);
    let mut lines = vec![match &shown.value {
        Some(value) => Text::Owned(value.clone()),
        None => Text::Borrowed(texts.none),
    }];
    let mut badges = Vec::new();
    let mut actions = Vec::new();
    if let Some(new) = &pending {
        lines.push(Text::Owned(fill(texts.pending, "{new}", new)));
        actions.push(enter_code(section, &shown.field.attribute));
    } else if let (Some(is_verified), Some(_)) = (shown.is_verified, &shown.value) {
        badges.push(match is_verified {
            true => Badge::success(texts.verified),
            false => Badge::neutral(texts.unverified),
        });
        if !is_verified {
            actions.push(verify(section, &shown));
        }
    }
    let key = shown.field.attribute.to_string();
    let label = shown.label.clone();
    actions.push(change(section, user, shown));
    Row {
        key,
        name: label,
        lines,
        badges,
        actions,
    }
}

/// Returns the new value that waits for its code, as the person entered it.
fn pending(section: &Section, attribute: &str) -> Option<String> {
    let all = section.local_state().get_untracked();
    let found = all.into_iter().find(|(name, _)| name == attribute);
    found.map(|(_, value)| value)
}

fn set_pending(section: &Section, attribute: &str, value: Option<String>) {
    section.local_state().update_untracked(|all| {
        all.retain(|(name, _)| name != attribute);
        all.extend(value.map(|value| (String::from(attribute), value)));
    });
}

/// Returns the button that changes or adds an attribute.
fn change(section: &Section, user: &Arc<User>, shown: ShownAttribute) -> Action {
    let texts = section.texts();
    let label = match shown.value {
        Some(_) => texts.change,
        None => texts.add,
    };
    let (section, user) = (section.clone(), user.clone());
    let name = change_name(&shown.field.attribute);
    Action::new(name, label, move || {
        let (section_of_dialog, user, shown) = (section.clone(), user.clone(), shown.clone());
        section.open_dialog(Arc::new(move || {
            vec![change_form(&section_of_dialog, &user, &shown)]
        }));
    })
}

fn change_name(attribute: &str) -> String {
    ["change-", attribute].concat()
}

fn change_form(section: &Section, user: &User, shown: &ShownAttribute) -> Node {
    let texts = section.texts();
    let title = match shown.value {
        Some(_) => texts.change_title,
        None => texts.add_title,
    };
    let title = fill(title, "{attribute}", &shown.label);
    let is_contact = shown.is_verified.is_some();
    let form = dialog::form(section, title, texts.save);
    let initial_value = |name: &str| {
        shown
            .value
            .clone()
            .filter(|_| *name == shown.field.attribute)
    };
    let form = Form {
        lead: match is_contact {
            true => vec![texts.change_lead.into()],
            false => Vec::new(),
        },
        fields: vec![attribute::spec(&form.options, &shown.field, &initial_value)],
        username: (!is_contact).then(|| user.username.clone()),
        ..form
    };
    let (section, shown) = (section.clone(), shown.clone());
    form.view(Box::new(move |values: Values| -> Work {
        let (section, shown) = (section.clone(), shown.clone());
        Box::pin(async move {
            let options = section.options();
            let mut submitted = attribute::submitted(options, &values, &["username"]);
            attribute::add_unchecked_boxes(options, &mut submitted);
            let all = submitted.attributes.into_iter();
            let mut new = all.filter(|(name, _)| *name == shown.field.attribute);
            save(&section, &shown, new.next().map(|(_, value)| value)).await
        })
    }))
}

async fn save(section: &Section, shown: &ShownAttribute, new: Option<String>) -> Result<(), Error> {
    let (client, texts) = (section.client(), section.texts());
    let name = &*shown.field.attribute;
    let sent = match &new {
        Some(new) => {
            let new = [(name, new.as_str())];
            client.profile().update_attributes(&new).await?
        }
        None => {
            if shown.value.is_some() {
                client.profile().delete_attributes(&[name]).await?;
            }
            Vec::new()
        }
    };
    let sent = sent.into_iter().find(|sent| sent.attribute == name);
    set_pending(section, name, new.filter(|_| sent.is_some()));
    match sent {
        Some(sent) => {
            // So that the list is up to date if the person closes the dialog now.
            section.reload().await;
            // Otherwise the list has a button to enter the code.
            if section.is_in_dialog() {
                ask_code(section, name, Some(sent));
            }
            Ok(())
        }
        None => {
            let focus = Focus::Button(change_name(name).into());
            section.finish(texts.saved, focus).await
        }
    }
}

/// Returns the button that sends a code.
fn verify(section: &Section, shown: &ShownAttribute) -> Action {
    let texts = section.texts();
    let (section_of_action, attribute) = (section.clone(), shown.field.attribute.clone());
    Action::with_work(
        section,
        ["verify-", &shown.field.attribute].concat(),
        texts.verify,
        move || {
            let (section, attribute) = (section_of_action.clone(), attribute.clone());
            Box::pin(async move {
                let client = section.client();
                let sent = client.profile().send_attribute_code(&attribute).await?;
                ask_code(&section, &attribute, sent);
                Ok(())
            })
        },
    )
}

/// Returns the button to enter a code that was already sent.
fn enter_code(section: &Section, attribute: &Text) -> Action {
    let (section_of_dialog, texts) = (section.clone(), section.texts());
    let attribute = attribute.clone();
    let name = ["verify-", &attribute].concat();
    Action::new(name, texts.enter_code, move || {
        ask_code(&section_of_dialog, &attribute, None);
    })
}

fn ask_code(section: &Section, attribute: &str, sent: Option<CodeDelivery>) {
    let (section_of_dialog, attribute) = (section.clone(), String::from(attribute));
    section.open_dialog(Arc::new(move || {
        vec![code_form(&section_of_dialog, &attribute, sent.as_ref())]
    }));
}

fn code_form(section: &Section, attribute: &str, sent: Option<&CodeDelivery>) -> Node {
    let (strings, texts) = (section.strings(), section.texts());
    let title = match attribute {
        "phone_number" => strings.check_phone,
        _ => strings.check_email,
    };
    let form = dialog::form(section, title, texts.verify);
    let captured = (section.clone(), String::from(attribute));
    let send = move || -> Work {
        let (section, attribute) = captured.clone();
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
    let resend = code::resend(&form.options, &form.state, sent.is_some(), Arc::new(send));
    let entered = pending(section, attribute);
    let form = Form {
        lead: code::lead_with_address(strings, sent, entered.as_deref()),
        fields: vec![
            FieldSpec::code(strings)
                .in_cells(SHORT_CODE_LENGTH)
                .on_input(read_code_input(
                    &form.state,
                    AutoSubmit::AtLength(SHORT_CODE_LENGTH),
                )),
        ],
        below: vec![
            frame::block("vestibule-links", vec![resend]),
            section.cancel_link(texts.later),
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
            section.finish(section.texts().verified_now, focus).await
        })
    }))
}
