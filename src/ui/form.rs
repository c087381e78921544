//! A form: its fields, its single pending request, and its errors.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::Error;

use super::dom::{self, Values};
use super::error_field::{FieldState, custom_message, field_of_error, is_about_credentials};
use super::field::FieldSpec;
use super::field_parts::hidden_username;
use super::node::{Handle, Node, node};
use super::options::{Slot, Spot};
use super::pending_request::{self, Action, PendingRequest};
use super::reactive::{self, Reactive};
use super::shared_state::SharedState;
use super::{Notice, Options, Screen, Text, button, code, frame};

/// The work of a form after it is submitted. It passes its result on to a handler; an error is shown in the form.
pub(super) type Work = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

/// Receives the values of a form when it is submitted.
pub(super) type Submit = Box<dyn Fn(Values) -> Work + Send>;

/// May replace the work of a form. It is called with the values before they are validated.
pub(super) type Interceptor = Box<dyn Fn(&Values) -> Option<Work> + Send>;

/// The state of a form, shared by everything on it.
#[derive(Clone)]
pub(super) struct FormState(Arc<Inner>);

struct Inner {
    /// Whether a request is pending.
    busy: Reactive<bool>,
    pending_request: PendingRequest,
    alert: Reactive<Option<Notice>>,
    fields: Reactive<Vec<FieldState>>,
    options: Options,
    form: Handle,
}

impl FormState {
    pub fn new(options: &Options, notice: Option<Notice>) -> Self {
        let pending_request = PendingRequest::new();
        if let Some(shared) = SharedState::from_context() {
            shared.set_request(&pending_request);
        }
        FormState(Arc::new(Inner {
            busy: Reactive::new(false),
            pending_request,
            alert: Reactive::new(notice),
            fields: Reactive::new(Vec::new()),
            options: options.clone(),
            form: Handle::default(),
        }))
    }

    /// Shows a notice above the button.
    pub fn show_notice(&self, notice: Notice) {
        self.0.alert.set(Some(notice));
    }

    /// Runs an action of a link or another button, unless a request is pending.
    pub fn run(&self, action: Action) {
        if self.begin() {
            let work = action();
            self.0.pending_request.set_action(Some(action));
            self.wait(work);
        }
    }

    /// Returns whether a request may start: a form cannot be submitted twice. From then on it is pending.
    fn begin(&self) -> bool {
        let may_start = !self.0.busy.get_untracked();
        if may_start {
            self.0.busy.set(true);
            self.clear();
        }
        may_start
    }

    fn wait(&self, work: Work) {
        let state = self.clone();
        reactive::spawn(async move {
            let outcome = state.0.pending_request.wait(work).await;
            state.0.busy.set(false);
            if let Some(Err(error)) = outcome {
                state.show_error(&error);
            }
        });
    }

