//! A stronger or newer sign-in of somebody who is signed in (step-up).

use std::sync::Arc;

use leptos::prelude::*;

use super::{FailedSignIn, Prompt, StepContext, further_step};
use crate::ui::form::{Form, Work};
use crate::ui::node::{Node, dynamic};
use crate::ui::reactive::{Handler, Reactive, handler};
use crate::ui::shared_state::SharedState;
use crate::ui::{Layout, Notice, Options, Screen, button, frame};
use crate::{Client, Session, SignInStep, StepUp as Level};

/// Makes somebody who is signed in authenticate again, by [`Client::step_up`]: a card that says so, then the
/// challenges. Cognito does not ask again for what the session already proves. If the person cancels, the session is
/// unchanged.
///
/// Use it as the `fallback` of a [`RequireLevel`](crate::ui::RequireLevel), which shows its children once the level is
/// reached:
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::StepUp as Level;
/// use vestibule::ui::{Authenticator, Layout, Options, RequireLevel, StepUp};
///
/// #[component]
/// fn Payments(client: vestibule::Client) -> impl IntoView {
///     let level = Level::to("urn:cognito:loa:3");
///     let (flow, wanted) = (client.clone(), level.clone());
///     let stronger = move || {
///         let options = Options::new().layout(Layout::Inline);
///         view! { <StepUp client=flow.clone() level=wanted.clone() options /> }
///     };
///     view! {
///         <Authenticator client=client.clone()>
///             <RequireLevel client=client.clone() level=level.clone() fallback=stronger.clone()>
///                 <p class="own">"Pay"</p>
///             </RequireLevel>
///         </Authenticator>
///     }
/// }
/// ```
#[component]
pub fn StepUp(
    /// The client of the user pool.
    client: Client,
    /// How strongly, or how recently, the person has to have signed in.
    level: Level,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// Called with the new session.
    #[prop(optional, into)]
    on_done: Option<Callback<Session>>,
    /// Called when the person cancels. Without it there is no such link.
    #[prop(optional, into)]
    on_cancel: Option<Callback<()>>,
) -> impl IntoView {
    step_up(
        client,
        level,
        options,
        on_done.map(handler),
        on_cancel.map(handler),
    )
}

/// The stage of the step-up.
#[derive(Clone)]
enum Stage {
    Intro(Option<Notice>),
    Prompt(Prompt),
}

#[derive(Clone)]
struct StepUpFlow {
    client: Client,
    level: Level,
    options: Options,
    stage: Reactive<Stage>,
    shared: Option<SharedState>,
    on_done: Option<Handler<Session>>,
    on_cancel: Option<Handler<()>>,
}

pub(in crate::ui) fn step_up(
    client: Client,
    level: Level,
    options: Options,
    on_done: Option<Handler<Session>>,
    on_cancel: Option<Handler<()>>,
) -> Node {
    let flow = StepUpFlow {
        client,
        level,
        options,
        stage: Reactive::new(Stage::Intro(None)),
        shared: SharedState::from_context(),
        on_done,
        on_cancel,
    };
    flow.options.0.strings.follow();
    dynamic(move || {
        let cards = match flow.stage.get() {
            _ if !flow.options.0.strings.is_ready() => vec![frame::waiting(&flow.options)],
            Stage::Intro(notice) => vec![flow.intro(notice)],
            Stage::Prompt(prompt) => flow.prompt_screen(&prompt),
        };
        match flow.options.0.layout {
            Layout::Inline => cards.into_iter().map(frame::with_subheading).collect(),
            _ => cards,
        }
    })
}

impl StepUpFlow {
    /// Renders the card that says what is required, before anything is sent.
    fn intro(&self, notice: Option<Notice>) -> Node {
        let strings = &self.options.0.strings;
        let texts = strings.step_strings();
        let (title, button) = (texts.step_up_title, strings.go_on);
        let form = Form::new(&self.options, Screen::StepUp, title.into(), button);
        if let Some(notice) = notice {
            form.state.show_notice(notice);
        }
        let cancel = self.on_cancel.clone().map(|cancel| {
            let link = button::link(texts.cancel, Box::new(move || cancel(())));
            frame::block("vestibule-links", vec![link.into()])
        });
        let form = Form {
            lead: vec![texts.step_up_lead.into()],
            below: cancel.into_iter().collect(),
            ..form
        };
        let flow = self.clone();
        form.view(Box::new(move |_| -> Work {
            let flow = flow.clone();
            Box::pin(async move {
                let step = flow.client.step_up(flow.level.clone()).await?;
                flow.client.load_chunk("steps").await?;
                flow.go(step);
                Ok(())
            })
        }))
    }

    fn go(&self, step: SignInStep) {
        match step {
            SignInStep::Done(session) => {
                if let Some(done) = &self.on_done {
                    done(session);
                }
                self.stage.set(Stage::Intro(None));
            }
            step => self.stage.set(Stage::Prompt(Prompt::Step(step))),
        }
    }

    fn prompt_screen(&self, prompt: &Prompt) -> Vec<Node> {
        let (going, restarting) = (self.clone(), self.clone());
        let (back, failed) = (self.clone(), self.stage.clone());
        let context = StepContext {
            client: self.client.clone(),
            options: self.options.clone(),
            on_prompt: Arc::new(move |prompt| match prompt {
                Prompt::Step(step) => going.go(step),
                inner => going.stage.set(Stage::Prompt(inner)),
            }),
            on_back: Some(Arc::new(move |_| {
                // A late answer must not change the screen.
                if let Some(shared) = &back.shared {
                    shared.cancel_request();
                }
                back.stage.set(Stage::Intro(None));
            })),
            // Back leads to the app, not to the sign-in screen.
            back_label: |strings| strings.step_strings().cancel,
            on_failed: Some(Arc::new(move |FailedSignIn { message, .. }| {
                failed.set(Stage::Intro(Some(Notice::error(message))));
            })),
            on_forgot_password: None,
            restart: Some(Arc::new(move || {
                let flow = restarting.clone();
                Box::pin(async move { flow.client.step_up(flow.level.clone()).await })
            })),
        };
        further_step(prompt, &context).into_iter().collect()
    }
}
