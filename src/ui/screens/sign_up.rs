//! A new account.

use leptos::prelude::*;

use crate::{Client, SignUp as NewAccount, SignUpStep};

use super::{Answer, question, title};
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, State, Work};
use crate::ui::kept::{self, Kept};
use crate::ui::{Options, Screen, UsernameKind};

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
    let strings = options.0.strings;
    let state = State::new(&options, None);
    let kept = use_context::<Kept>();
    let kind = options.0.username;

    let (above, mut below) = super::providers(&client, &options, state);
    below.extend(on_sign_in.map(|to| {
        let answer = Answer {
            words: strings.sign_in_link,
            to,
        };
        question(strings.sign_in_question, answer, state)
    }));
    let mut fields = vec![Spec::username(&options, &username)];
    if kind == UsernameKind::Username {
        fields.push(Spec::email(&strings));
    }
    fields.extend(
        options
            .0
            .sign_up_fields
            .iter()
            .map(|field| Spec::own(&strings, field)),
    );
    fields.push(Spec::new_password(&strings, strings.password));

    let form = Form {
        title: title(&options, strings.sign_up_title, strings.sign_up_title_app),
        screen: Screen::SignUp,
        lead: Vec::new(),
        state,
        fields,
        username: None,
        aside: None,
        button: strings.sign_up,
        above,
        below,
        options,
    };
    form.view(move |values: Values| -> Work {
        let client = client.clone();
        Box::pin(async move {
            let username = values.text("username");
            let password = values.exact("new-password");
            if let Some(kept) = kept {
                kept.keep(kept::credentials(username, password));
            }
            let step = client
                .sign_up(new_account(kind, &values, username, password))
                .await?;
            on_step.try_run(step);
            Ok(())
        })
    })
}

/// Every control but the username and the password is an attribute under its own name; what one
/// signs in with is one too where it is an address or a number.
fn new_account(kind: UsernameKind, values: &Values, username: &str, password: &str) -> NewAccount {
    let mut account = NewAccount::new(username, password);
    for (name, value) in values.others(&["username", "new-password"]) {
        account = account.attribute(name, value);
    }
    match kind {
        UsernameKind::Username => account,
        UsernameKind::Email => account.attribute("email", username),
        UsernameKind::PhoneNumber => account.attribute("phone_number", username),
    }
}
