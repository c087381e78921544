//! A custom challenge: a question of the pool's Lambda triggers, with a plain field or a view of the app.

use std::fmt;

use super::{StepContext, links};
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::options::CustomView;
use crate::ui::reactive::Reactive;
use crate::ui::{Notice, Screen, frame};
use crate::{CustomStep, Error, ErrorKind, SignInStep};

/// A question of the pool's Lambda triggers, for a view of the app ([`Options::custom_challenge`]).
///
/// [`Options::custom_challenge`]: crate::ui::Options::custom_challenge
#[derive(Clone)]
pub struct CustomChallenge {
    step: CustomStep,
    context: StepContext,
}

impl CustomChallenge {
    /// Returns the step, whose parameters contain the question.
    pub fn step(&self) -> &CustomStep {
        &self.step
    }

    /// Submits an answer. The next screen replaces the view: another question if the answer was wrong, or the sign-in
    /// screen with a message if that was the last try or the sign-in has expired.
    ///
    /// # Errors
    /// Any other error of [`CustomStep::submit`]. Then the view stays and has to show it.
    pub async fn submit(&self, answer: &str) -> Result<(), Error> {
        if let Some(next) = submit(&self.step, answer, &self.context).await? {
            self.context.go(next);
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

/// Renders the screen for [`SignInStep::Custom`]. The plain field does not show the parameters, which may contain
/// anything.
pub(super) fn custom(step: &CustomStep, context: &StepContext) -> Node {
    match &context.options.0.custom_challenge {
        Some(view) => custom_view(view, step, context),
        None => plain(step, context),
    }
}

fn custom_view(view: &CustomView, step: &CustomStep, context: &StepContext) -> Node {
    let challenge = CustomChallenge {
        step: step.clone(),
        context: context.clone(),
    };
    let mut content = vec![view(challenge).into()];
    content.extend(links::row(vec![links::back(context, step.username())]));
    frame::untitled_card(&context.options, Screen::CustomChallenge, content)
}

fn plain(step: &CustomStep, context: &StepContext) -> Node {
    let options = &context.options;
    let (strings, texts) = (&options.0.strings, context.texts());
    let username = step.username();
    let title = texts.custom_title;
    let form = Form::new(
        options,
        Screen::CustomChallenge,
        title.into(),
        strings.go_on,
    );
    let state = form.state.clone();
    let form = Form {
        lead: vec![texts.custom_lead.into()],
        fields: vec![FieldSpec::answer(texts.answer, texts.missing_answer)],
        username: Some(username.into()),
        below: links::row(vec![links::back(context, username)]),
        ..form
    };
    let (context, current) = (context.clone(), Reactive::new(step.clone()));
    form.view(Box::new(move |values: Values| -> Work {
        let (context, current, state) = (context.clone(), current.clone(), state.clone());
        Box::pin(async move {
            let step = current.get_untracked();
            match submit(&step, values.text("answer"), &context).await? {
                Some(SignInStep::Custom(next)) if is_same_question(&step, &next) => {
                    current.set(next);
                    state.show_notice(Notice::error(context.texts().wrong_answer));
                }
                Some(next) => context.go(next),
                None => {}
            }
            Ok(())
        })
    }))
}

/// Submits an answer. Returns the next step; `None` if the sign-in has ended.
async fn submit(
    step: &CustomStep,
    answer: &str,
    context: &StepContext,
) -> Result<Option<SignInStep>, Error> {
    let outcome = step.submit(answer).await;
    if let Err(error) = &outcome
        && error.kind() == ErrorKind::WrongCredentials
        && context.end_with(error, step.username())
    {
        // The triggers accept no more answers.
        return Ok(None);
    }
    context.unless_failed(outcome, step.username())
}

/// Returns whether the same question is asked again. Cognito does not say that an answer was wrong.
fn is_same_question(one: &CustomStep, other: &CustomStep) -> bool {
    one.parameters().eq(other.parameters())
}
