//! Generates the table and the descriptions of the custom elements, for pages, editors and frameworks, from
//! `pkg/element/elements.toml`, which describes its format. To update them:
//!
//!     VESTIBULE_BLESS=1 cargo test -p vestibule-native-tests --test npm_elements

mod frameworks;
mod manifest;
mod typescript;

use std::collections::BTreeMap;

use serde::Deserialize;
use vestibule_native_tests::assert_generated;
use vestibule_native_tests::generated::path;

const TABLE: &str = "pkg/element/elements.toml";

/// The part of the table that applies to every element.
const ALL: &str = "all";

const MADE: &str =
    "// Generated from pkg/element/elements.toml by tests/native/tests/npm_elements.\n";

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Element {
    #[serde(default)]
    class: String,
    #[serde(default)]
    about: String,
    screens: Option<String>,
    #[serde(default)]
    attributes: Vec<Attribute>,
    #[serde(default)]
    properties: Vec<Property>,
    #[serde(default)]
    readonly: Vec<Property>,
    #[serde(default)]
    methods: Vec<Method>,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    slots: Vec<Named>,
    #[serde(default)]
    parts: Vec<Named>,
    #[serde(default, rename = "custom-properties")]
    custom_properties: Vec<Named>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attribute {
    name: String,
    to: String,
    key: Option<String>,
    property: Option<String>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    list: bool,
    #[serde(default)]
    live: bool,
    about: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Property {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    about: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Method {
    name: String,
    returns: String,
    about: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    name: String,
    detail: String,
    #[serde(default)]
    cancelable: bool,
    about: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
    about: String,
}

/// The elements, with what all of them have.
type Elements = BTreeMap<String, Element>;

/// The elements, only with what is their own.
struct Table {
    all: Element,
    own: Elements,
}

impl Table {
    fn whole(self) -> Elements {
        let Table { all, own } = self;
        own.into_iter()
            .map(|(name, element)| (name, all.clone().with(element)))
            .collect()
    }
}

impl Element {
    fn with(mut self, own: Element) -> Element {
        self.attributes.extend(own.attributes);
        self.properties.extend(own.properties);
        self.readonly.extend(own.readonly);
        self.methods.extend(own.methods);
        self.events.extend(own.events);
        self.slots.extend(own.slots);
        self.parts.extend(own.parts);
        self.custom_properties.extend(own.custom_properties);
        Element {
            class: own.class,
            about: own.about,
            screens: own.screens,
            ..self
        }
    }
}

impl Attribute {
    /// Its name in the generated table.
    fn key(&self) -> String {
        self.key.clone().unwrap_or_else(|| camel(&self.name))
    }

    /// Its name as a property.
    fn property(&self) -> String {
        self.property.clone().unwrap_or_else(|| self.key())
    }

    /// Its type in TypeScript.
    fn kind(&self) -> String {
        match self.values.is_empty() || self.list {
            true => "string".to_owned(),
            false => quoted(&self.values).join(" | "),
        }
    }
}

/// Returns `userPoolId` for `user-pool-id`.
fn camel(name: &str) -> String {
    let mut message = name.split('-');
    let first = message.next().unwrap_or_default().to_owned();
    message.fold(first, |name, word| name + &capital(word))
}

/// Returns `VestibuleAuth` for `vestibule-auth`.
fn pascal(name: &str) -> String {
    name.split('-').map(capital).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn quoted(message: &[String]) -> Vec<String> {
    message.iter().map(|it| format!("{it:?}")).collect()
}

fn read() -> Elements {
    read_apart().whole()
}

fn read_apart() -> Table {
    let text = std::fs::read_to_string(path(TABLE)).unwrap();
    let mut own: Elements = toml::from_str(&text).unwrap();
    for (name, element) in &own {
        for attribute in &element.attributes {
            let at = &attribute.name;
            let is_known = ["config", "options", "element"].contains(&attribute.to.as_str());
            assert!(is_known, "{TABLE}: {name} {at}: to what?");
            assert!(!attribute.about.is_empty(), "{TABLE}: {name} {at}");
        }
        let is_whole = !element.class.is_empty() && !element.about.is_empty();
        assert!(is_whole || name == ALL, "{TABLE}: {name}");
    }
    let all = own.remove(ALL).unwrap();
    Table { all, own }
}

#[test]
fn the_generated_script_is_up_to_date() {
    assert_generated!(
        "pkg/src/element-table.ts",
        &typescript::table(&read_apart()),
    );
}

#[test]
fn the_generated_types_are_up_to_date() {
    assert_generated!(
        "pkg/src/element-types.ts",
        &typescript::types(&read_apart()),
    );
}

#[test]
fn the_framework_types_are_up_to_date() {
    let elements = read();
    for (file, made) in [
        ("react", frameworks::react(&elements)),
        ("vue", frameworks::vue(&elements)),
        ("svelte", frameworks::svelte(&elements)),
    ] {
        assert_generated!(&format!("pkg/element/types/element-{file}.d.ts"), &made);
    }
}

#[test]
fn the_editor_data_is_up_to_date() {
    let elements = read();
    assert_generated!(
        "pkg/element/types/custom-elements.json",
        &manifest::made(&elements),
    );
    assert_generated!(
        "pkg/element/types/html-data.json",
        &manifest::html_data(&elements),
    );
}

#[test]
fn property_names_are_unique() {
    for (name, element) in read() {
        let attributes = element.attributes.iter().map(Attribute::property);
        let others = element.properties.iter().chain(&element.readonly);
        let mut names: Vec<_> = attributes.chain(others.map(|it| it.name.clone())).collect();
        names.extend(element.methods.iter().map(|it| it.name.clone()));
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all, "{name}");
    }
}

#[test]
fn names_are_converted_between_cases() {
    assert_eq!(camel("user-pool-id"), "userPoolId");
    assert_eq!(pascal("vestibule-auth"), "VestibuleAuth");
}
