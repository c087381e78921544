//! Controls other than a line of text: lists, dates, checkboxes, text areas, phone numbers.

use leptos::prelude::queue_microtask;

use super::{COUNTRY, browser, phone};
use crate::protocol::text::cut_text;
use crate::ui::field::{FieldContext, FieldView};
use crate::ui::field_parts::{error_line, hint_line, label};
use crate::ui::node::{Element, Node, dynamic, dynamic_text, node};
use crate::ui::reactive::{Reactive, aria_bool};
use crate::ui::sign_up_field::{ConsentLink, Kind};
use crate::ui::{Notice, Options, Text, dom, style};

/// The data of a control.
pub(super) struct Control {
    pub name: Text,
    pub label: Text,
    pub kind: Kind,
    pub autocomplete: Text,
    pub hint: Text,
    pub is_optional: bool,
    /// The initial value.
    pub value: Option<String>,
    pub country: Option<String>,
}

/// Returns the view of the field.
pub(super) fn field_view(control: Control) -> FieldView {
    Box::new(move |context| {
        style::adopt_attributes(context.options);
        match &control.kind {
            Kind::Checkbox | Kind::Consent(_) => checkbox(control, &context),
            _ => labelled_field(control, &context),
        }
    })
}

/// Renders a label, the control, and the line below.
fn labelled_field(control: Control, context: &FieldContext) -> Node {
    let ids = Ids::of(context.options, &control.name);
    let optional = control
        .is_optional
        .then_some(context.options.0.strings.optional);
    let label = label(ids.own.clone(), control.label.clone(), optional);
    let base = base_input(&control, context, &ids);
    let shown = match &control.kind {
        Kind::Lines => text_area(base, control.value),
        Kind::Choices(choices) => select(base, context.options, choices.clone(), control.value),
        Kind::Zone => time_zone_list(base, context.options, control.value),
        Kind::Phone => phone(base, &control, context.options),
        Kind::Language => {
            let value = control.value.unwrap_or_else(browser::language);
            with_value(
                base.attrs("type=text;class=vestibule-input;autocapitalize=none;spellcheck=false"),
                value,
            )
        }
        Kind::Date => {
            let latest = browser::today();
            let input = base.attrs("type=date;class=vestibule-input vestibule-date");
            with_value(input.attr("max", latest), control.value.unwrap_or_default())
        }
        Kind::Number(..) => {
            let input = base.attrs("type=text;class=vestibule-input;inputmode=numeric;autocapitalize=none;spellcheck=false");
            with_value(input, control.value.unwrap_or_default())
        }
        _ => {
            let input = base.attrs(
                "type=url;class=vestibule-input;inputmode=url;autocapitalize=none;spellcheck=false",
            );
            with_value(input, control.value.unwrap_or_default())
        }
    };
    node("div")
        .attrs("class=vestibule-field")
        .child(label)
        .child(node("div").attrs("class=vestibule-control").child(shown))
        .child(line(&ids, control.hint, context.error))
        .into()
}

/// The ids of a field's elements.
struct Ids {
    own: String,
    hint: String,
    error: String,
}

impl Ids {
    fn of(options: &Options, name: &str) -> Self {
        let own = options.element_id(&name.replace(' ', "-"));
        let [hint, error] = ["-hint", "-error"].map(|end| [&own, end].concat());
        Ids { own, hint, error }
    }
}

/// Returns an input with the attributes of every control.
fn base_input(control: &Control, context: &FieldContext, ids: &Ids) -> Element {
    let mut described = context
        .lead
        .clone()
        .map_or_else(String::new, |lead| lead + " ");
    described.extend([ids.error.as_str(), " ", &ids.hint]);
    let (invalid, error) = (context.error.clone(), context.error.clone());
    node("input")
        .attr("id", ids.own.clone())
        .attr("name", control.name.clone())
        .attr("autocomplete", control.autocomplete.clone())
        .attr("enterkeyhint", context.enter_key_hint)
        .attr("aria-describedby", described)
        .attr("aria-required", aria_bool(!control.is_optional))
        .dynamic_attr("aria-invalid", move || aria_bool(invalid.get().is_some()))
        // The new value may be right.
        .on("input", move |_| error.set(None))
}

