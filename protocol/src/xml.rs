//! Reads small XML documents as a list of texts. AWS's query services respond in XML, and a worker has no `DOMParser`.

use crate::text::cut;
use core::fmt;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};
use zeroize::Zeroizing;

/// The largest accepted document, in bytes. A response of STS has a few kilobytes.
const MAX_LENGTH: usize = 256 << 10;
/// The maximum nesting of elements. In a response of STS it is four.
const MAX_DEPTH: usize = 16;
/// The maximum number of elements with a text.
const MAX_ELEMENTS: usize = 1000;

/// Why a document is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum XmlError {
    /// It exceeds a limit.
    TooLarge,
    /// It is not well-formed, or has a document type declaration, which no response has.
    Malformed,
}

/// The texts of a document's elements by path, such as `Response/Result/Id`. Namespaces, attributes and comments are
/// ignored.
#[derive(Default)]
pub(crate) struct Document(Vec<(String, Zeroizing<String>)>);

impl Document {
    /// Reads a document.
    pub(crate) fn parse(text: &str) -> Result<Self, XmlError> {
        if text.len() > MAX_LENGTH {
            return Err(XmlError::TooLarge);
        }
        let mut builder = Builder::default();
        let mut reader = Reader::from_str(text.trim_ascii_start());
        loop {
            let event = reader.read_event().map_err(|_| XmlError::Malformed)?;
            match event {
                Event::Eof => break,
                event => builder.take(&event)?,
            }
        }
        match builder.has_root && builder.open.is_empty() {
            true => Ok(builder.document),
            false => Err(XmlError::Malformed),
        }
    }

    /// Returns the text of the first element with this path.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        let (_, text) = self.0.iter().find(|(found, _)| found == path)?;
        Some(text.trim_ascii())
    }

    /// Returns all paths and texts.
    #[cfg(test)]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(path, _)| path))
            .finish()
    }
}

#[derive(Default)]
struct Builder {
    document: Document,
    has_root: bool,
    /// The open elements: the length of the parent's path, and the text so far.
    open: Vec<(usize, Zeroizing<String>)>,
    path: String,
}

