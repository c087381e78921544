//! A question of the pool's Lambda triggers: a plain field, or a view of the app's own.

use leptos::prelude::Callback;

use super::{Onward, links};
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::live::Live;
use crate::ui::node::Node;
use crate::ui::options::CustomView;
use crate::ui::{Notice, Screen, frame};
use crate::{CustomStep, ErrorKind, SignInStep};

/// The screen for [`SignInStep::Custom`]. What the parameters hold is for the app's own view: it may be anything.
pub(super) fn custom(step: &CustomStep, onward: &Onward) -> Node {
    match &onward.options.0.custom_challenge {
        Some(view) => own(view, step, onward),
        None => plain(step, onward),
    }
}

fn own(view: &CustomView, step: &CustomStep, onward: &Onward) -> Node {
    let leading = onward.clone();
    let on_step = Callback::new(move |step| leading.go(step));
    let mut content = vec![view(step.clone(), on_step).into()];
    content.extend(links::row(vec![links::back(onward, step.username())]));
    frame::bare(&onward.options, Screen::CustomChallenge, content)
}

fn plain(step: &CustomStep, onward: &Onward) -> Node {
    let options = &onward.options;
    let (strings, words) = (&options.0.strings, onward.words());
    let username = step.username();
    let title = words.custom_title;
    let form = Form::new(
        options,
        Screen::CustomChallenge,
        title.into(),
        strings.go_on,
    );
    let state = form.state.clone();
    let form = Form {
        lead: vec![words.custom_lead.into()],
        fields: vec![Spec::answer(words.answer, words.missing_answer)],
        username: Some(username.into()),
        below: links::row(vec![links::back(onward, username)]),
        ..form
    };
    let (onward, now) = (onward.clone(), Live::new(step.clone()));
    form.view(Box::new(move |values: Values| -> Work {
        let (onward, now, state) = (onward.clone(), now.clone(), state.clone());
        Box::pin(async move {
            let step = now.now();
            let answered = step.submit(values.text("answer")).await;
            if let Err(error) = &answered
                && error.kind() == ErrorKind::WrongCredentials
                && onward.ends(error, step.username())
            {
                // The triggers have had enough of wrong answers.
                return Ok(());
            }
            match onward.unless_over(answered, step.username())? {
                Some(SignInStep::Custom(next)) if asks_the_same(&step, &next) => {
                    now.set(next);
                    state.say(Notice::bad(onward.words().wrong_answer));
                }
                Some(next) => onward.go(next),
                None => {}
            }
            Ok(())
        })
    }))
}

/// Whether a question is asked once more: Cognito does not say whether the answer was wrong.
fn asks_the_same(one: &CustomStep, other: &CustomStep) -> bool {
    one.parameters().eq(other.parameters())
}