fn with_value(input: Element, value: String) -> Element {
    match value.is_empty() {
        true => input,
        false => input.attr("value", value),
    }
}

fn line(ids: &Ids, hint: Text, error: &Reactive<Option<Notice>>) -> Element {
    node("div")
        .attrs("class=vestibule-line")
        .child(error_line(ids.error.clone(), error))
        .child(hint_line(ids.hint.clone(), hint))
}

fn text_area(base_input: Element, value: Option<String>) -> Element {
    let area = base_input.with_tag("textarea");
    let area = area.attrs("class=vestibule-input vestibule-lines;rows=3");
    match value {
        Some(value) => area.child(value),
        None => area,
    }
}

fn select(
    base_input: Element,
    options: &Options,
    choices: Vec<(Text, Text)>,
    value: Option<String>,
) -> Element {
    let choose = option(
        Text::default(),
        options.0.strings.step_strings().choose.into(),
        false,
    );
    let chosen = value.unwrap_or_default();
    let choices = choices.into_iter();
    let mut all = vec![choose];
    all.extend(choices.map(|(value, text)| {
        let is_chosen = value == chosen;
        option(value, text, is_chosen)
    }));
    base_input
        .with_tag("select")
        .attrs("class=vestibule-input vestibule-select")
        .children(all)
}

fn option(value: Text, text: Text, is_chosen: bool) -> Node {
    let option = node("option").attr("value", value);
    let option = match is_chosen {
        true => option.attrs("selected"),
        false => option,
    };
    option.child(text).into()
}

/// Renders the list of time zones. They are added in the browser, since a server does not know them.
fn time_zone_list(base_input: Element, options: &Options, value: Option<String>) -> Element {
    let choose = options.0.strings.step_strings().choose;
    let filled = after_hydration(move || {
        let (mut zones, here) = browser::time_zones();
        let chosen = value.clone().or(here).unwrap_or_default();
        // Browsers omit some zones from the list, such as UTC.
        if !chosen.is_empty() && !zones.contains(&chosen) {
            zones.insert(0, chosen.clone());
        }
        let mut all = vec![option(Text::default(), choose.into(), false)];
        all.extend(zones.into_iter().map(|zone| {
            let is_chosen = zone == chosen;
            let text = zone.replace('_', " ");
            option(zone.into(), text.into(), is_chosen)
        }));
        all
    });
    base_input
        .with_tag("select")
        .attrs("class=vestibule-input vestibule-select")
        .child(filled)
}

/// Returns nodes that are rendered after hydration; nothing on a server.
fn after_hydration(mut make: impl FnMut() -> Vec<Node> + Send + 'static) -> Node {
    let is_there = Reactive::new(false);
    let now = is_there.clone();
    if dom::is_browser() {
        // Leptos may not run effects while a view is being rendered.
        queue_microtask(move || now.set(true));
    }
    dynamic(move || match is_there.get() {
        true => make(),
        false => Vec::new(),
    })
}

/// Renders a phone number with a list of countries. An international number selects its country.
fn phone(base_input: Element, control: &Control, options: &Options) -> Element {
    let of_number = || phone::region_of(control.value.as_deref()?).map(|it| it.code.into());
    let chosen = control.country.clone().or_else(of_number);
    let chosen = chosen
        .or_else(browser::region)
        .filter(|code| phone::region(code).is_some());
    let country = Reactive::new(chosen.unwrap_or_default());
    let typed = country.clone();
    let number = base_input
        .attrs("type=tel;class=vestibule-input vestibule-number;inputmode=tel;dir=ltr")
        .on("input", move |event| {
            if let Some(region) = phone::region_of(&dom::value(&event))
                && typed.get_untracked() != region.code
                && same_calling_code(&typed.get_untracked(), region).is_none()
            {
                typed.set(region.code.into());
            }
        });
    let number = with_value(number, control.value.clone().unwrap_or_default());
    node("div")
        .attrs("class=vestibule-phone")
        .child(countries(&control.name, options, &country))
        .child(number)
}

/// Returns the chosen region, if it has the same calling code.
fn same_calling_code(chosen: &str, region: phone::Region) -> Option<phone::Region> {
    phone::region(chosen).filter(|chosen| chosen.calling == region.calling)
}

