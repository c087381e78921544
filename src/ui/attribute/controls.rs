//! Controls that are more than a line of text: lists, dates, boxes, several lines, a phone number with its
//! country.

use leptos::prelude::queue_microtask;

use super::{COUNTRY, browser, phone};
use crate::protocol::text::cut_text;
use crate::ui::field::{Place, Shape};
use crate::ui::field_parts::{error_line, hint_line, label};
use crate::ui::live::{Live, truth};
use crate::ui::node::{Element, Node, live, node, words};
use crate::ui::sign_up_field::{ConsentLink, Kind};
use crate::ui::{Notice, Options, Text, dom, style};

/// What a control shows.
pub(super) struct Control {
    pub name: Text,
    pub label: Text,
    pub kind: Kind,
    pub autocomplete: Text,
    pub hint: Text,
    pub is_optional: bool,
    /// What stood in it before.
    pub value: Option<String>,
    pub country: Option<String>,
}

/// The whole field.
pub(super) fn shape(control: Control) -> Shape {
    Box::new(move |place| {
        style::adopt_attributes(place.options);
        match &control.kind {
            Kind::Checkbox | Kind::Consent(_) => tick_box(control, &place),
            _ => lined(control, &place),
        }
    })
}

/// A label, the control, and the line below them.
fn lined(control: Control, place: &Place) -> Node {
    let ids = Ids::of(place.options, &control.name);
    let optional = control
        .is_optional
        .then_some(place.options.0.strings.optional);
    let label = label(ids.own.clone(), control.label.clone(), optional);
    let bare = bare(&control, place, &ids);
    let shown = match &control.kind {
        Kind::Lines => lines(bare, control.value),
        Kind::Choices(choices) => select(bare, place.options, choices.clone(), control.value),
        Kind::Zone => zones(bare, place.options, control.value),
        Kind::Phone => phone(bare, &control, place.options),
        Kind::Language => {
            let value = control.value.unwrap_or_else(browser::language);
            with_value(
                bare.attrs("type=text;class=vestibule-input;autocapitalize=none;spellcheck=false"),
                value,
            )
        }
        Kind::Date => {
            let latest = browser::today();
            let input = bare.attrs("type=date;class=vestibule-input vestibule-date");
            with_value(input.attr("max", latest), control.value.unwrap_or_default())
        }
        Kind::Number(..) => {
            let input = bare.attrs("type=text;class=vestibule-input;inputmode=numeric;autocapitalize=none;spellcheck=false");
            with_value(input, control.value.unwrap_or_default())
        }
        _ => {
            let input = bare.attrs(
                "type=url;class=vestibule-input;inputmode=url;autocapitalize=none;spellcheck=false",
            );
            with_value(input, control.value.unwrap_or_default())
        }
    };
    node("div")
        .attrs("class=vestibule-field")
        .child(label)
        .child(node("div").attrs("class=vestibule-control").child(shown))
        .child(line(&ids, control.hint, place.error))
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

/// An input with what every control has.
fn bare(control: &Control, place: &Place, ids: &Ids) -> Element {
    let mut described = place
        .lead
        .clone()
        .map_or_else(String::new, |lead| lead + " ");
    described.extend([ids.error.as_str(), " ", &ids.hint]);
    let (invalid, error) = (place.error.clone(), place.error.clone());
    node("input")
        .attr("id", ids.own.clone())
        .attr("name", control.name.clone())
        .attr("autocomplete", control.autocomplete.clone())
        .attr("enterkeyhint", place.enter)
        .attr("aria-describedby", described)
        .attr("aria-required", truth(!control.is_optional))
        .live_attr("aria-invalid", move || truth(invalid.get().is_some()))
        // What was wrong may be right by now.
        .on("input", move |_| error.set(None))
}

fn with_value(input: Element, value: String) -> Element {
    match value.is_empty() {
        true => input,
        false => input.attr("value", value),
    }
}

fn line(ids: &Ids, hint: Text, error: &Live<Option<Notice>>) -> Element {
    node("div")
        .attrs("class=vestibule-line")
        .child(error_line(ids.error.clone(), error))
        .child(hint_line(ids.hint.clone(), hint))
}

fn lines(bare: Element, value: Option<String>) -> Element {
    let area = bare.tagged("textarea");
    let area = area.attrs("class=vestibule-input vestibule-lines;rows=3");
    match value {
        Some(value) => area.child(value),
        None => area,
    }
}

fn select(
    bare: Element,
    options: &Options,
    choices: Vec<(Text, Text)>,
    value: Option<String>,
) -> Element {
    let choose = option(
        Text::default(),
        options.0.strings.of_steps().choose.into(),
        false,
    );
    let chosen = value.unwrap_or_default();
    let choices = choices.into_iter();
    let mut all = vec![choose];
    all.extend(choices.map(|(value, words)| {
        let is_chosen = value == chosen;
        option(value, words, is_chosen)
    }));
    bare.tagged("select")
        .attrs("class=vestibule-input vestibule-select")
        .children(all)
}

fn option(value: Text, words: Text, is_chosen: bool) -> Node {
    let option = node("option").attr("value", value);
    let option = match is_chosen {
        true => option.attrs("selected"),
        false => option,
    };
    option.child(words).into()
}

/// All time zones. On a server nobody knows them, so that they come once the field stands on a page.
fn zones(bare: Element, options: &Options, value: Option<String>) -> Element {
    let choose = options.0.strings.of_steps().choose;
    let filled = later(move || {
        let (mut zones, here) = browser::time_zones();
        let chosen = value.clone().or(here).unwrap_or_default();
        // Browsers leave some out of the list that one may be in: UTC, for one.
        if !chosen.is_empty() && !zones.contains(&chosen) {
            zones.insert(0, chosen.clone());
        }
        let mut all = vec![option(Text::default(), choose.into(), false)];
        all.extend(zones.into_iter().map(|zone| {
            let is_chosen = zone == chosen;
            let words = zone.replace('_', " ");
            option(zone.into(), words.into(), is_chosen)
        }));
        all
    });
    bare.tagged("select")
        .attrs("class=vestibule-input vestibule-select")
        .child(filled)
}

/// Nodes that are made once what is around them stands on a page; nothing on a server.
fn later(mut make: impl FnMut() -> Vec<Node> + Send + 'static) -> Node {
    let is_there = Live::new(false);
    let now = is_there.clone();
    if dom::is_page() {
        // Leptos may not be ready for work while a view is made.
        queue_microtask(move || now.set(true));
    }
    live(move || match is_there.get() {
        true => make(),
        false => Vec::new(),
    })
}

/// A number behind the choice of its country. A number that says its country itself chooses it.
fn phone(bare: Element, control: &Control, options: &Options) -> Element {
    let chosen = control.country.clone().or_else(browser::region);
    let chosen = chosen.filter(|code| phone::region(code).is_some());
    let country = Live::new(chosen.unwrap_or_default());
    let typed = country.clone();
    let number = bare
        .attrs("type=tel;class=vestibule-input vestibule-number;inputmode=tel;dir=ltr")
        .on("input", move |event| {
            if let Some(region) = phone::region_of(&dom::value(&event))
                && typed.now() != region.code
                && same_calling_code(&typed.now(), region).is_none()
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

/// The region that is chosen already, where it has the same calling code.
fn same_calling_code(chosen: &str, region: phone::Region) -> Option<phone::Region> {
    phone::region(chosen).filter(|chosen| chosen.calling == region.calling)
}

/// A list of countries that shows no more than the calling code of the one that is chosen.
fn countries(name: &str, options: &Options, country: &Live<String>) -> Element {
    let (shown, chosen) = (country.clone(), country.clone());
    let calling = words(move || {
        let region = phone::region(&shown.get());
        region.map_or(Text::Borrowed("+"), |region| {
            ["+", region.calling].concat().into()
        })
    });
    let (value, language) = (country.clone(), options.0.strings.tag());
    let list = node("select")
        .attrs("class=vestibule-country-list;autocomplete=tel-country-code")
        .attr("name", [name, COUNTRY].concat())
        .attr("aria-label", options.0.strings.of_steps().country)
        .on("change", move |event| chosen.set(dom::value(&event)))
        .child(later(move || country_options(&value.get(), language)));
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
        // Marked, so that the plus stays in front in a page that is written from right to left.
        let words = [&name, " (\u{2066}+", region.calling, "\u{2069})"].concat();
        option(region.code.into(), words.into(), region.code == chosen)
    });
    // Nothing is chosen before the person says something, where the browser does not say where they are.
    let none = chosen
        .is_empty()
        .then(|| option(Text::default(), "–".into(), true));
    none.into_iter().chain(all).collect()
}

/// A box with its words beside it, and the line for an error below.
fn tick_box(control: Control, place: &Place) -> Node {
    let ids = Ids::of(place.options, &control.name);
    let (value, content) = match &control.kind {
        Kind::Consent(links) => (control.autocomplete.clone(), linked(&control.label, links)),
        _ => (Text::Borrowed("true"), vec![control.label.clone().into()]),
    };
    let mut described = place
        .lead
        .clone()
        .map_or_else(String::new, |lead| lead + " ");
    described.extend([ids.error.as_str(), " ", &ids.hint]);
    let is_answer = matches!(control.kind, Kind::Checkbox);
    let (invalid, error) = (place.error.clone(), place.error.clone());
    let input = node("input")
        .attrs("type=checkbox;class=vestibule-check")
        .attr("id", ids.own.clone())
        .attr("name", control.name)
        .attr("aria-describedby", described)
        .attr("aria-required", truth(!is_answer && !control.is_optional))
        .live_attr("aria-invalid", move || truth(invalid.get().is_some()))
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
        .child(line(&ids, control.hint, place.error))
        .into()
}

/// A sentence with links in the places that are meant for them.
fn linked(sentence: &str, links: &[ConsentLink]) -> Vec<Node> {
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
        .child(link.words.clone());
    let mut all = vec![String::from(before).into(), anchor.into()];
    all.extend(linked(after, links));
    all
}
