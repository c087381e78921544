//! A form: its fields, the one request that it has under way, and where its errors stand.

use std::future::Future;
use std::pin::Pin;

use leptos::html;
use leptos::prelude::*;

use crate::{Error, ErrorKind, Field};

use super::dom::{self, Values};
use super::field::Spec;
use super::options::{Layout, Slot};
use super::{Notice, Options, Screen, Text, button, frame, live};

/// What a form does when it is sent. It ends with nothing, having handed on what came of it, or
/// with the error that the form then shows.
pub(super) type Work = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

/// Whether a screen has taken the place of another, so that the focus may move. Held in the
/// context by whatever joins screens.
#[derive(Clone, Copy)]
pub(super) struct Moved(pub StoredValue<bool>);

/// The state of a form, as everything on it shares it.
#[derive(Clone, Copy)]
pub(super) struct State {
    /// A request is under way.
    pub busy: RwSignal<bool>,
    alert: RwSignal<Option<Notice>>,
    revealed: RwSignal<bool>,
    known: StoredValue<Vec<Known>>,
    options: StoredValue<Options>,
    node: NodeRef<html::Form>,
}

/// What the state knows of a field.
#[derive(Clone)]
struct Known {
    name: Text,
    of: Option<Field>,
    missing: Option<&'static str>,
    error: RwSignal<Option<Notice>>,
}

impl State {
    pub fn new(options: &Options, notice: Option<Notice>) -> Self {
        State {
            busy: RwSignal::new(false),
            alert: RwSignal::new(notice),
            revealed: RwSignal::new(false),
            known: StoredValue::new(Vec::new()),
            options: StoredValue::new(options.clone()),
            node: NodeRef::new(),
        }
    }

    /// Says something above the button.
    pub fn say(self, notice: Notice) {
        self.alert.try_set(Some(notice));
    }

    /// Does the work, unless there is some under way: a form cannot be sent twice.
    pub fn run(self, work: impl FnOnce() -> Work) {
        if self.busy.try_get_untracked().unwrap_or(true) {
            return;
        }
        self.busy.try_set(true);
        self.clear();
        let work = work();
        live::spawn(async move {
            let outcome = work.await;
            // By now the person may have left this screen, and its signals may be gone.
            self.busy.try_set(false);
            if let Err(error) = outcome {
                self.fail(&error);
            }
        });
    }

    /// Shows an error where it belongs: at its field, or above the button.
    pub fn fail(self, error: &Error) {
        tell_developer(error);
        let Some(options) = self.options.try_get_value() else {
            return;
        };
        let strings = &options.0.strings;
        let words = strings.for_error(error);
        match self.field_of(error) {
            Some(field) => {
                let words = match is_about_credentials(error) {
                    true => Text::Borrowed(strings.error_current_password),
                    false => words,
                };
                field.error.try_set(Some(Notice::bad(words)));
                self.focus(&field.name);
            }
            None => {
                self.alert.try_set(Some(Notice::bad(words)));
                if is_about_credentials(error) {
                    self.focus("password");
                }
            }
        }
    }

    fn submit(self, send: &dyn Fn(Values) -> Work) {
        let Some(form) = self.node.try_get_untracked().flatten() else {
            return;
        };
        let values = Values::of(&form);
        if self.busy.try_get_untracked().unwrap_or(true) || !self.is_complete(&values) {
            return;
        }
        self.revealed.try_set(false);
        self.run(|| send(values));
    }

    /// Marks the fields that are empty and must not be, and goes to the first of them.
    fn is_complete(self, values: &Values) -> bool {
        self.clear();
        let known = self.known.try_get_value().unwrap_or_default();
        let mut first = None;
        for field in &known {
            if let Some(missing) = field.missing
                && values.exact(&field.name).is_empty()
            {
                field.error.try_set(Some(Notice::bad(missing)));
                first = first.or(Some(field));
            }
        }
        if let Some(field) = first {
            self.focus(&field.name);
        }
        first.is_none()
    }

    fn field_of(self, error: &Error) -> Option<Known> {
        let known = self.known.try_get_value()?;
        let at = |field: Field| known.iter().find(|known| known.of == Some(field));
        // What is wrong with a sign-in is no more the password's fault than the name's. Where a
        // new password is asked for besides, it is the present one that was wrong.
        if is_about_credentials(error) {
            return at(Field::NewPassword).and(at(Field::Password)).cloned();
        }
        let field = error.field()?;
        let near = match field {
            Field::Password => Field::NewPassword,
            Field::NewPassword => Field::Password,
            _ => Field::Username,
        };
        at(field).or_else(|| at(near)).cloned()
    }

