//! What a person has entered on a screen, for when they come back to it. Passwords and codes are not included.

use super::Options;
use super::dom;

/// The names and values of a form's controls, checked checkboxes included.
#[derive(Clone, Default)]
pub(super) struct Draft(Vec<(String, String)>);

/// Reads the form of the current screen.
pub(super) fn read(options: &Options) -> Draft {
    Draft(page::read(&options.element_id("title")))
}

impl Draft {
    /// Restores the values into the form of the screen that is being rendered.
    pub fn restore(self, options: &Options) {
        if self.0.is_empty() {
            return;
        }
        let title = options.element_id("title");
        dom::after_render(move || page::write(&title, &self.0));
    }
}

#[cfg(target_arch = "wasm32")]
mod page {
    use leptos::web_sys::{Element, Event, HtmlInputElement, window};
    use wasm_bindgen::JsCast;

    use super::dom::{self, Values};

    /// Controls that are not included: secrets, and values that the person did not enter.
    const EXCLUDED: &str = "[type=password],[autocomplete*=password],[autocomplete=one-time-code],[name=answer],[readonly]";

    pub fn read(title: &str) -> Vec<(String, String)> {
        let Some(form) = form(title) else {
            return Vec::new();
        };
        let mut values = Values::of(&form).into_pairs();
        values.retain(|(name, _)| control(&form, name).is_some());
        values
    }

    pub fn write(title: &str, draft: &[(String, String)]) {
        let Some(form) = form(title) else {
            return;
        };
        for (name, text) in draft {
            let Some(control) = control(&form, name) else {
                continue;
            };
            match control.type_().as_str() {
                "checkbox" | "radio" => control.set_checked(true),
                _ => control.set_value(text),
            }
            // Listeners of the control react as if it had been typed.
            if let Ok(event) = Event::new("input") {
                let _ = control.dispatch_event(&event);
            }
        }
    }

    fn form(title: &str) -> Option<Element> {
        let title = window()?.document()?.get_element_by_id(title)?;
        let card = title.closest(".vestibule-card").ok()??;
        card.query_selector("form").ok()?
    }

    fn control(form: &Element, name: &str) -> Option<HtmlInputElement> {
        let control = form.query_selector(&dom::control_selector(name)).ok()??;
        let is_included = !control.matches(EXCLUDED).unwrap_or(true);
        is_included.then(|| control.unchecked_into())
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    pub fn read(_title: &str) -> Vec<(String, String)> {
        Vec::new()
    }

    pub fn write(_title: &str, _draft: &[(String, String)]) {}
}