/// Renders a list of countries that shows only the calling code of the chosen one.
fn countries(name: &str, options: &Options, country: &Reactive<String>) -> Element {
    let (shown, chosen) = (country.clone(), country.clone());
    let calling = dynamic_text(move || {
        let region = phone::region(&shown.get());
        region.map_or(Text::Borrowed("+"), |region| {
            ["+", region.calling].concat().into()
        })
    });
    let (value, language) = (country.clone(), options.0.strings.tag());
    let list = node("select")
        .attrs("class=vestibule-country-list;autocomplete=tel-country-code")
        .attr("name", [name, COUNTRY].concat())
        .attr("aria-label", options.0.strings.step_strings().country)
        .on("change", move |event| chosen.set(dom::value(&event)))
        .child(after_hydration(move || {
            country_options(&value.get(), language)
        }));
    node("div")
        .attrs("class=vestibule-country")
        .child(list)
        .child(
            node("span")
                .attrs("aria-hidden=true;dir=ltr")
                .child(calling),
        )
}

fn country_options(chosen: &str, language: Option<&str>) -> Vec<Node> {
    let regions: Vec<_> = phone::regions().collect();
    let codes: Vec<_> = regions.iter().map(|region| region.code).collect();
    let names = browser::region_names(&codes, language);
    let mut all: Vec<_> = regions.into_iter().zip(names).collect();
    all.sort_by(|(_, one), (_, other)| browser::compare(one, other, language).cmp(&0));
    let all = all.into_iter().map(|(region, name)| {
        // Isolated (LRI … PDI), so that the plus stays in front in right-to-left pages.
        let text = [&name, " (\u{2066}+", region.calling, "\u{2069})"].concat();
        option(region.code.into(), text.into(), region.code == chosen)
    });
    // An empty option, if the browser does not know the person's region.
    let none = chosen
        .is_empty()
        .then(|| option(Text::default(), "–".into(), true));
    none.into_iter().chain(all).collect()
}

/// Renders a checkbox with its label, and the line for an error.
fn checkbox(control: Control, context: &FieldContext) -> Node {
    let ids = Ids::of(context.options, &control.name);
    let (value, content) = match &control.kind {
        Kind::Consent(links) => (
            control.autocomplete.clone(),
            with_links(&control.label, links),
        ),
        _ => (Text::Borrowed("true"), vec![control.label.clone().into()]),
    };
    let mut described = context
        .lead
        .clone()
        .map_or_else(String::new, |lead| lead + " ");
    described.extend([ids.error.as_str(), " ", &ids.hint]);
    let is_answer = matches!(control.kind, Kind::Checkbox);
    let (invalid, error) = (context.error.clone(), context.error.clone());
    let input = node("input")
        .attrs("type=checkbox;class=vestibule-check")
        .attr("id", ids.own.clone())
        .attr("name", control.name)
        .attr("aria-describedby", described)
        .attr(
            "aria-required",
            aria_bool(!is_answer && !control.is_optional),
        )
        .dynamic_attr("aria-invalid", move || aria_bool(invalid.get().is_some()))
        .on("change", move |_| error.set(None));
    let input = match control.value.as_deref() == Some(&*value) {
        true => input.attrs("checked"),
        false => input,
    };
    let label = node("label")
        .attrs("class=vestibule-consent")
        .child(input.attr("value", value))
        .child(node("span").children(content));
    node("div")
        .attrs("class=vestibule-field")
        .child(label)
        .child(line(&ids, control.hint, context.error))
        .into()
}

/// Replaces the placeholders of a sentence with links.
fn with_links(sentence: &str, links: &[ConsentLink]) -> Vec<Node> {
    let first = links.iter().filter_map(|link| {
        let (before, after) = cut_text(sentence, &link.placeholder)?;
        Some((before, link, after))
    });
    let Some((before, link, after)) = first.min_by_key(|(before, _, _)| before.len()) else {
        return vec![String::from(sentence).into()];
    };
    let anchor = node("a")
        .attrs("class=vestibule-anchor;target=_blank;rel=noopener")
        .attr("href", link.address.clone())
        .child(link.text.clone());
    let mut all = vec![String::from(before).into(), anchor.into()];
    all.extend(with_links(after, links));
    all
}
