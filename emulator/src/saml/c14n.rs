//! [Exclusive XML Canonicalization](https://www.w3.org/TR/xml-exc-c14n/), without comments, of one
//! element with all that is in it.

use std::collections::BTreeMap;

use roxmltree::{Attribute, Node};

/// What is canonicalized.
pub(super) struct Subset<'a, 'i> {
    /// The element.
    pub(super) apex: Node<'a, 'i>,
    /// An element inside that is left out: the enveloped signature.
    pub(super) without: Option<Node<'a, 'i>>,
    /// `PrefixList` of `InclusiveNamespaces`; the default namespace is `#default` there.
    pub(super) inclusive: &'a [&'a str],
}

/// Namespaces by prefix; the default one under the empty prefix.
type Scope<'a> = BTreeMap<&'a str, &'a str>;

impl Subset<'_, '_> {
    /// The canonical form.
    pub(super) fn canonical(&self) -> String {
        let mut out = String::new();
        self.element(&mut out, self.apex, &Scope::new());
        out
    }

    fn element(&self, out: &mut String, node: Node<'_, '_>, rendered: &Scope<'_>) {
        if Some(node) == self.without {
            return;
        }
        let name = tag(node);
        let declared = self.declarations(node, rendered);
        let mut inner = rendered.clone();
        out.push('<');
        out.push_str(name);
        for (prefix, uri) in declared {
            let (mark, prefix_text) = if prefix.is_empty() {
                ("", "")
            } else {
                (":", prefix)
            };
            out.push_str(" xmlns");
            out.push_str(mark);
            out.push_str(prefix_text);
            value(out, uri);
            inner.insert(prefix, uri);
        }
        for attribute in sorted_attributes(node) {
            out.push(' ');
            out.push_str(qualified(node, &attribute));
            value(out, attribute.value());
        }
        out.push('>');
        for child in node.children() {
            match child.pi() {
                _ if child.is_element() => self.element(out, child, &inner),
                Some(pi) => {
                    out.push_str("<?");
                    out.push_str(pi.target);
                    if let Some(data) = pi.value {
                        out.push(' ');
                        out.push_str(data);
                    }
                    out.push_str("?>");
                }
                None if child.is_text() => escape(out, child.text().unwrap_or_default()),
                None => {}
            }
        }
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }

    /// The namespaces that an element's name, its attributes' names or the prefix list make use
    /// of, and that stand on no element around it already.
    fn declarations<'n>(&self, node: Node<'n, '_>, rendered: &Scope<'_>) -> Scope<'n> {
        let of_name = prefix(tag(node));
        let attributes = node.attributes();
        let of_attributes = attributes
            .map(|attribute| prefix(qualified(node, &attribute)))
            .filter(|prefix| !prefix.is_empty());
        let used: Vec<&str> = std::iter::once(of_name).chain(of_attributes).collect();
        let mut found = Scope::new();
        for prefix in used {
            // Nothing in scope under the empty prefix is what `xmlns=""` says.
            let uri = in_scope(node, prefix).unwrap_or_default();
            if prefix != "xml" && rendered.get(prefix).copied().unwrap_or_default() != uri {
                found.insert(prefix, uri);
            }
        }
        for namespace in node.namespaces() {
            let prefix = namespace.name().unwrap_or_default();
            let listed = if prefix.is_empty() {
                "#default"
            } else {
                prefix
            };
            let is_new = rendered.get(prefix).copied() != Some(namespace.uri());
            if self.inclusive.contains(&listed) && prefix != "xml" && is_new {
                found.insert(prefix, namespace.uri());
            }
        }
        found
    }
}

fn in_scope<'n>(node: Node<'n, '_>, prefix: &str) -> Option<&'n str> {
    let mut all = node.namespaces();
    let found = all.find(|namespace| namespace.name().unwrap_or_default() == prefix);
    found.map(|namespace| namespace.uri())
}

/// By namespace, then by name; those without a namespace first.
fn sorted_attributes<'a, 'i>(node: Node<'a, 'i>) -> Vec<Attribute<'a, 'i>> {
    let mut all: Vec<_> = node.attributes().collect();
    all.sort_by_key(|attribute| (attribute.namespace().unwrap_or_default(), attribute.name()));
    all
}

/// An element's name as it is written: the tree knows namespaces, and not which of several
/// prefixes for one was taken.
fn tag<'n>(node: Node<'n, '_>) -> &'n str {
    let text = node.document().input_text();
    let rest = text.get(node.range().start + 1..).unwrap_or_default();
    let ends = |c: char| c.is_ascii_whitespace() || c == '/' || c == '>';
    rest.split(ends).next().unwrap_or_default()
}

fn qualified<'n>(node: Node<'n, '_>, attribute: &Attribute<'_, '_>) -> &'n str {
    let text = node.document().input_text();
    text.get(attribute.range_qname()).unwrap_or_default()
}

fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
}

/// An attribute's value with the sign and the quotes around it.
fn value(out: &mut String, text: &str) {
    out.push_str("=\"");
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = "http://www.w3.org/XML/1998/namespace";

    /// Made by lxml (libxml2): see `vectors.py`.
    const VECTORS: &str = include_str!("vectors/c14n.json");

    #[test]
    fn it_is_what_libxml2_makes() {
        let cases: Vec<serde_json::Value> = serde_json::from_str(VECTORS).unwrap();
        assert!(cases.len() > 10);
        for case in cases {
            let text = |name: &str| case[name].as_str().unwrap();
            let document = roxmltree::Document::parse(text("xml")).unwrap();
            let apex = document
                .descendants()
                .find(|node| node.attribute("ID") == Some("apex"))
                .unwrap();
            let inclusive: Vec<_> = text("inclusive")
                .split(' ')
                .filter(|it| !it.is_empty())
                .collect();
            let subset = Subset {
                apex,
                without: None,
                inclusive: &inclusive,
            };
            assert_eq!(subset.canonical(), text("canonical"), "{}", text("xml"));
        }
    }

    #[test]
    fn the_signature_is_left_out() {
        let document = roxmltree::Document::parse("<a>x<b><c/></b>y</a>").unwrap();
        let apex = document.root_element();
        let subset = Subset {
            apex,
            without: apex.children().find(|node| node.has_tag_name("b")),
            inclusive: &[],
        };
        assert_eq!(subset.canonical(), "<a>xy</a>");
    }

    #[test]
    fn the_default_namespace_can_be_listed() {
        let text = "<r xmlns=\"urn:r\" xmlns:q=\"urn:q\"><q:a ID=\"apex\"><q:b/></q:a></r>";
        let document = roxmltree::Document::parse(text).unwrap();
        let subset = Subset {
            apex: document.root_element().first_child().unwrap(),
            without: None,
            inclusive: &["#default"],
        };
        let canonical = "<q:a xmlns=\"urn:r\" xmlns:q=\"urn:q\" ID=\"apex\"><q:b></q:b></q:a>";
        assert_eq!(subset.canonical(), canonical);
    }

    #[test]
    fn xml_names_need_no_declaration() {
        let text = format!("<a xmlns:xml=\"{XML}\" xml:lang=\"de\" ID=\"1\"/>");
        let document = roxmltree::Document::parse(&text).unwrap();
        let subset = Subset {
            apex: document.root_element(),
            without: None,
            inclusive: &[],
        };
        assert_eq!(subset.canonical(), "<a ID=\"1\" xml:lang=\"de\"></a>");
    }
}
