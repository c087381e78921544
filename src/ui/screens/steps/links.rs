//! The links below the form of a further step.

use super::StepContext;
use crate::ui::form::{FormState, Work};
use crate::ui::node::Node;
use crate::ui::screens::question_with_link;
use crate::ui::{button, frame};
use crate::{Client, Credentials};

use super::Prompt;

/// Returns the link back to the sign-in screen.
pub(super) fn back(context: &StepContext, username: &str) -> Option<Node> {
    let text = (context.back_label)(&context.options.0.strings);
    link_back(context, text, username)
}

/// Returns the link back for a code that cannot be sent again: Cognito sends another one only in a new sign-in.
pub(super) fn back_for_another_code(context: &StepContext, username: &str) -> Vec<Node> {
    let texts = context.texts();
    let link = link_back(context, texts.sign_in_again, username);
    let question = link.map(|link| question_with_link(texts.no_code, link));
    question.into_iter().collect()
}

/// Returns the link to choose another first factor, which starts a new sign-in. The client is that of the step: it has
/// the person's choice to stay signed in.
pub(super) fn another_factor(
    context: &StepContext,
    state: &FormState,
    client: &Client,
    username: &str,
) -> Node {
    let (context, state) = (context.clone(), state.clone());
    let (client, username) = (client.clone(), String::from(username));
    let text = context.texts().another_way;
    let press = move || {
        let (context, client) = (context.clone(), client.clone());
        let username = username.clone();
        state.run(Box::new(move || -> Work {
            let (client, name) = (client.clone(), username.clone());
            let restart = context.restart.clone();
            context.work(
                &username,
                Box::pin(async move {
                    let step = match restart {
                        Some(restart) => restart().await,
                        None => client.sign_in(Credentials::choice(name)).await,
                    };
                    step.map(Prompt::Step)
                }),
            )
        }));
    };
    button::link(text, Box::new(press)).into()
}

/// Returns a row of links.
pub(super) fn row(links: Vec<Option<Node>>) -> Vec<Node> {
    let links: Vec<Node> = links.into_iter().flatten().collect();
    match links.is_empty() {
        true => Vec::new(),
        false => vec![frame::block("vestibule-links", links)],
    }
}

fn link_back(context: &StepContext, text: &'static str, username: &str) -> Option<Node> {
    let (back, username) = (context.on_back.clone()?, String::from(username));
    Some(button::link(text, Box::new(move || back(username.clone()))).into())
}