impl Builder {
    fn take(&mut self, event: &Event<'_>) -> Result<(), XmlError> {
        match event {
            Event::Start(element) => self.begin(element.local_name().as_ref()),
            Event::Empty(element) => {
                self.begin(element.local_name().as_ref())?;
                self.end()
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(core::str::from_utf8(text)),
            Event::CData(text) => self.text(core::str::from_utf8(text)),
            Event::GeneralRef(entity) => {
                let mut buffer = [0; 4];
                let text = resolve(entity, &mut buffer).ok_or(XmlError::Malformed)?;
                self.text(Ok(text))
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => Ok(()),
            Event::DocType(_) | Event::Eof => Err(XmlError::Malformed),
        }
    }

    fn begin(&mut self, name: &[u8]) -> Result<(), XmlError> {
        if self.open.is_empty() && self.has_root {
            return Err(XmlError::Malformed);
        }
        if self.open.len() >= MAX_DEPTH || self.document.0.len() >= MAX_ELEMENTS {
            return Err(XmlError::TooLarge);
        }
        let name = core::str::from_utf8(name).map_err(|_| XmlError::Malformed)?;
        self.has_root = true;
        self.open.push((self.path.len(), Zeroizing::default()));
        if !self.path.is_empty() {
            self.path.push('/');
        }
        self.path.push_str(name);
        Ok(())
    }

    fn end(&mut self) -> Result<(), XmlError> {
        let (before, text) = self.open.pop().ok_or(XmlError::Malformed)?;
        self.document.0.push((self.path.clone(), text));
        self.path.truncate(before);
        Ok(())
    }

    fn text(&mut self, text: Result<&str, core::str::Utf8Error>) -> Result<(), XmlError> {
        let text = text.map_err(|_| XmlError::Malformed)?;
        match self.open.last_mut() {
            Some((_, so_far)) => so_far.push_str(text),
            None if text.trim_ascii().is_empty() => {}
            None => return Err(XmlError::Malformed),
        }
        Ok(())
    }
}

/// Resolves a character reference or one of XML's five predefined entities.
fn resolve<'a>(entity: &'a BytesRef<'_>, buffer: &'a mut [u8; 4]) -> Option<&'a str> {
    if let Some(character) = entity.resolve_char_ref().ok()? {
        return Some(character.encode_utf8(buffer));
    }
    let name = core::str::from_utf8(entity).ok()?;
    resolve_predefined_entity(cut(name, b';').0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<(String, String)> {
        let document = Document::parse(text).unwrap();
        let own = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
        document.iter().map(own).collect()
    }

    #[test]
    fn texts_are_found_by_their_place() {
        let text = r#"<?xml version="1.0"?><!-- a > b --><n:A xmlns:n="urn:x" b='>'><n:B>1 &lt;&amp;&#50;&#x33;</n:B>
            <C/><D><B><![CDATA[<x>]]></B></D></n:A>"#;
        let document = Document::parse(text).unwrap();
        assert_eq!(document.text("A/B"), Some("1 <&23"));
        assert_eq!(document.text("A/C"), Some(""));
        assert_eq!(document.text("A/D/B"), Some("<x>"));
        assert_eq!(document.text("B"), None);
        assert!(!format!("{document:?}").contains("<x>"));
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for text in [
            "",
            " ",
            "{}",
            "<A>",
            "</A>",
            "<A></B>",
            "<A/><B/>",
            "<A/>x",
            "x<A/>",
            "<A>&x;</A>",
            "<A>&#0;</A>",
            "<!DOCTYPE A [<!ENTITY x \"y\">]><A>&x;</A>",
            "<A",
            "<A>&amp</A>",
            "<html><body>",
        ] {
            assert_eq!(
                Document::parse(text).unwrap_err(),
                XmlError::Malformed,
                "{text}"
            );
        }
        let deep = ["<A>".repeat(17), "</A>".repeat(17)].concat();
        let many = ["<A>", &"<B/>".repeat(1001), "</A>"].concat();
        let long = ["<A>", &"x".repeat(MAX_LENGTH), "</A>"].concat();
        for text in [deep, many, long] {
            assert_eq!(Document::parse(&text).unwrap_err(), XmlError::TooLarge);
        }
    }

    /// The result of another XML parser.
    fn by_roxmltree(text: &str) -> Option<Vec<(String, String)>> {
        let document = roxmltree::Document::parse(text).ok()?;
        let mut found = Vec::new();
        fn visit(node: roxmltree::Node<'_, '_>, path: &str, found: &mut Vec<(String, String)>) {
            let path = match path {
                "" => node.tag_name().name().to_owned(),
                path => [path, "/", node.tag_name().name()].concat(),
            };
            let mut own = String::new();
            for child in node.children() {
                match child.is_element() {
                    true => visit(child, &path, found),
                    false if child.is_text() => own.push_str(child.text().unwrap_or_default()),
                    false => {}
                }
            }
            found.push((path, own));
        }
        visit(document.root_element(), "", &mut found);
        Some(found)
    }

    fn tree() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("<B/>".to_owned()),
            Just("<!-- c -->".to_owned()),
            Just("<![CDATA[<&]]>".to_owned()),
            "[a-z é]{0,4}",
            Just("&amp;&#65;&#x42;".to_owned()),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let children = proptest::collection::vec(inner, 0..4);
            ("[A-C]", children).prop_map(|(name, children)| {
                ["<", &name, " x='>'>", &children.concat(), "</", &name, ">"].concat()
            })
        })
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(text in "([<>/!?&;\\[\\]A-C =\"']|&amp;|<A>|</A>|<!--|-->|<!\\[CDATA\\[|\\]\\]>|é){0,30}") {
            let _ = Document::parse(&text);
        }

        #[test]
        fn a_tree_is_read_as_another_reader_reads_it(inner in tree()) {
            let text = ["<R>", &inner, "</R>"].concat();
            prop_assert_eq!(Some(texts(&text)), by_roxmltree(&text));
        }
    }
}
