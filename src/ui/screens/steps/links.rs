//! What stands below the form of a further step.

use super::Onward;
use crate::Credentials;
use crate::ui::form::{State, Work};
use crate::ui::node::Node;
use crate::ui::screens::question;
use crate::ui::{button, frame};

use super::Asked;

/// The link back to the sign-in screen.
pub(super) fn back(onward: &Onward, username: &str) -> Option<Node> {
    let words = (onward.back_words)(&onward.options.0.strings);
    link_back(onward, words, username)
}

/// The same for whom no other code can be sent: Cognito sends one to whoever begins anew, and to nobody else.
pub(super) fn back_for_another_code(onward: &Onward, username: &str) -> Vec<Node> {
    let words = onward.words();
    let link = link_back(onward, words.sign_in_again, username);
    let question = link.map(|link| question(words.no_code, link));
    question.into_iter().collect()
}

/// The link back to the choice of a first factor. A sign-in begins anew for it.
pub(super) fn another_way(onward: &Onward, state: &State, username: &str) -> Node {
    let (onward, state) = (onward.clone(), state.clone());
    let username = String::from(username);
    let words = onward.words().another_way;
    let press = move || {
        let (client, name) = (onward.client.clone(), username.clone());
        let anew = onward.anew.clone();
        state.run(|| -> Work {
            onward.work(
                &username,
                Box::pin(async move {
                    let step = match anew {
                        Some(anew) => anew().await,
                        None => client.sign_in(Credentials::choice(name)).await,
                    };
                    step.map(Asked::Step)
                }),
            )
        });
    };
    button::link(words, Box::new(press)).into()
}

/// The links, side by side where there is room.
pub(super) fn row(links: Vec<Option<Node>>) -> Vec<Node> {
    let links: Vec<Node> = links.into_iter().flatten().collect();
    match links.is_empty() {
        true => Vec::new(),
        false => vec![frame::block("vestibule-links", links)],
    }
}

fn link_back(onward: &Onward, words: &'static str, username: &str) -> Option<Node> {
    let (back, username) = (onward.back.clone()?, String::from(username));
    Some(button::link(words, Box::new(move || back(username.clone()))).into())
}