    /// Shows an error at its field, or above the button.
    pub fn show_error(&self, error: &Error) {
        self.0.options.report_error(error);
        let fields = &self.0.fields;
        let custom = fields.update_untracked(|fields| custom_message(fields, error));
        let notice =
            custom.map_or_else(|| Notice::for_error(&self.0.options, error), Notice::error);
        match self.field_of(error) {
            Some(field) => {
                let feedback = field.password_feedback;
                let feedback = feedback.and_then(|it| (it.error)(&self.0.options, error));
                let notice = match feedback {
                    _ if custom.is_some() => notice,
                    Some(feedback) => Notice::error(feedback),
                    None if is_about_credentials(error) => {
                        Notice::error(self.0.options.0.strings.error_current_password)
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

    /// Returns whether a request is pending.
    pub fn is_busy(&self) -> bool {
        self.0.busy.get_untracked()
    }

    /// Submits the form as its button does.
    pub fn request_submit(&self) {
        if let Some(form) = self.0.form.element() {
            dom::submit(&form);
        }
    }

    /// Sets the value of a field as autofill does.
    pub fn fill(&self, name: &str, text: &str) {
        if let Some(form) = self.0.form.element() {
            dom::fill(&form, name, text);
        }
    }

    fn submit(&self, submit: &Submit, intercept: Option<&Interceptor>) {
        let Some(form) = self.0.form.element() else {
            return;
        };
        let values = Values::of(&form);
        if let Some(work) = intercept.and_then(|intercept| intercept(&values)) {
            if self.begin() {
                self.wait(work);
            }
            return;
        }
        if self.0.busy.get_untracked() || !self.validate(&values) {
            return;
        }
        self.hide_passwords();
        if self.begin() {
            self.wait(submit(values));
        }
    }

    /// Makes all passwords unreadable.
    fn hide_passwords(&self) {
        self.0.fields.update_untracked(|fields| {
            for field in fields {
                field.revealed.set(false);
            }
        });
    }

    /// Shows an error at each field that is empty or invalid, and moves the focus to the first one. Returns whether all
    /// fields are valid.
    fn validate(&self, values: &Values) -> bool {
        self.clear();
        let mut first = None;
        self.0.fields.update_untracked(|fields| {
            for field in fields {
                if let Some(problem) = field.problem(values) {
                    field.error.set(Some(Notice::error(problem)));
                    first = first.take().or_else(|| Some(field.name.clone()));
                }
            }
        });
        if let Some(name) = &first {
            self.focus(name);
        }
        first.is_none()
    }

    /// Renders a field with the app's views around it or in its place, and adds its state.
    fn field(
        &self,
        spec: FieldSpec,
        screen: Screen,
        enter_key_hint: &'static str,
        lead: Option<String>,
    ) -> Vec<Node> {
        let options = &self.0.options;
        let spot = Spot::Field(spec.name.clone());
        let own = Box::new(|| {
            let (error, revealed) = (Reactive::new(None), Reactive::new(false));
            let field = FieldState {
                name: spec.name.clone(),
                field: spec.field,
                missing: spec.missing,
                custom_message: spec.custom_message,
                check: spec.check.clone(),
                password_feedback: spec.password_feedback,
                error: error.clone(),
                revealed: revealed.clone(),
            };
            self.0.fields.update_untracked(|fields| fields.push(field));
            vec![spec.view(options, &error, &revealed, enter_key_hint, lead)]
        });
        options.around(screen, spot, own)
    }

    fn field_of(&self, error: &Error) -> Option<FieldState> {
        let fields = &self.0.fields;
        fields.update_untracked(|fields| field_of_error(fields, error).cloned())
    }

    fn clear(&self) {
        self.0.alert.set(None);
        self.0.fields.update_untracked(|fields| {
            for field in fields {
                field.error.set(None);
            }
        });
    }

    /// Returns the current values of the form.
    pub fn values(&self) -> Values {
        let form = self.0.form.element();
        form.map_or_else(Values::default, |form| Values::of(&form))
    }

    /// Returns the current value of a field, trimmed.
    pub fn value(&self, name: &str) -> String {
        self.values().text(name).into()
    }

    /// Returns whether a required field has a value, and shows its error if not.
    pub fn require_value(&self, name: &str) -> bool {
        let has_value = !self.value(name).is_empty();
        if !has_value {
            self.clear();
            self.0.fields.update_untracked(|fields| {
                for field in fields.iter().filter(|field| *field.name == *name) {
                    field.error.set(field.missing.map(Notice::error));
                }
            });
            self.focus(name);
        }
        has_value
    }

    /// Moves the focus to the first field, or else to the title.
    pub fn focus_first(&self) {
        let form = self.0.form.element();
        if let Some(card) = form.and_then(|form| form.closest(".vestibule-card").ok()?) {
            dom::focus_first(&card, true);
        }
    }

    fn focus(&self, name: &str) {
        if let Some(form) = self.0.form.element() {
            dom::focus(&form, name);
            // So that another code replaces this one.
            if name == code::NAME {
                dom::select(&form, name);
            }
        }
    }
}

/// A screen that consists of a form.
pub(super) struct Form {
    pub options: Options,
    pub screen: Screen,
    pub title: Text,
    pub lead: Vec<Node>,
    pub state: FormState,
    pub fields: Vec<FieldSpec>,
    /// The username for password managers, if it is not a field: it becomes a hidden input.
    pub username: Option<String>,
    /// A view between the fields and the button.
    pub choice: Option<Node>,
    /// A view close below the button.
    pub aside: Option<Node>,
    /// The label of the submit button. Without it the `choice` takes the place of the button.
    pub button: Option<&'static str>,
    /// May replace the form's work, whether or not the fields are valid.
    pub intercept: Option<Interceptor>,
    /// Views above the form.
    pub above: Vec<Node>,
    /// Views below the form.
    pub below: Vec<Node>,
}

impl Form {
    /// Returns a form with this title and submit button, and no fields.
    pub fn new(options: &Options, screen: Screen, title: Text, button: &'static str) -> Self {
        Form {
            state: FormState::new(options, None),
            options: options.clone(),
            screen,
            title,
            lead: Vec::new(),
            fields: Vec::new(),
            username: None,
            choice: None,
            aside: None,
            button: Some(button),
            intercept: None,
            above: Vec::new(),
            below: Vec::new(),
        }
    }

    pub fn view(self, submit: Submit) -> Node {
        let Form {
            options,
            screen,
            state,
            ..
        } = self;
        // The lead describes the first field, which gets the focus.
        let mut lead = (!self.lead.is_empty()).then(|| options.element_id("lead"));
        let slots = options.views(Slot::Fields, screen);
        // The alert uses the line below the last field if there is nothing between them.
        let shares_line = self.fields.last().is_some_and(|field| !field.has_hint())
            && slots.is_empty()
            && self.choice.is_none();
        let last_field = self.fields.len().saturating_sub(1);

        let mut children: Vec<Node> = Vec::new();
        children.extend(self.username.map(hidden_username));
        let fields = self.fields.into_iter().enumerate();
        let fields: Box<dyn FnOnce() -> Vec<Node> + '_> = Box::new(|| {
            let fields = fields.flat_map(|(index, spec)| {
                let enter_key_hint = if index == last_field { "go" } else { "next" };
                state.field(spec, screen, enter_key_hint, lead.take())
            });
            let mut fields: Vec<Node> = fields.collect();
            fields.extend(slots);
            fields
        });
        children.extend(options.around(screen, Spot::Fields, fields));
        let alert = Notice::alert(&state.0.alert);
        let button_spot = |own: Option<Node>| {
            options.around(screen, Spot::Button, Box::new(|| own.into_iter().collect()))
        };
        let mut messages = vec![alert];
        match self.button {
            Some(label) => {
                children.extend(self.choice);
                messages.extend(button_spot(Some(button::submit(label, &state.0.busy))));
            }
            None => children.extend(button_spot(self.choice)),
        }
        messages.push(pending_request::view(&options, &state));
        children.push(frame::block("vestibule-messages", messages));
        children.extend(self.aside);
        children.push(pending_request::busy_status(
            &state.0.busy,
            options.0.strings.busy,
        ));

        let intercept = self.intercept;
        let class = match shares_line {
            true => "vestibule-form vestibule-shares-line",
            false => "vestibule-form",
        };
        // `post`, so that a form that is submitted before its script runs does not put a password into the address.
        let form = node("form")
            .attrs("method=post;novalidate")
            .attr("class", class)
            .handle(&state.0.form)
            .on("submit", move |event| {
                // The browser must not submit it.
                event.prevent_default();
                state.submit(&submit, intercept.as_ref());
            })
            .children(children);

        let mut body = self.above;
        body.push(form.into());
        body.extend(self.below);
        frame::card(&options, screen, self.title, self.lead, body)
    }
}
