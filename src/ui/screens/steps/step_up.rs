//! A stronger or newer sign-in of somebody who is signed in.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Asked, Onward, Over, further_step};
use crate::ui::form::{Form, Work};
use crate::ui::live::{Live, Told, told};
use crate::ui::node::{Node, live};
use crate::ui::{Layout, Notice, Options, Screen, button, frame};
use crate::{Client, Session, SignInStep, StepUp as Level};

/// Has somebody who is signed in show who they are once more, by [`Client::step_up`]: a card that says so, then
/// whatever Cognito asks for. What the session has already is not asked for. Whoever gives up keeps the session
/// that they have.
///
/// It suits the `fallback` of a [`RequireLevel`](crate::ui::RequireLevel), which shows its children once the
/// level is there:
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::StepUp as Level;
/// use vestibule::ui::{Authenticator, Layout, Options, RequireLevel, StepUp};
///
/// #[component]
/// fn Payments(client: vestibule::Client) -> impl IntoView {
///     let level = Level::to("urn:cognito:loa:3");
///     let (asking, wanted) = (client.clone(), level.clone());
///     let stronger = move || {
///         let options = Options::new().layout(Layout::Inline);
///         view! { <StepUp client=asking.clone() level=wanted.clone() options /> }
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
    /// Signs in with it.
    client: Client,
    /// How strongly, or how lately, they have to have signed in.
    level: Level,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// Told of the session that is strong enough.
    #[prop(optional, into)]
    on_done: Option<Callback<Session>>,
    /// Told of somebody who would rather not. No link without it.
    #[prop(optional, into)]
    on_cancel: Option<Callback<()>>,
) -> impl IntoView {
    step_up(
        client,
        level,
        options,
        on_done.map(told),
        on_cancel.map(told),
    )
}

/// What is asked, from the first word to the last step.
#[derive(Clone)]
enum Stage {
    First(Option<Notice>),
    Asked(Asked),
}

#[derive(Clone)]
struct Asking {
    client: Client,
    level: Level,
    options: Options,
    here: Live<Stage>,
    on_done: Option<Told<Session>>,
    on_cancel: Option<Told<()>>,
}

pub(in crate::ui) fn step_up(
    client: Client,
    level: Level,
    options: Options,
    on_done: Option<Told<Session>>,
    on_cancel: Option<Told<()>>,
) -> Node {
    let asking = Asking {
        client,
        level,
        options,
        here: Live::new(Stage::First(None)),
        on_done,
        on_cancel,
    };
    asking.options.0.strings.follow();
    live(move || {
        let cards = match asking.here.get() {
            _ if !asking.options.0.strings.is_ready() => vec![frame::waiting(&asking.options)],
            Stage::First(notice) => vec![asking.first(notice)],
            Stage::Asked(asked) => asking.further(&asked),
        };
        match asking.options.0.layout {
            Layout::Inline => cards.into_iter().map(frame::below_heading).collect(),
            _ => cards,
        }
    })
}

impl Asking {
    /// Says what is wanted, before anything is sent.
    fn first(&self, notice: Option<Notice>) -> Node {
        let strings = &self.options.0.strings;
        let words = strings.of_steps();
        let (title, button) = (words.step_up_title, strings.go_on);
        let form = Form::new(&self.options, Screen::StepUp, title.into(), button);
        if let Some(notice) = notice {
            form.state.say(notice);
        }
        let cancel = self.on_cancel.clone().map(|cancel| {
            let link = button::link(words.cancel, Box::new(move || cancel(())));
            frame::block("vestibule-links", vec![link.into()])
        });
        let form = Form {
            lead: vec![words.step_up_lead.into()],
            below: cancel.into_iter().collect(),
            ..form
        };
        let asking = self.clone();
        form.view(Box::new(move |_| -> Work {
            let asking = asking.clone();
            Box::pin(async move {
                let step = asking.client.step_up(asking.level.clone()).await?;
                asking.client.load_chunk("steps").await?;
                asking.go(step);
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
                self.here.set(Stage::First(None));
            }
            step => self.here.set(Stage::Asked(Asked::Step(step))),
        }
    }

    fn further(&self, asked: &Asked) -> Vec<Node> {
        let (going, anew) = (self.clone(), self.clone());
        let (back, over) = (self.here.clone(), self.here.clone());
        let onward = Onward {
            client: self.client.clone(),
            options: self.options.clone(),
            on: Arc::new(move |asked| match asked {
                Asked::Step(step) => going.go(step),
                inner => going.here.set(Stage::Asked(inner)),
            }),
            back: Some(Arc::new(move |_| back.set(Stage::First(None)))),
            // Nobody leaves the app here: back is to where they were.
            back_words: |strings| strings.of_steps().cancel,
            over: Some(Arc::new(move |Over { words, .. }| {
                over.set(Stage::First(Some(Notice::bad(words))));
            })),
            forgot: None,
            anew: Some(Arc::new(move || {
                let anew = anew.clone();
                Box::pin(async move { anew.client.step_up(anew.level.clone()).await })
            })),
        };
        further_step(asked, &onward).into_iter().collect()
    }
}
