//! Data from the browser: regions and their names, time zones, the person's language, the date. On a server there is
//! none.

#[cfg(target_arch = "wasm32")]
pub(super) use page::*;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use server::*;

#[cfg(target_arch = "wasm32")]
mod page {
    use js_sys::{Array, Date, Function, JSON, Reflect};
    use wasm_bindgen::{JsCast, JsValue};

    use crate::platform::Timestamp;

    /// Returns the person's language, as a BCP 47 tag.
    pub fn language() -> String {
        let window = web_sys::window();
        let language = window.and_then(|window| window.navigator().language());
        language.unwrap_or_default()
    }

    /// Returns the likely region of the person's language.
    pub fn region() -> Option<String> {
        let locale = construct("Locale", &[language().into()])?;
        let likely = call(&locale, "maximize", &[])?;
        get(&likely, "region")?.as_string()
    }

    /// Returns the names of regions by their codes, in a language or else in the page's. A code without a name is
    /// returned as it is.
    pub fn region_names(codes: &[&str], language: Option<&str>) -> Vec<String> {
        let options = JSON::parse("{\"type\":\"region\"}").unwrap_or_default();
        let language = language.map_or_else(page_language, String::from);
        let names = construct("DisplayNames", &[language.into(), options]);
        let name = |code: &str| {
            let name = call(names.as_ref()?, "of", &[code.into()])?;
            name.as_string()
        };
        let all = codes.iter();
        all.map(|code| name(code).unwrap_or_else(|| (*code).into()))
            .collect()
    }

    /// Compares two texts in a language, or else in the browser's. The result is negative if the first one comes first.
    pub fn compare(one: &str, other: &str, language: Option<&str>) -> i32 {
        let language = language.map_or(JsValue::UNDEFINED, JsValue::from);
        let order = call(&one.into(), "localeCompare", &[other.into(), language]);
        order
            .and_then(|order| order.as_f64())
            .map_or(0, |order| order as i32)
    }

    /// Returns all time zones, and the browser's own.
    pub fn time_zones() -> (Vec<String>, Option<String>) {
        let intl = intl();
        let all = intl
            .as_ref()
            .and_then(|intl| call(intl, "supportedValuesOf", &["timeZone".into()]));
        let all = all.map_or_else(Array::new, |all| Array::from(&all));
        let all = all.iter().filter_map(|zone| zone.as_string()).collect();
        let here = construct("DateTimeFormat", &[]);
        let here = here.and_then(|format| call(&format, "resolvedOptions", &[]));
        let here = here.and_then(|options| get(&options, "timeZone")?.as_string());
        (all, here)
    }

    /// Returns today's date in UTC, as `2026-11-30`.
    pub fn today() -> String {
        Timestamp::from_millis(Date::now() as u64).iso_date()
    }

    fn page_language() -> String {
        let document = web_sys::window().and_then(|window| window.document());
        let root = document.and_then(|document| document.document_element());
        let said = root.and_then(|root| root.get_attribute("lang"));
        said.filter(|said| !said.is_empty())
            .unwrap_or_else(language)
    }

    fn intl() -> Option<JsValue> {
        get(&js_sys::global(), "Intl")
    }

    /// Constructs an object of a class of `Intl`, if the browser has it.
    fn construct(class: &str, arguments: &[JsValue]) -> Option<JsValue> {
        let class: Function = get(&intl()?, class)?.dyn_into().ok()?;
        Reflect::construct(&class, &arguments.iter().collect()).ok()
    }

    fn get(of: &JsValue, name: &str) -> Option<JsValue> {
        let value = Reflect::get(of, &name.into()).ok()?;
        (!value.is_undefined()).then_some(value)
    }

    fn call(of: &JsValue, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
        let function: Function = get(of, name)?.dyn_into().ok()?;
        function.apply(of, &arguments.iter().collect()).ok()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod server {
    pub fn language() -> String {
        String::new()
    }

    pub fn region() -> Option<String> {
        None
    }

    pub fn region_names(codes: &[&str], _language: Option<&str>) -> Vec<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    pub fn compare(one: &str, other: &str, _language: Option<&str>) -> i32 {
        one.cmp(other) as i32
    }

    pub fn time_zones() -> (Vec<String>, Option<String>) {
        (Vec::new(), None)
    }

    /// Later than every date.
    pub fn today() -> String {
        "9999-12-31".into()
    }
}
