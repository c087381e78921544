//! What JavaScript can have done, by name. `pkg/commands.toml` lists the commands; `table` is made of it. Each file here
//! has those of one chunk, which `pkg/src/core.ts` has loaded before a command of it comes here.

mod account;
mod accounts;
mod aws;
mod datasets;
mod migration;
mod records;
mod redirect;
mod session;
mod sign_in;
mod signing;
mod steps;
mod sts;

pub(super) use steps::{Step, step_now};

use std::rc::Rc;

use super::arguments::{Arguments, Failure};
use super::events::Events;
use super::registry::StepRegistry;
use super::table::Chunk;
use super::view;
use vestibule::Error;
use vestibule::platform::LocalFuture;
use vestibule::protocol::json::Object;
use vestibule::{Client, SignOutReport, npm};

/// One call of a command. In a box, since it is handed on a few times.
pub(super) struct Call {
    pub client: Client,
    pub events: Rc<Events>,
    /// The step that is answered, if one is.
    pub step: Option<Step>,
    /// The chunk that has the command.
    pub chunk: Option<Chunk>,
    pub command: String,
    pub arguments: Arguments,
}

pub(super) type CommandFuture = LocalFuture<'static, Result<Output, Failure>>;

/// What a command gives JavaScript to see, if anything.
type Viewed = LocalFuture<'static, Result<Option<Object>, Error>>;

/// What a command came to: what JavaScript sees, if anything, and the step to go on with.
#[derive(Default)]
pub(super) struct Output {
    view: Option<Object>,
    step: Option<Step>,
}

impl Call {
    /// Runs the command.
    pub fn run(self: Box<Self>) -> CommandFuture {
        if self.step.is_some() {
            return steps::answer(self);
        }
        match self.chunk {
            Some(Chunk::Session) => session::run(self),
            Some(Chunk::SignIn) => sign_in::run(self),
            Some(Chunk::Steps) => steps::run(self),
            Some(Chunk::Redirect) => redirect::run(self),
            Some(Chunk::Account) => account::run(self),
            Some(Chunk::Accounts) => accounts::run(self),
            Some(Chunk::Aws) => aws::run(self),
            Some(Chunk::Signing) => signing::run(self),
            Some(Chunk::Sts) => sts::run(self),
            Some(Chunk::Records) => records::run(self),
            Some(Chunk::Datasets) => datasets::run(self),
            Some(Chunk::Migration) => migration::run(self),
            None => Box::pin(async move { Err(Failure::unknown(&self.command)) }),
        }
    }
}

impl Output {
    /// What JavaScript sees, as JSON, or nothing; a step is kept for it under a number.
    pub fn tell(self, registry: &mut StepRegistry) -> String {
        let Some(mut view) = self.view else {
            return String::new();
        };
        if let Some(step) = self.step {
            view.number("step", registry.add(step).into());
        }
        view.end()
    }
}

impl From<()> for Output {
    fn from((): ()) -> Self {
        Output::default()
    }
}

impl From<Object> for Output {
    fn from(view: Object) -> Self {
        Some(view).into()
    }
}

impl From<Option<Object>> for Output {
    fn from(view: Option<Object>) -> Self {
        Output { view, step: None }
    }
}

/// What JavaScript sees of an error.
pub(super) async fn error(client: &Client, error: &Error) -> String {
    match npm::load_chunk(client, "errors").await {
        Ok(()) => view::error(error),
        Err(_) => view::bare_error(error),
    }
}

async fn signed_out(client: &Client, report: &SignOutReport) -> Output {
    let mut views = [None, None];
    for (view, it) in views
        .iter_mut()
        .zip([report.unfinished(), report.not_removed()])
    {
        if let Some(it) = it {
            *view = Some(error(client, it).await);
        }
    }
    let [unfinished, not_removed] = views;
    view::sign_out(report, unfinished.as_deref(), not_removed.as_deref()).into()
}
