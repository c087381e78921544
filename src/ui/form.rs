//! A form: its fields, the one request that it has under way, and where its errors stand.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::{Error, Field};

use super::at_fault::{at_fault, is_about_credentials, own_sentence};
use super::dom::{self, Values};
use super::field::{Check, Judge, Sentence, Spec};
use super::field_parts::unseen_username;
use super::live::{self, Live, choice};
use super::node::{Handle, Node, node, words};
use super::options::{Slot, Spot};
use super::pending_request::{self, PendingRequest};
use super::{Notice, Options, Screen, Text, button, code, frame};

/// What a form does when it is sent. It ends with nothing, having handed on what came of it, or
/// with the error that the form then shows.
pub(super) type Work = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

/// What a form sends its values to.
pub(super) type Send = Box<dyn Fn(Values) -> Work + std::marker::Send>;

/// What a form may do in place of its work.
pub(super) type Detour = Box<dyn Fn(&Values) -> Option<Work> + std::marker::Send>;

/// The state of a form, as everything on it shares it.
#[derive(Clone)]
pub(super) struct State(Arc<Inner>);

struct Inner {
    /// A request is under way.
    busy: Live<bool>,
    pending_request: PendingRequest,
    alert: Live<Option<Notice>>,
    known: Live<Vec<Known>>,
    options: Options,
    form: Handle,
}

/// What the state knows of a field.
#[derive(Clone)]
pub(super) struct Known {
    name: Text,
    pub of: Option<Field>,
    missing: Option<&'static str>,
    pub sentence: Option<Sentence>,
    check: Option<Check>,
    judge: Option<&'static Judge>,
    error: Live<Option<Notice>>,
    /// Whether a password is readable.
    revealed: Live<bool>,
}

impl Known {
    /// What is to be said of its value before the form is sent.
    fn wrong(&self, values: &Values) -> Option<Text> {
        match values.exact(&self.name) {
            "" => self.missing.map(Text::Borrowed),
            value => self.check.as_ref().and_then(|check| check(values, value)),
        }
    }
}

impl State {
    pub fn new(options: &Options, notice: Option<Notice>) -> Self {
        State(Arc::new(Inner {
            busy: Live::new(false),
            pending_request: PendingRequest::new(),
            alert: Live::new(notice),
            known: Live::new(Vec::new()),
            options: options.clone(),
            form: Handle::default(),
        }))
    }

    /// Says something above the button.
    pub fn say(&self, notice: Notice) {
        self.0.alert.set(Some(notice));
    }

    /// Does the work, unless there is some under way: a form cannot be sent twice.
    pub fn run(&self, work: impl FnOnce() -> Work) {
        if self.0.busy.now() {
            return;
        }
        self.0.busy.set(true);
        self.clear();
        let work = work();
        let state = self.clone();
        live::spawn(async move {
            let outcome = state.0.pending_request.wait(work).await;
            state.0.busy.set(false);
            if let Some(Err(error)) = outcome {
                state.fail(&error);
            }
        });
    }

    /// Shows an error where it belongs: at its field, or above the button.
    pub fn fail(&self, error: &Error) {
        self.0.options.tell(error);
        let own = self.0.known.change(|known| own_sentence(known, error));
        let notice = own.map_or_else(|| Notice::of(&self.0.options, error), Notice::bad);
        match self.field_of(error) {
            Some(field) => {
                let judge = |judge: &Judge| (judge.error)(&self.0.options, error);
                let judged = field.judge.and_then(judge);
                let notice = match judged {
                    _ if own.is_some() => notice,
                    Some(judged) => Notice::bad(judged),
                    None if is_about_credentials(error) => {
                        Notice::bad(self.0.options.0.strings.error_current_password)
                    }
                    None => notice,
                };
                field.error.set(Some(notice));
                self.focus(&field.name);
            }
            None => {
                self.0.alert.set(Some(notice));
                if is_about_credentials(error) {
                    self.focus("password");
                }
            }
        }
    }

