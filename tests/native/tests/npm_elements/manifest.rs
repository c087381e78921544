//! What editors know of the elements: the manifest of <https://custom-elements-manifest.open-wc.org>, and the custom
//! data of <https://github.com/microsoft/vscode-custom-data>.

use super::{Attribute, Element, Elements, Named};
use serde_json::{Value, json};

/// The file that declares the elements.
const MODULE: &str = "element.js";

pub fn made(elements: &Elements) -> String {
    let declarations: Vec<_> = elements
        .iter()
        .map(|(name, element)| declaration(name, element))
        .collect();
    let defined = elements.iter().map(|(name, element)| {
        let declaration = json!({ "name": element.class, "module": MODULE });
        json!({ "kind": "custom-element-definition", "name": name, "declaration": declaration })
    });
    let exported = elements.values().map(|element| {
        let declaration = json!({ "name": element.class, "module": MODULE });
        json!({ "kind": "js", "name": element.class, "declaration": declaration })
    });
    let exports: Vec<_> = exported.chain(defined).collect();
    let module = json!({
        "kind": "javascript-module",
        "path": MODULE,
        "declarations": declarations,
        "exports": exports,
    });
    written(&json!({ "schemaVersion": "2.1.0", "readme": "README.md", "modules": [module] }))
}

fn declaration(name: &str, element: &Element) -> Value {
    let attributes: Vec<_> = element.attributes.iter().map(attribute).collect();
    let fields = element.attributes.iter().map(|it| {
        let (name, kind) = (it.property(), it.kind());
        json!({ "kind": "field", "name": name, "type": { "text": kind }, "description": it.about, "attribute": it.name })
    });
    let properties = element.properties.iter().map(|it| (it, false));
    let readonly = element.readonly.iter().map(|it| (it, true));
    let others = properties.chain(readonly).map(|(it, readonly)| {
        json!({ "kind": "field", "name": it.name, "type": { "text": it.kind }, "description": it.about, "readonly": readonly })
    });
    let methods = element.methods.iter().map(|it| {
        json!({ "kind": "method", "name": it.name, "return": { "type": { "text": it.returns } }, "description": it.about })
    });
    let members: Vec<_> = fields.chain(others).chain(methods).collect();
    let events: Vec<_> = element
        .events
        .iter()
        .map(|it| {
            let kind = format!("CustomEvent<{}>", it.detail);
            json!({ "name": it.name, "type": { "text": kind }, "description": it.about })
        })
        .collect();
    json!({
        "kind": "class",
        "customElement": true,
        "name": element.class,
        "tagName": name,
        "description": element.about,
        "superclass": { "name": "HTMLElement" },
        "attributes": attributes,
        "members": members,
        "events": events,
        "slots": named(&element.slots),
        "cssParts": named(&element.parts),
        "cssProperties": named(&element.custom_properties),
    })
}

fn attribute(it: &Attribute) -> Value {
    let mut value = json!({
        "name": it.name,
        "fieldName": it.property(),
        "type": { "text": it.kind() },
        "description": it.about,
    });
    if let Some(first) = it.values.first() {
        value["default"] = json!(format!("{first:?}"));
    }
    value
}

fn named(all: &[Named]) -> Vec<Value> {
    all.iter()
        .map(|it| json!({ "name": it.name, "description": it.about }))
        .collect()
}

pub fn html_data(elements: &Elements) -> String {
    let tags = elements.iter().map(|(name, element)| {
        let attributes = element.attributes.iter().map(|it| {
            let values: Vec<_> = it.values.iter().map(|it| json!({ "name": it })).collect();
            match values.is_empty() {
                true => json!({ "name": it.name, "description": it.about }),
                false => json!({ "name": it.name, "description": it.about, "values": values }),
            }
        });
        let attributes: Vec<_> = attributes.collect();
        json!({ "name": name, "description": element.about, "attributes": attributes })
    });
    written(&json!({ "version": 1.1, "tags": tags.collect::<Vec<_>>() }))
}

fn written(value: &Value) -> String {
    format!("{value:#}\n")
}
