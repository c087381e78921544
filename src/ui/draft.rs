//! What a person has entered on a screen, for when they come back to it. Passwords and codes are not included.

use super::Options;
use super::dom;

/// The states of a form's controls.
#[derive(Clone, Default)]
pub(super) struct Draft(Vec<ControlState>);

/// The state of a control.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
#[derive(Clone)]
struct ControlState {
    name: String,
    value: String,
    is_checked: bool,
}

/// Reads the form of the current screen.
pub(super) fn read(options: &Options) -> Draft {
    Draft(page::read(&options.element_id("title")))
}

impl Draft {
    /// Leaves out the controls with this name.
    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|control| control.name != name);
        self
    }

    /// Restores the values into the form of the screen that is being rendered.
    pub fn restore(self, options: &Options) {
        if self.0.is_empty() {
            return;
        }
        let title = options.element_id("title");
        dom::after_render(move || page::write(&title, self.0));
    }
}

#[cfg(target_arch = "wasm32")]
mod page {
    use leptos::prelude::request_animation_frame;
    use leptos::web_sys::{Element, Event, HtmlInputElement, window};
    use wasm_bindgen::JsCast;

    use super::ControlState;

    /// Controls that are not included: secrets, files, and values that the person did not enter.
    const EXCLUDED: &str = "[type=password],[autocomplete*=password],[autocomplete=one-time-code],[name=answer],[type=file],[readonly]";

    pub fn read(title: &str) -> Vec<ControlState> {
        let state = |control: HtmlInputElement| ControlState {
            name: control.name(),
            value: control.value(),
            is_checked: control.checked(),
        };
        controls(title).into_iter().map(state).collect()
    }

    /// Lists that get their options only after they are in the document are restored with the next frame.
    pub fn write(title: &str, draft: Vec<ControlState>) {
        let late = restore(title, draft);
        if !late.is_empty() {
            let title = String::from(title);
            request_animation_frame(move || {
                restore(&title, late);
            });
        }
    }

    /// Restores the states. Returns those that their controls did not accept.
    fn restore(title: &str, draft: Vec<ControlState>) -> Vec<ControlState> {
        let controls = controls(title);
        let is_refused = |old: &ControlState| {
            let mut controls = controls.iter();
            let control = controls.find(|control| is_of(control, old));
            control.is_some_and(|control| !set(control, old))
        };
        draft.into_iter().filter(is_refused).collect()
    }

    /// Sets the state of a control. Returns whether the control has accepted it.
    fn set(control: &HtmlInputElement, old: &ControlState) -> bool {
        control.set_value(&old.value);
        if control.value() != old.value {
            return false;
        }
        control.set_checked(old.is_checked);
        // Listeners of the control react as if the person had entered it.
        for name in ["input", "change"] {
            if let Ok(event) = Event::new(name) {
                let _ = control.dispatch_event(&event);
            }
        }
        true
    }

    /// Several checkboxes or radio buttons may have the same name.
    fn is_of(control: &HtmlInputElement, old: &ControlState) -> bool {
        let is_ticked = matches!(control.type_().as_str(), "checkbox" | "radio");
        control.name() == old.name && (!is_ticked || control.value() == old.value)
    }

    /// Returns the controls of the screen with this title.
    fn controls(title: &str) -> Vec<HtmlInputElement> {
        let controls = || {
            let form = form(title)?;
            let found = form.query_selector_all(":is(input,select,textarea)[name]");
            let found = found.ok()?;
            let all = (0..found.length()).filter_map(|index| found.get(index));
            // Lists and text areas have the same properties.
            let all = all.map(JsCast::unchecked_into);
            Some(all.filter(is_included).collect())
        };
        controls().unwrap_or_default()
    }

    fn is_included(control: &HtmlInputElement) -> bool {
        !control.matches(EXCLUDED).unwrap_or(true)
    }

    fn form(title: &str) -> Option<Element> {
        let title = window()?.document()?.get_element_by_id(title)?;
        let card = title.closest(".vestibule-card").ok()??;
        card.query_selector("form").ok()?
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    use super::ControlState;

    pub fn read(_title: &str) -> Vec<ControlState> {
        Vec::new()
    }

    pub fn write(_title: &str, _draft: Vec<ControlState>) {}
}
