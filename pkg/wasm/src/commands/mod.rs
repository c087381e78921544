//! The commands. `pkg/commands.toml` lists them, and `table` is generated from it. Each file contains the commands of
//! one chunk, which `pkg/src/core.ts` loads before it runs one of them.

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

pub(super) use steps::Step;
#[cfg(target_arch = "wasm32")]
pub(super) use steps::step_now;

use std::rc::Rc;

use super::arguments::{Arguments, Failure, Fields};
use super::events::Events;
use super::registry::Registry;
use super::settings::with_extras;
use super::table::Chunk;
use super::view;
use vestibule::Error;
use vestibule::platform::LocalFuture;
use vestibule::protocol::json::{Object, Value};
use vestibule::{Client, SignOutReport, npm};

/// The steps that JavaScript holds. If there is one, the chunk `steps` is loaded.
pub(super) type StepRegistry = Registry<Step>;

/// A call of a command. Boxed, because it is moved several times.
pub(super) struct Call {
    pub client: Client,
    pub events: Rc<Events>,
    /// The step on which the command is called, if any.
    pub step: Option<Step>,
    /// The chunk that contains the command.
    pub chunk: Option<Chunk>,
    pub command: String,
    pub arguments: Arguments,
}

pub(super) type CommandFuture = LocalFuture<'static, Result<Output, Failure>>;

/// The optional JSON result of a command.
type ViewFuture = LocalFuture<'static, Result<Option<Object>, Error>>;

/// The result of a command: optional JSON, and the next step if there is one.
#[derive(Default)]
pub(super) struct Output {
    view: Option<Object>,
    step: Option<Step>,
}

impl Call {
    /// Reads a call of a command, or of a step's method if the request has the number of a step.
    pub fn read(
        request: Value,
        client: &Client,
        events: Rc<Events>,
        steps: &StepRegistry,
    ) -> Box<Self> {
        let mut request = Fields::from_value(request);
        let client = match request.take_value("extras") {
            Value::Null => client.clone(),
            extras => *with_extras(client, &extras),
        };
        let number = request.take_value("step").as_i64().unwrap_or_default();
        let mut text = |name| match request.take_value(name) {
            Value::String(text) => text,
            _ => String::new(),
        };
        let (chunk, command) = (text("chunk"), text("command"));
        Box::new(Call {
            client,
            events,
            step: steps.get(number).cloned(),
            chunk: Chunk::named(&chunk),
            command,
            arguments: Arguments::from_value(request.take_value("given")),
        })
    }

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
    /// Returns the result as JSON, which may be empty. A step is registered, and its number added.
    pub fn into_json(self, registry: &mut StepRegistry) -> String {
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

/// Writes an error as JSON.
pub(super) async fn error(client: &Client, error: &Error) -> String {
    match npm::load_chunk(client, "errors").await {
        Ok(()) => view::error(error),
        Err(_) => view::bare_error(error),
    }
}

async fn signed_out(client: &Client, report: &SignOutReport) -> Output {
    let mut views = [None, None];
    let problems = [report.unfinished(), report.not_removed()];
    for (view, problem) in views.iter_mut().zip(problems) {
        if let Some(problem) = problem {
            *view = Some(error(client, problem).await);
        }
    }
    let [unfinished, not_removed] = views;
    view::sign_out(report, unfinished.as_deref(), not_removed.as_deref()).into()
}
