//! Generates the table that a page runs, and the types of the elements.

use super::{Attribute, Element, MADE, Table, camel, pascal, quoted};
use std::fmt::Write;

const ROWS: &str = r#"
/** An attribute. */
export interface AttributeRow {
  /** What it is part of. */
  readonly to: "config" | "options" | "element";
  /** Its name there, if it is not the attribute's name in camelCase. */
  readonly key?: string;
  /** Its name as a property, if that differs. */
  readonly property?: string;
  /** The allowed words. */
  readonly values?: readonly string[];
  /** Whether it has several words. */
  readonly list?: true;
  /** Whether a change takes effect without recreating the screens. */
  readonly live?: true;
}

/** The name of an attribute in the configuration or the options. */
export const keyOf = (name: string, { key }: { readonly key?: string }) =>
  key ?? name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** The name of an attribute as a property. */
export const propertyOf = (name: string, row: AttributeRow) => row.property ?? keyOf(name, row);

/** An element. */
export interface ElementRow {
  /** The screens that it shows, if not those of a sign-in. */
  readonly screens?: string;
  readonly attributes: Readonly<Record<string, AttributeRow>>;
  /** Properties that are not attributes. */
  readonly properties: readonly string[];
  /** Events whose default action a listener can prevent. */
  readonly cancelable: readonly string[];
}
"#;

const NAMES: &str = r#"
/** The names of all properties of an element. */
export const propertiesOf = ({ attributes, properties }: ElementRow) => [
  ...Object.entries(attributes).map(([name, row]) => propertyOf(name, row)),
  ...properties,
];
"#;

pub fn table(table: &Table) -> String {
    let mut text =
        format!("{MADE}{ROWS}\n/** The attributes of every element. */\nconst ALL = {{\n");
    for attribute in &table.all.attributes {
        let _ = writeln!(text, "  {}", row(attribute));
    }
    text.push_str("} as const;\n\nexport const ELEMENTS = {\n");
    for (name, element) in &table.own {
        let _ = writeln!(text, "  {name:?}: {{");
        if let Some(screens) = &element.screens {
            let _ = writeln!(text, "    screens: {screens:?},");
        }
        text.push_str("    attributes: {\n      ...ALL,\n");
        for attribute in &element.attributes {
            let _ = writeln!(text, "      {}", row(attribute));
        }
        let properties = table.all.properties.iter().chain(&element.properties);
        let properties: Vec<_> = properties.map(|it| it.name.clone()).collect();
        let cancelable = table.all.events.iter().chain(&element.events);
        let cancelable = cancelable.filter(|it| it.cancelable);
        let cancelable: Vec<_> = cancelable.map(|it| it.name.clone()).collect();
        let _ = writeln!(
            text,
            "    }},\n    properties: [{}],\n    cancelable: [{}],\n  }},",
            quoted(&properties).join(", "),
            quoted(&cancelable).join(", ")
        );
    }
    text.push_str("} as const satisfies Readonly<Record<string, ElementRow>>;\n");
    text.push_str(NAMES);
    text
}

fn row(attribute: &Attribute) -> String {
    let (key, property) = (attribute.key(), attribute.property());
    let name = match attribute.name.contains('-') {
        true => format!("{:?}", attribute.name),
        false => attribute.name.clone(),
    };
    let mut row = format!("{name}: {{ to: {:?}", attribute.to);
    let usual = camel(&attribute.name);
    for (field, value, usual) in [("key", &key, &usual), ("property", &property, &key)] {
        if value != usual {
            let _ = write!(row, ", {field}: {value:?}");
        }
    }
    if !attribute.values.is_empty() {
        let _ = write!(row, ", values: [{}]", quoted(&attribute.values).join(", "));
    }
    for (name, is_it) in [("list", attribute.list), ("live", attribute.live)] {
        if is_it {
            let _ = write!(row, ", {name}: true");
        }
    }
    row + " },"
}

const IMPORTS: &str = r#"
import type { AccountOptions, CustomChallengeView, ElementConfig, ElementOptions, ElementState } from "./element-options.js";
import type { ErrorDetail, MenuDetail, OfferClosedDetail, SignedInDetail, SignedOutDetail, StepDetail } from "./element-options.js";
import type { ElementStrings, PasskeyOfferOptions, PasswordStrength, UserButtonOptions } from "./element-options.js";
import type { Session, SignOutReport } from "./session.js";
"#;

/// The prefix of the types for what all elements have.
const SHARED: &str = "Shared";