    pub fn pending_request(&self) -> &PendingRequest {
        &self.0.pending_request
    }

    /// Whether a request is under way.
    pub fn is_busy(&self) -> bool {
        self.0.busy.now()
    }

    /// Sends the form as its button does.
    pub fn send(&self) {
        if let Some(form) = self.0.form.element() {
            dom::send(&form);
        }
    }

    /// Puts something into a field, as if the browser had filled it in.
    pub fn fill(&self, name: &str, text: &str) {
        if let Some(form) = self.0.form.element() {
            dom::fill(&form, name, text);
        }
    }

    fn submit(&self, send: &Send, detour: Option<&Detour>) {
        let Some(form) = self.0.form.element() else {
            return;
        };
        let values = Values::of(&form);
        if let Some(work) = detour.and_then(|detour| detour(&values)) {
            return self.run(|| work);
        }
        if self.0.busy.now() || !self.is_complete(&values) {
            return;
        }
        self.hide();
        self.run(|| send(values));
    }

    /// Makes all passwords unreadable again.
    fn hide(&self) {
        self.0.known.change(|known| {
            for field in known {
                field.revealed.set(false);
            }
        });
    }

    /// Marks the fields that are empty and must not be, or filled in and not right, and goes to the first of
    /// them.
    fn is_complete(&self, values: &Values) -> bool {
        self.clear();
        let mut first = None;
        self.0.known.change(|known| {
            for field in known {
                if let Some(wrong) = field.wrong(values) {
                    field.error.set(Some(Notice::bad(wrong)));
                    first = first.take().or_else(|| Some(field.name.clone()));
                }
            }
        });
        if let Some(name) = &first {
            self.focus(name);
        }
        first.is_none()
    }

    /// A field, which the state knows from now on, and what an app has around it or in its place.
    fn field(
        &self,
        spec: Spec,
        screen: Screen,
        enter: &'static str,
        lead: Option<String>,
    ) -> Vec<Node> {
        let options = &self.0.options;
        let spot = Spot::Field(spec.name.clone());
        let own = Box::new(|| {
            let (error, revealed) = (Live::new(None), Live::new(false));
            let known = Known {
                name: spec.name.clone(),
                of: spec.of,
                missing: spec.missing,
                sentence: spec.sentence,
                check: spec.check.clone(),
                judge: spec.judge,
                error: error.clone(),
                revealed: revealed.clone(),
            };
            self.0.known.change(|all| all.push(known));
            vec![spec.view(options, &error, &revealed, enter, lead)]
        });
        options.around(screen, spot, own)
    }

    fn field_of(&self, error: &Error) -> Option<Known> {
        self.0.known.change(|known| at_fault(known, error).cloned())
    }

    fn clear(&self) {
        self.0.alert.set(None);
        self.0.known.change(|known| {
            for field in known {
                field.error.set(None);
            }
        });
    }

    /// What is in the form at this moment.
    pub fn values(&self) -> Option<Values> {
        self.0.form.element().map(|form| Values::of(&form))
    }

    /// What is in a field at this moment, without white space around it.
    pub fn typed(&self, name: &str) -> String {
        self.values()
            .map_or_else(String::new, |values| values.text(name).into())
    }

    /// Whether something is in a field that must not be empty. If not, the field says so.
    pub fn has_what(&self, name: &str) -> bool {
        let is_there = !self.typed(name).is_empty();
        if !is_there {
            self.clear();
            self.0.known.change(|known| {
                for field in known.iter().filter(|field| *field.name == *name) {
                    field.error.set(field.missing.map(Notice::bad));
                }
            });
            self.focus(name);
        }
        is_there
    }

    fn focus(&self, name: &str) {
        if let Some(form) = self.0.form.element() {
            dom::focus(&form, name);
            // Another code is pasted or typed in the place of this one, and not behind it.
            if name == code::NAME {
                dom::select(&form, name);
            }
        }
    }
}

