//! The table that a page runs, and the types of the elements.

use super::{Attribute, Element, Elements, MADE, pascal, quoted};
use std::fmt::Write;

const ROWS: &str = r#"
/** An attribute. */
export interface AttributeRow {
  /** What it is part of. */
  readonly to: "config" | "options" | "element";
  /** Its name there. */
  readonly key: string;
  /** Its name as a property. */
  readonly property: string;
  /** The words that it can be. */
  readonly values?: readonly string[];
  /** Whether it is several words. */
  readonly list?: true;
  /** Whether a change of it shows without the screens being made anew. */
  readonly live?: true;
}

/** An element. */
export interface ElementRow {
  readonly attributes: Readonly<Record<string, AttributeRow>>;
  /** Properties that are no attributes. */
  readonly properties: readonly string[];
  /** Events by which a listener can keep the element from what it does next. */
  readonly cancelable: readonly string[];
}
"#;

pub fn table(elements: &Elements) -> String {
    let mut text = format!("{MADE}{ROWS}\nexport const ELEMENTS = {{\n");
    for (name, element) in elements {
        let _ = writeln!(text, "  {name:?}: {{\n    attributes: {{");
        for attribute in &element.attributes {
            let _ = writeln!(text, "      {}", row(attribute));
        }
        let properties = element.properties.iter().map(|it| it.name.clone());
        let properties = quoted(&properties.collect::<Vec<_>>()).join(", ");
        let cancelable = element.events.iter().filter(|it| it.cancelable);
        let cancelable: Vec<_> = cancelable.map(|it| it.name.clone()).collect();
        let cancelable = quoted(&cancelable).join(", ");
        let _ = writeln!(
            text,
            "    }},\n    properties: [{properties}],\n    cancelable: [{cancelable}],\n  }},"
        );
    }
    text.push_str("} as const satisfies Readonly<Record<string, ElementRow>>;\n");
    text
}

fn row(attribute: &Attribute) -> String {
    let (key, property) = (attribute.key(), attribute.property());
    let name = match attribute.name.contains('-') {
        true => format!("{:?}", attribute.name),
        false => attribute.name.clone(),
    };
    let mut row = format!(
        "{name}: {{ to: {:?}, key: {key:?}, property: {property:?}",
        attribute.to
    );
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
import type { ElementConfig, ElementOptions, ElementState } from "./element-options.js";
import type { ErrorDetail, SignedInDetail, SignedOutDetail, StepDetail } from "./element-options.js";
import type { Session, SignOutReport } from "./session.js";
"#;

pub fn types(elements: &Elements) -> String {
    let mut text = format!("{MADE}{IMPORTS}");
    for (name, element) in elements {
        let base = pascal(name);
        write_attributes(&mut text, &base, element);
        write_events(&mut text, &base, element);
        write_class(&mut text, &base, element);
    }
    write_globals(&mut text, elements);
    text
}

fn comment(text: &mut String, about: &str) {
    let _ = writeln!(text, "  /** {about} */");
}

fn write_attributes(text: &mut String, base: &str, element: &Element) {
    let _ = write!(
        text,
        "\n/** The attributes, as HTML and JSX have them. */\nexport interface {base}Attributes {{\n"
    );
    for attribute in &element.attributes {
        comment(text, &attribute.about);
        let name = match attribute.name.contains('-') {
            true => format!("{:?}", attribute.name),
            false => attribute.name.clone(),
        };
        let _ = writeln!(text, "  {name}?: {} | undefined;", attribute.kind());
    }
    let _ = write!(
        text,
        "}}\n\n/** The properties. */\nexport interface {base}Properties {{\n"
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

fn write_events(text: &mut String, base: &str, element: &Element) {
    let _ = write!(
        text,
        "\n/** The events, which bubble and leave shadow roots. */\nexport interface {base}Events {{\n"
    );
    for event in &element.events {
        comment(text, &event.about);
        let _ = writeln!(text, "  {:?}: CustomEvent<{}>;", event.name, event.detail);
    }
    text.push_str("}\n");
}

fn write_class(text: &mut String, base: &str, element: &Element) {
    let class = &element.class;
    let _ = writeln!(
        text,
        "\n/** {} */\nexport interface {class} extends HTMLElement, {base}Properties {{",
        element.about
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

fn write_globals(text: &mut String, elements: &Elements) {
    text.push_str("\ndeclare global {\n  interface HTMLElementTagNameMap {\n");
    for (name, element) in elements {
        let _ = writeln!(text, "    {name:?}: {};", element.class);
    }
    text.push_str("  }\n  interface HTMLElementEventMap {\n");
    let mut seen = Vec::new();
    for event in elements.values().flat_map(|it| &it.events) {
        if !seen.contains(&&event.name) {
            seen.push(&event.name);
            let _ = writeln!(text, "    {:?}: CustomEvent<{}>;", event.name, event.detail);
        }
    }
    text.push_str("  }\n}\n");
}
