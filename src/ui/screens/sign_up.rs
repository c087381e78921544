//! The sign-up screen.

use leptos::prelude::*;

use crate::{Client, SignUp as NewAccount, SignUpStep};

use super::{link_with_username, question_with_link, title};
use crate::ui::attribute::{self, SubmittedAttributes};
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::reactive::{Handler, handler};
use crate::ui::shared_state::{self, SharedState};
use crate::ui::{Options, Screen, SignUpPassword, UsernameKind, frame};

/// The sign-up screen: the username, an e-mail address if the username is not one, the app's own fields, and a
/// password.
#[component]
pub fn SignUp(
    /// The client of the user pool.
    client: Client,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// The initial value of the username field.
    #[prop(optional, into)]
    username: String,
    /// Called with the next step: the code that confirms the account, or done.
    #[prop(into)]
    on_step: Callback<SignUpStep>,
    /// Called with the username when the person wants to sign in. Without it there is no such link.
    #[prop(optional, into)]
    on_sign_in: Option<Callback<String>>,
) -> impl IntoView {
    let (on_step, on_sign_in) = (handler(on_step), on_sign_in.map(handler));
    frame::in_language(options, move |options| {
        let (client, on_step) = (client.clone(), on_step.clone());
        sign_up(client, options, &username, on_step, on_sign_in.clone())
    })
}

pub(in crate::ui) fn sign_up(
    client: Client,
    options: &Options,
    username: &str,
    on_step: Handler<SignUpStep>,
    on_sign_in: Option<Handler<String>>,
) -> Node {
    let strings = &options.0.strings;
    let title = title(options, strings.sign_up_title, strings.sign_up_title_app);
    let form = Form::new(options, Screen::SignUp, title, strings.sign_up);
    let shared = SharedState::from_context();
    let kind = options.0.username;

    let (above, mut below) = super::providers(&client, options, &form.state);
    below.extend(on_sign_in.map(|to| {
        let answer = link_with_username(strings.sign_in_link, to, &form.state);
        question_with_link(strings.sign_in_question, answer)
    }));
    let typed = |name: &str| shared.as_ref()?.sign_up_value(name);
    let mut fields = vec![match kind {
        UsernameKind::PhoneNumber => attribute::phone_username(options, username, &typed),
        _ => FieldSpec::username(options, username),
    }];
    if kind == UsernameKind::Username {
        fields.push(FieldSpec::email(strings).with_value(typed("email")));
    }
    let own = options.0.sign_up_fields.iter();
    fields.extend(own.map(|field| attribute::spec(options, field, &typed)));
    let asks_password = options.0.sign_up_password == SignUpPassword::Asked;
    if asks_password {
        fields.push(FieldSpec::new_password(strings, strings.password));
    }
    let consents = options.advanced().consents.iter();
    fields.extend(consents.map(|field| attribute::spec(options, field, &typed)));

    let form = Form {
        fields,
        above,
        below,
        ..form
    };
    let options = options.clone();
    form.view(Box::new(move |values: Values| -> Work {
        let (client, shared) = (client.clone(), shared.clone());
        let (on_step, options) = (on_step.clone(), options.clone());
        Box::pin(async move {
            let username = &attribute::username(&options, &values);
            let password = values.raw("new-password");
            if let Some(shared) = shared {
                if asks_password {
                    shared.set_credentials(shared_state::password_credentials(username, password));
                }
                shared.set_sign_up_values(values.others(&["new-password"]));
            }
            let submitted = attribute::submitted(&options, &values, &["username", "new-password"]);
            let account = new_account(&options, submitted, username, password);
            let own = match &options.advanced().sign_up_service {
                Some(service) => service(client.clone(), account.clone()).await?,
                None => None,
            };
            on_step(match own {
                Some(step) => step,
                None => client.sign_up(account).await?,
            });
            Ok(())
        })
    }))
}

/// Returns the new account. Each control but the username and the password is an attribute with the control's name. The
/// username is one too if it is an address or a phone number.
fn new_account(
    options: &Options,
    mut submitted: SubmittedAttributes,
    username: &str,
    password: &str,
) -> NewAccount {
    attribute::add_unchecked_boxes(options, &mut submitted);
    let mut account = match options.0.sign_up_password {
        SignUpPassword::Asked => NewAccount::new(username, password),
        SignUpPassword::NotAsked => NewAccount::without_password(username),
    };
    for (name, value) in submitted.attributes {
        account = account.attribute(name, value);
    }
    for (name, value) in submitted.validation {
        account = account.validation(name, value);
    }
    match options.0.username {
        UsernameKind::Username => account,
        UsernameKind::Email => account.attribute("email", username),
        UsernameKind::PhoneNumber => account.attribute("phone_number", username),
    }
}
