//! A new account.

use leptos::prelude::*;

use crate::{Client, SignUp as NewAccount, SignUpStep};

use super::{question, title, way};
use crate::ui::attribute::{self, Filled};
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::kept::{self, Kept};
use crate::ui::live::{Told, told};
use crate::ui::node::Node;
use crate::ui::{Options, Screen, SignUpPassword, UsernameKind, frame};

/// The sign-up screen: what one signs in with, an e-mail address where that is a plain name, the
/// app's own fields, and a password.
#[component]
pub fn SignUp(
    /// Signs up with it.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// What stands in the first field to begin with.
    #[prop(optional, into)]
    username: String,
    /// Told of the step that follows: a code to confirm, or nothing more.
    #[prop(into)]
    on_step: Callback<SignUpStep>,
    /// Leads to the sign-in screen, with what was typed as username. No link without it.
    #[prop(optional, into)]
    on_sign_in: Option<Callback<String>>,
) -> impl IntoView {
    let (on_step, on_sign_in) = (told(on_step), on_sign_in.map(told));
    frame::in_language(options, move |options| {
        let (client, on_step) = (client.clone(), on_step.clone());
        sign_up(client, options, &username, on_step, on_sign_in.clone())
    })
}

pub(in crate::ui) fn sign_up(
    client: Client,
    options: &Options,
    username: &str,
    on_step: Told<SignUpStep>,
    on_sign_in: Option<Told<String>>,
) -> Node {
    let strings = &options.0.strings;
    let title = title(options, strings.sign_up_title, strings.sign_up_title_app);
    let form = Form::new(options, Screen::SignUp, title, strings.sign_up);
    let kept = Kept::around();
    let kind = options.0.username;

    let (above, mut below) = super::providers(&client, options, &form.state);
    below.extend(on_sign_in.map(|to| {
        let answer = way(strings.sign_in_link, to, &form.state);
        question(strings.sign_in_question, answer)
    }));
    let typed = |name: &str| kept.as_ref()?.typed(name);
    let mut fields = vec![match kind {
        UsernameKind::PhoneNumber => attribute::phone_username(options, username, &typed),
        _ => Spec::username(options, username),
    }];
    if kind == UsernameKind::Username {
        fields.push(Spec::email(strings).with_value(typed("email")));
    }
    let own = options.0.sign_up_fields.iter();
    fields.extend(own.map(|field| attribute::spec(options, field, &typed)));
    let asks_password = options.0.sign_up_password == SignUpPassword::Asked;
    if asks_password {
        fields.push(Spec::new_password(strings, strings.password));
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
        let (client, kept) = (client.clone(), kept.clone());
        let (on_step, options) = (on_step.clone(), options.clone());
        Box::pin(async move {
            let username = &attribute::username(&options, &values);
            let password = values.exact("new-password");
            if let Some(kept) = kept {
                if asks_password {
                    kept.keep(kept::credentials(username, password));
                }
                kept.keep_typed(values.others(&["new-password"]));
            }
            let filled = attribute::filled(&options, &values, &["username", "new-password"]);
            let account = new_account(&options, filled, username, password);
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

/// Every control but the username and the password is an attribute under its own name; what one
/// signs in with is one too where it is an address or a number.
fn new_account(
    options: &Options,
    mut filled: Filled,
    username: &str,
    password: &str,
) -> NewAccount {
    attribute::unticked(options, &mut filled);
    let mut account = match options.0.sign_up_password {
        SignUpPassword::Asked => NewAccount::new(username, password),
        SignUpPassword::NotAsked => NewAccount::without_password(username),
    };
    for (name, value) in filled.attributes {
        account = account.attribute(name, value);
    }
    for (name, value) in filled.validation {
        account = account.validation(name, value);
    }
    match options.0.username {
        UsernameKind::Username => account,
        UsernameKind::Email => account.attribute("email", username),
        UsernameKind::PhoneNumber => account.attribute("phone_number", username),
    }
}
