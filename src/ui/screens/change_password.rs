//! A new password for somebody who is signed in.

use leptos::prelude::*;

use crate::Client;

use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::{Options, Screen, frame};

/// The screen that changes the password of the user who is signed in.
#[component]
pub fn ChangePassword(
    /// The client of the user pool.
    client: Client,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// The username, for password managers.
    #[prop(optional, into)]
    username: String,
    /// Called once the password has been changed.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    frame::in_language(options, move |options| {
        change_password(client.clone(), options, username.clone(), on_done)
    })
}

fn change_password(
    client: Client,
    options: &Options,
    username: String,
    on_done: Callback<()>,
) -> Node {
    let strings = &options.0.strings;
    let (title, button) = (strings.change_password_title, strings.save_password);
    let form = Form {
        fields: vec![
            FieldSpec::password(strings, strings.current_password),
            FieldSpec::new_password(strings, strings.new_password),
        ],
        username: Some(username),
        ..Form::new(options, Screen::ChangePassword, title.into(), button)
    };
    form.view(Box::new(move |values: Values| -> Work {
        let client = client.clone();
        Box::pin(async move {
            let (current, new) = (values.raw("password"), values.raw("new-password"));
            client.profile().change_password(current, new).await?;
            on_done.try_run(());
            Ok(())
        })
    }))
}