/// A screen that is a form.
pub(super) struct Form {
    pub options: Options,
    pub screen: Screen,
    pub title: Text,
    pub lead: Vec<Node>,
    pub state: State,
    pub fields: Vec<Spec>,
    /// For password managers, where the username is no field: it goes along unseen.
    pub username: Option<String>,
    /// Between the fields and the button.
    pub choice: Option<Node>,
    /// Close below the button.
    pub aside: Option<Node>,
    /// What stands on the button that sends the form. A form without it is sent by its `choice`, which is its button then.
    pub button: Option<&'static str>,
    /// What it does in place of its work, whatever else is filled in.
    pub detour: Option<Detour>,
    /// Above the form.
    pub above: Vec<Node>,
    /// Below it.
    pub below: Vec<Node>,
}

impl Form {
    /// The form with this title and this label on its button, and nothing else yet.
    pub fn new(options: &Options, screen: Screen, title: Text, button: &'static str) -> Self {
        Form {
            state: State::new(options, None),
            options: options.clone(),
            screen,
            title,
            lead: Vec::new(),
            fields: Vec::new(),
            username: None,
            choice: None,
            aside: None,
            button: Some(button),
            detour: None,
            above: Vec::new(),
            below: Vec::new(),
        }
    }

    pub fn view(self, send: Send) -> Node {
        let Form {
            options,
            screen,
            state,
            ..
        } = self;
        // What the screen says goes with its first field, which gets the focus.
        let mut lead = (!self.lead.is_empty()).then(|| options.element_id("lead"));
        let slots = options.views(Slot::Fields, screen);
        // The line below the last field is the alert's if nothing stands between them.
        let shares_line = self.fields.last().is_some_and(|field| !field.has_hint())
            && slots.is_empty()
            && self.choice.is_none();
        let last = self.fields.len().saturating_sub(1);

        let mut children: Vec<Node> = Vec::new();
        children.extend(self.username.map(unseen_username));
        let fields = self.fields.into_iter().enumerate();
        let fields: Box<dyn FnOnce() -> Vec<Node> + '_> = Box::new(|| {
            let fields = fields.flat_map(|(index, spec)| {
                let enter = if index == last { "go" } else { "next" };
                state.field(spec, screen, enter, lead.take())
            });
            let mut fields: Vec<Node> = fields.collect();
            fields.extend(slots);
            fields
        });
        children.extend(options.around(screen, Spot::Fields, fields));
        let alert = Notice::alert(&state.0.alert);
        let sent_by = |own: Option<Node>| {
            options.around(screen, Spot::Button, Box::new(|| own.into_iter().collect()))
        };
        match self.button {
            Some(label) => {
                children.extend(self.choice);
                children.push(alert);
                children.extend(sent_by(Some(button::submit(label, &state.0.busy))));
            }
            None => {
                children.extend(sent_by(self.choice));
                children.push(alert);
            }
        }
        children.push(pending_request::view(&options, &state));
        children.extend(self.aside);
        children.push(spoken(&state.0.busy, options.0.strings.busy));

        let detour = self.detour;
        // A form that is sent before its script runs must not put a password into an address.
        let form = node("form")
            .attrs("method=post;novalidate")
            .attr(
                "class",
                match shares_line {
                    true => "vestibule-form vestibule-shares-line",
                    false => "vestibule-form",
                },
            )
            .handle(&state.0.form)
            .on("submit", move |event| {
                // The browser itself must not send it anywhere.
                event.prevent_default();
                state.submit(&send, detour.as_ref());
            })
            .children(children);

        let mut body = self.above;
        body.push(form.into());
        body.extend(self.below);
        frame::card(&options, screen, self.title, self.lead, body)
    }
}

/// Tells screen readers that something is under way.
fn spoken(busy: &Live<bool>, said: &'static str) -> Node {
    node("span")
        .attrs("class=vestibule-hidden;role=status")
        .child(words(choice(busy, said, "")))
        .into()
}