    fn clear(self) {
        self.alert.try_set(None);
        self.known.try_with_value(|known| {
            for field in known {
                field.error.try_set(None);
            }
        });
    }

    /// What is in a field at this moment, without white space around it.
    pub fn typed(self, name: &str) -> String {
        let form = self.node.try_get_untracked().flatten();
        form.map_or_else(String::new, |form| Values::of(&form).text(name).into())
    }

    fn focus(self, name: &str) {
        if let Some(form) = self.node.try_get_untracked().flatten() {
            dom::focus(&form, name);
        }
    }
}

/// A screen that is a form.
pub(super) struct Form {
    pub options: Options,
    pub screen: Screen,
    pub title: String,
    pub lead: Vec<AnyView>,
    pub state: State,
    pub fields: Vec<Spec>,
    /// For password managers, where the username is no field: it goes along unseen.
    pub username: Option<String>,
    /// Close below the button.
    pub aside: Option<AnyView>,
    pub button: &'static str,
    /// Above the form.
    pub above: Vec<AnyView>,
    /// Below it.
    pub below: Vec<AnyView>,
}

impl Form {
    pub fn view(self, send: impl Fn(Values) -> Work + 'static) -> AnyView {
        let Form {
            options,
            screen,
            state,
            ..
        } = self;
        let strings = options.0.strings;
        // What the screen says goes with its first field, which gets the focus.
        let mut lead = (!self.lead.is_empty()).then(|| options.element_id("lead"));
        let shares_line = self.fields.last().is_some_and(|field| !field.has_hint());
        let last = self.fields.len().saturating_sub(1);

        let mut children: Vec<AnyView> = Vec::new();
        children.extend(self.username.map(unseen_username));
        for (index, spec) in self.fields.into_iter().enumerate() {
            let error = RwSignal::new(None);
            let known = Known {
                name: spec.name.clone(),
                of: spec.of,
                missing: spec.missing,
                error,
            };
            state.known.try_update_value(|all| all.push(known));
            let enter = if index == last { "go" } else { "next" };
            children.push(spec.view(&options, error, state.revealed, enter, lead.take()));
        }
        children.extend(options.views(Slot::Fields, screen));
        children.push(alert(state.alert));
        children.push(button::submit(self.button, state.busy));
        children.extend(self.aside);
        children.push(spoken(state.busy, strings.busy));

        focus_on_arrival(&options, state.node);
        let send: Box<dyn Fn(Values) -> Work> = Box::new(send);
        // A form that is sent before its script runs must not put a password into an address.
        let form = html::form()
            .method("post")
            .novalidate(true)
            .class("vestibule-form")
            .class(("vestibule-shares-line", shares_line))
            .node_ref(state.node)
            .on(leptos::ev::submit, move |event| {
                dom::keep(&event);
                state.submit(&*send);
            })
            .child(children)
            .into_any();

        let mut body = self.above;
        body.push(form);
        body.extend(self.below);
        frame::card(&options, screen, self.title, self.lead, body)
    }
}

fn is_about_credentials(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WrongCredentials | ErrorKind::UserNotFound
    )
}

/// The person reads one sentence; whoever builds the app finds the rest in the console.
fn tell_developer(error: &Error) {
    if !error.help().is_empty() {
        dom::warn(
            &[
                error.kind().name(),
                ": ",
                error.message(),
                "\n",
                error.help(),
            ]
            .concat(),
        );
    }
}

fn alert(notice: RwSignal<Option<Notice>>) -> AnyView {
    let good = move || notice.read().as_ref().is_some_and(Notice::is_good);
    html::div()
        .role("alert")
        .class("vestibule-alert")
        .class(("vestibule-good", Signal::derive(good)))
        .child(Notice::content(notice))
        .into_any()
}

/// Tells screen readers that something is under way.
fn spoken(busy: RwSignal<bool>, words: &'static str) -> AnyView {
    html::span()
        .class("vestibule-hidden")
        .role("status")
        .child(live::either(move || busy.get(), words, ""))
        .into_any()
}

fn unseen_username(username: String) -> AnyView {
    html::input()
        .r#type("text")
        .name("username")
        .autocomplete("username")
        .value(username)
        .readonly(true)
        .hidden(true)
        .into_any()
}

/// Goes to the first field where a screen follows another, and where the screens are the page;
/// never away from where the person is.
fn focus_on_arrival(options: &Options, node: NodeRef<html::Form>) {
    let moved = use_context::<Moved>().and_then(|moved| moved.0.try_get_value());
    if options.0.layout == Layout::Inline && moved != Some(true) {
        return;
    }
    Effect::new(move |_| {
        if let Some(form) = node.try_get().flatten()
            && !dom::is_focus_elsewhere()
        {
            dom::focus_first(&form);
        }
    });
}
