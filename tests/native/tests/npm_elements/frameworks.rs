//! Generates the elements' types for the compilers of frameworks.

use super::{Element, Elements, MADE, pascal};
use std::fmt::Write;

pub fn react(elements: &Elements) -> String {
    let imports = "import type { DetailedHTMLProps, HTMLAttributes } from \"react\";\n";
    let mut text = format!("{MADE}\n{imports}{}", own_imports(elements));
    text.push_str(
        "\ndeclare module \"react\" {\n  namespace JSX {\n    interface IntrinsicElements {\n",
    );
    for (name, element) in elements {
        let (base, class) = (pascal(name), &element.class);
        let _ = writeln!(
            text,
            "      {name:?}: DetailedHTMLProps<HTMLAttributes<{class}>, {class}> & {base}Attributes & {base}Properties & {{"
        );
        for event in &element.events {
            let _ = writeln!(
                text,
                "        \"on{}\"?: ((event: {base}Events[{:?}]) => void) | undefined;",
                event.name, event.name
            );
        }
        text.push_str("      };\n");
    }
    text.push_str("    }\n  }\n}\n");
    text
}

pub fn vue(elements: &Elements) -> String {
    let imports = "import type { HTMLAttributes } from \"vue\";\n";
    let mut text = format!("{MADE}\n{imports}{}", own_imports(elements));
    text.push_str("\ndeclare module \"vue\" {\n  interface GlobalComponents {\n");
    for (name, element) in elements {
        let base = pascal(name);
        let _ = writeln!(
            text,
            "    {name:?}: new () => {{\n      $props: HTMLAttributes & {base}Attributes & {base}Properties & {{"
        );
        for event in &element.events {
            let _ = writeln!(
                text,
                "        on{}?: ((event: {base}Events[{:?}]) => void) | undefined;",
                pascal(&event.name),
                event.name
            );
        }
        text.push_str("      };\n    };\n");
    }
    text.push_str("  }\n}\n");
    text
}

pub fn svelte(elements: &Elements) -> String {
    let imports = "import type { HTMLAttributes } from \"svelte/elements\";\n";
    let mut text = format!("{MADE}\n{imports}{}", own_imports(elements));
    text.push_str("\ndeclare module \"svelte/elements\" {\n  interface SvelteHTMLElements {\n");
    for (name, element) in elements {
        let (base, class) = (pascal(name), &element.class);
        let _ = writeln!(
            text,
            "    {name:?}: HTMLAttributes<{class}> & {base}Attributes & {base}Properties & {{"
        );
        for event in &element.events {
            for on in ["on:", "on"] {
                let _ = writeln!(
                    text,
                    "      \"{on}{}\"?: ((event: {base}Events[{:?}]) => void) | undefined;",
                    event.name, event.name
                );
            }
        }
        text.push_str("    };\n");
    }
    text.push_str("  }\n}\n");
    text
}

fn own_imports(elements: &Elements) -> String {
    let names = elements.iter().flat_map(|(name, Element { class, .. })| {
        let base = pascal(name);
        [
            class.clone(),
            format!("{base}Attributes"),
            format!("{base}Events"),
            format!("{base}Properties"),
        ]
    });
    let names: Vec<_> = names.collect();
    // Only for the compiler: no script is loaded.
    format!(
        "import type {{ {} }} from \"./element.js\";\n",
        names.join(", ")
    )
}
