//! Writes XML.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html> (its example)

use crate::http::escape;

/// An element with text or child elements.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    name: String,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Text(String),
    Elements(Vec<Element>),
}

impl Element {
    pub(crate) fn of(name: &str, elements: Vec<Self>) -> Self {
        Self {
            name: name.to_owned(),
            content: Content::Elements(elements),
        }
    }

    pub(crate) fn text(name: &str, text: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            content: Content::Text(text.into()),
        }
    }

    /// Writes the element as the root, with its namespace.
    pub(crate) fn to_xml(&self, namespace: &str) -> String {
        let mut text = format!("<{} xmlns=\"{}\">", self.name, escape(namespace));
        self.write_content(&mut text);
        text.push_str(&format!("</{}>\n", self.name));
        text
    }

    /// Writes the element without a namespace, after the XML declaration, as S3 does.
    pub(crate) fn to_document(&self) -> String {
        let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        text.push_str(&format!("<{}>", self.name));
        self.write_content(text);
        text.push_str(&format!("</{}>", self.name));
    }

    fn write_content(&self, text: &mut String) {
        match &self.content {
            Content::Text(content) => text.push_str(&escape(content)),
            Content::Elements(all) => all.iter().for_each(|element| element.write(text)),
        }
    }
}
