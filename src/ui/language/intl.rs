//! The browser's `Intl`: preferred languages, plural rules, numbers and lists. On a server there are simple fallbacks,
//! which hydration replaces.

pub(super) use page::preferred;

/// Returns the plural category of a number in a language.
pub(super) fn category(language: &str, number: u32) -> String {
    page::category(language, number).unwrap_or_else(|| {
        String::from(match number {
            1 => "one",
            _ => "other",
        })
    })
}

/// Formats a number in a language.
pub(super) fn number(language: &str, number: u32) -> String {
    page::number(language, number).unwrap_or_else(|| crate::ui::rules::digits(number))
}

/// Joins texts to a list in a language.
pub(super) fn list(language: &str, texts: &[String]) -> String {
    page::list(language, texts).unwrap_or_else(|| texts.join(", "))
}

#[cfg(target_arch = "wasm32")]
mod page {
    use js_sys::{Array, JsString};
    use leptos::web_sys;
    use wasm_bindgen::prelude::wasm_bindgen;
    use wasm_bindgen::{JsCast, JsValue};

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = Intl)]
        type PluralRules;
        #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
        fn new(language: &str) -> Result<PluralRules, JsValue>;
        #[wasm_bindgen(method)]
        fn select(this: &PluralRules, number: u32) -> String;

        #[wasm_bindgen(js_namespace = Intl)]
        type NumberFormat;
        #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
        fn new(language: &str) -> Result<NumberFormat, JsValue>;
        #[wasm_bindgen(method)]
        fn format(this: &NumberFormat, number: u32) -> String;

        #[wasm_bindgen(js_namespace = Intl)]
        type ListFormat;
        #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
        fn new(language: &str) -> Result<ListFormat, JsValue>;
        #[wasm_bindgen(method)]
        fn format(this: &ListFormat, items: &Array) -> String;
    }

    // The constructors of `Intl` fail for invalid tags.

    pub fn category(language: &str, number: u32) -> Option<String> {
        Some(PluralRules::new(language).ok()?.select(number))
    }

    pub fn number(language: &str, number: u32) -> Option<String> {
        Some(NumberFormat::new(language).ok()?.format(number))
    }

    pub fn list(language: &str, texts: &[String]) -> Option<String> {
        let items: Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
        Some(ListFormat::new(language).ok()?.format(&items))
    }

    pub fn preferred() -> Vec<String> {
        let Some(window) = web_sys::window() else {
            return Vec::new();
        };
        let tags = window.navigator().languages().into_iter();
        tags.filter_map(|tag| tag.dyn_into::<JsString>().ok().map(String::from))
            .collect()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    pub fn category(_language: &str, _number: u32) -> Option<String> {
        None
    }

    pub fn number(_language: &str, _number: u32) -> Option<String> {
        None
    }

    pub fn list(_language: &str, _texts: &[String]) -> Option<String> {
        None
    }

    pub fn preferred() -> Vec<String> {
        Vec::new()
    }
}
