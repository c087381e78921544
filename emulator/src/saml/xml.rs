//! Helpers for XML documents.

use roxmltree::{Document, Node};

/// Parses a document. A DTD is not allowed, since entities are used for attacks.
pub(super) fn parse(text: &str) -> Option<Document<'_>> {
    Document::parse(text).ok()
}

/// The child elements of this name.
pub(super) fn children<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    namespace: &'a str,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children()
        .filter(move |child| child.has_tag_name((namespace, name)))
}

/// The only child element of this name; `None` if there are several.
pub(super) fn only_child<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    namespace: &'a str,
    name: &'a str,
) -> Option<Node<'a, 'i>> {
    let mut found = children(node, namespace, name);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// All text in an element without comments, like the signed form, so that a comment cannot truncate a name.
pub(super) fn text(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    let text: String = texts.filter_map(|text| text.text()).collect();
    text.trim().to_owned()
}
