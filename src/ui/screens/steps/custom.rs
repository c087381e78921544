//! A question of the pool's Lambda triggers: a plain field, or a view of the app's own.

use std::fmt;

use super::{Onward, links};
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::live::Live;
use crate::ui::node::Node;
use crate::ui::options::CustomView;
use crate::ui::{Notice, Screen, frame};
use crate::{CustomStep, Error, ErrorKind, SignInStep};

/// A question of the pool's Lambda triggers, for a view of the app's own ([`Options::custom_challenge`]).
///
/// [`Options::custom_challenge`]: crate::ui::Options::custom_challenge
#[derive(Clone)]
pub struct CustomChallenge {
    step: CustomStep,
    onward: Onward,
}

impl CustomChallenge {
    /// The step that asks it. Its parameters say what is asked.
    pub fn step(&self) -> &CustomStep {
        &self.step
    }

    /// Answers. The screen that follows takes the place of the view: another question where the answer was wrong, and
    /// the sign-in screen, with the name and a sentence, where that was the last try or the sign-in has taken too long.
    ///
    /// # Errors
    /// What else [`CustomStep::submit`] ends with. The view is still there then, and says so to the person.
    pub async fn submit(&self, answer: &str) -> Result<(), Error> {
        if let Some(next) = answered(&self.step, answer, &self.onward).await? {
            self.onward.go(next);
        }
        Ok(())
    }
}

impl fmt::Debug for CustomChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomChallenge")
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

/// The screen for [`SignInStep::Custom`]. What the parameters hold is for the app's own view: it may be anything.
pub(super) fn custom(step: &CustomStep, onward: &Onward) -> Node {
    match &onward.options.0.custom_challenge {
        Some(view) => own(view, step, onward),
        None => plain(step, onward),
    }
}

fn own(view: &CustomView, step: &CustomStep, onward: &Onward) -> Node {
    let asked = CustomChallenge {
        step: step.clone(),
        onward: onward.clone(),
    };
    let mut content = vec![view(asked).into()];
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
            match answered(&step, values.text("answer"), &onward).await? {
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

/// What an answer leads to; nothing where it has led back to the sign-in screen.
async fn answered(
    step: &CustomStep,
    answer: &str,
    onward: &Onward,
) -> Result<Option<SignInStep>, Error> {
    let answered = step.submit(answer).await;
    if let Err(error) = &answered
        && error.kind() == ErrorKind::WrongCredentials
        && onward.ends(error, step.username())
    {
        // The triggers have had enough of wrong answers.
        return Ok(None);
    }
    onward.unless_over(answered, step.username())
}

/// Whether a question is asked once more: Cognito does not say whether the answer was wrong.
fn asks_the_same(one: &CustomStep, other: &CustomStep) -> bool {
    one.parameters().eq(other.parameters())
}