pub fn types(table: &Table) -> String {
    let mut text = format!("{MADE}{IMPORTS}");
    write_attributes(&mut text, SHARED, &table.all);
    write_events(&mut text, SHARED, &table.all);
    write_class(&mut text, SHARED, &table.all);
    for (name, element) in &table.own {
        let base = pascal(name);
        write_attributes(&mut text, &base, element);
        write_events(&mut text, &base, element);
        write_class(&mut text, &base, element);
    }
    write_globals(&mut text, table);
    text
}

/// The `extends` clause of an element's type: it has what all elements have.
fn extends(base: &str, what: &str) -> String {
    match base {
        SHARED => String::new(),
        _ => format!(" extends {SHARED}{what}"),
    }
}

fn comment(text: &mut String, about: &str) {
    let _ = writeln!(text, "  /** {about} */");
}

fn write_attributes(text: &mut String, base: &str, element: &Element) {
    text.push_str("\n/** The attributes, as HTML and JSX have them. */\n");
    // ESLint rejects an interface that adds nothing to another one.
    let _ = match element.attributes.is_empty() {
        true => writeln!(text, "export type {base}Attributes = {SHARED}Attributes;"),
        false => write_own_attributes(text, base, element),
    };
    let _ = write!(
        text,
        "\n/** The properties. */\nexport interface {base}Properties{} {{\n",
        extends(base, "Properties")
    );
    for attribute in &element.attributes {
        comment(text, &attribute.about);
        let _ = writeln!(
            text,
            "  {}?: {} | undefined;",
            attribute.property(),
            attribute.kind()
        );
    }
    for property in &element.properties {
        comment(text, &property.about);
        let _ = writeln!(text, "  {}?: {} | undefined;", property.name, property.kind);
    }
    text.push_str("}\n");
}

fn write_own_attributes(text: &mut String, base: &str, element: &Element) -> std::fmt::Result {
    let extends = extends(base, "Attributes");
    writeln!(text, "export interface {base}Attributes{extends} {{")?;
    for attribute in &element.attributes {
        comment(text, &attribute.about);
        let name = match attribute.name.contains('-') {
            true => format!("{:?}", attribute.name),
            false => attribute.name.clone(),
        };
        writeln!(text, "  {name}?: {} | undefined;", attribute.kind())?;
    }
    writeln!(text, "}}")
}

fn write_events(text: &mut String, base: &str, element: &Element) {
    if element.events.is_empty() {
        let _ = write!(
            text,
            "\n/** The events, which bubble and are composed. */\nexport type {base}Events = {SHARED}Events;\n"
        );
        return;
    }
    let _ = write!(
        text,
        "\n/** The events, which bubble and are composed. */\nexport interface {base}Events{} {{\n",
        extends(base, "Events")
    );
    for event in &element.events {
        comment(text, &event.about);
        let _ = writeln!(text, "  {:?}: CustomEvent<{}>;", event.name, event.detail);
    }
    text.push_str("}\n");
}

fn write_class(text: &mut String, base: &str, element: &Element) {
    let (class, about, shared) = match base {
        SHARED => ("SharedElement", "What each of the elements has.", ""),
        _ => (&*element.class, &*element.about, ", SharedElement"),
    };
    let _ = writeln!(
        text,
        "\n/** {about} */\nexport interface {class} extends HTMLElement{shared}, {base}Properties {{"
    );
    for property in &element.readonly {
        comment(text, &property.about);
        let _ = writeln!(text, "  readonly {}: {};", property.name, property.kind);
    }
    for method in &element.methods {
        comment(text, &method.about);
        let _ = writeln!(text, "  {}(): {};", method.name, method.returns);
    }
    text.push_str("}\n");
}

fn write_globals(text: &mut String, table: &Table) {
    text.push_str("\ndeclare global {\n  interface HTMLElementTagNameMap {\n");
    for (name, element) in &table.own {
        let _ = writeln!(text, "    {name:?}: {};", element.class);
    }
    text.push_str("  }\n  interface HTMLElementEventMap {\n");
    let mut seen = Vec::new();
    let own = table.own.values().flat_map(|it| &it.events);
    for event in table.all.events.iter().chain(own) {
        if !seen.contains(&&event.name) {
            seen.push(&event.name);
            let _ = writeln!(text, "    {:?}: CustomEvent<{}>;", event.name, event.detail);
        }
    }
    text.push_str("  }\n}\n");
}
