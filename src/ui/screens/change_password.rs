//! A new password for somebody who is signed in.

use leptos::prelude::*;

use crate::Client;

use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::{Options, Screen, frame};

/// The screen that changes the password of whoever is signed in.
#[component]
pub fn ChangePassword(
    /// Changes it.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// Whose it is, for password managers.
    #[prop(optional, into)]
    username: String,
    /// Told once it is changed.
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
            Spec::password(strings, strings.current_password),
            Spec::new_password(strings, strings.new_password),
        ],
        username: Some(username),
        ..Form::new(options, Screen::ChangePassword, title.into(), button)
    };
    form.view(Box::new(move |values: Values| -> Work {
        let client = client.clone();
        Box::pin(async move {
            let (current, new) = (values.exact("password"), values.exact("new-password"));
            client.profile().change_password(current, new).await?;
            on_done.try_run(());
            Ok(())
        })
    }))
}
