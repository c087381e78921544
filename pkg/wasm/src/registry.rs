//! The steps that JavaScript holds.

use std::rc::Rc;

use super::arguments::{Arguments, Fields};
use super::commands::{Call, Step, step_now};
use super::events::Events;
use super::settings::with_extras;
use super::table::Chunk;
use vestibule::Client;
use vestibule::protocol::json::Value;

/// A client, and the steps that JavaScript holds, each by a number. Where it has one, it has loaded the chunk `steps`.
pub(super) struct StepRegistry {
    client: Client,
    events: Rc<Events>,
    steps: Vec<(u32, Step)>,
    last: u32,
}

impl StepRegistry {
    pub fn new(client: Client, events: Events) -> Self {
        StepRegistry {
            client,
            events: Rc::new(events),
            steps: Vec::new(),
            last: 0,
        }
    }

    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// A call of a command of a chunk, or of one of the steps by its number. `extras` go along with its requests.
    pub fn call(&self, asked: Value) -> Box<Call> {
        let mut asked = Fields::of(asked);
        let client = match asked.take_value("extras") {
            Value::Null => self.client.clone(),
            extras => *with_extras(&self.client, &extras),
        };
        let number = asked.take_value("step").as_i64().unwrap_or_default();
        let mut text = |name| match asked.take_value(name) {
            Value::String(text) => text,
            _ => String::new(),
        };
        let (chunk, command) = (text("chunk"), text("command"));
        Box::new(Call {
            client,
            events: self.events.clone(),
            step: self.step(number).cloned(),
            chunk: Chunk::named(&chunk),
            command,
            arguments: Arguments::of(asked.take_value("given")),
        })
    }

    /// Does what takes no time.
    pub fn now(&mut self, asked: &str) -> String {
        step_now(self, asked)
    }

    /// Keeps a step under a number.
    pub fn add(&mut self, step: Step) -> u32 {
        self.last = self.last.wrapping_add(1);
        self.steps.push((self.last, step));
        self.last
    }

    pub fn step(&self, number: i64) -> Option<&Step> {
        let mut steps = self.steps.iter();
        let (_, step) = steps.find(|(known, _)| i64::from(*known) == number)?;
        Some(step)
    }

    pub fn forget(&mut self, number: i64) {
        self.steps.retain(|(known, _)| i64::from(*known) != number);
    }
}
