//! Username and password.

use leptos::prelude::*;

use crate::{Client, SignInStep};

use super::{Answer, has_screen, question, title};
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, State, Work};
use crate::ui::{Notice, Options, Screen, SignUpAccess, Text, button, frame, kept};

/// The sign-in screen.
///
/// Hands on whatever step Cognito asks for next; the [`Authenticator`](crate::ui::Authenticator)
/// knows what to do with each.
#[component]
pub fn SignIn(
    /// Signs in with it.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// What stands in the first field to begin with.
    #[prop(optional, into)]
    username: String,
    /// What stands above the button to begin with.
    #[prop(optional)]
    notice: Option<Notice>,
    /// Told of the step that follows.
    #[prop(into)]
    on_step: Callback<SignInStep>,
    /// Leads to the sign-up screen, with what was typed as username. No link without it.
    #[prop(optional, into)]
    on_sign_up: Option<Callback<String>>,
    /// Leads to the forgotten password, with what was typed as username. No link without it.
    #[prop(optional, into)]
    on_forgot_password: Option<Callback<String>>,
) -> impl IntoView {
    let strings = options.0.strings;
    let state = State::new(&options, notice);
    let (above, mut below) = super::providers(&client, &options, state);
    if let Some(on_sign_up) = on_sign_up
        && options.0.sign_up == SignUpAccess::Open
    {
        let answer = Answer {
            words: strings.sign_up_link,
            to: on_sign_up,
        };
        below.push(question(strings.sign_up_question, answer, state));
    }
    let aside = on_forgot_password.map(|forgot| {
        let link = button::link(Text::Borrowed(strings.forgot_link), move || {
            forgot.try_run(state.typed("username"));
        });
        frame::block("vestibule-aside", vec![link])
    });
    let form = Form {
        title: title(&options, strings.sign_in_title, strings.sign_in_title_app),
        screen: Screen::SignIn,
        lead: Vec::new(),
        state,
        fields: vec![
            Spec::username(&options, &username),
            Spec::password(&strings, strings.password),
        ],
        username: None,
        aside,
        button: strings.sign_in,
        above,
        below,
        options,
    };
    form.view(move |values: Values| -> Work {
        let client = client.clone();
        Box::pin(async move {
            let credentials = kept::credentials(values.text("username"), values.exact("password"));
            let step = client.sign_in(credentials).await?;
            if !has_screen(&step) {
                state.say(Notice::bad(strings.unsupported_step));
            }
            on_step.try_run(step);
            Ok(())
        })
    })
}
