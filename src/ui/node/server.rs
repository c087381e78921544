//! Writes nodes as HTML.

use std::future::Future;
use std::pin::Pin;

use leptos::tachys::html::attribute::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::tachys::html::attribute::custom::custom_attribute;
use leptos::tachys::html::class::class;
use leptos::tachys::html::element::attributes_to_html;
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::any_view::AnyView;
use leptos::tachys::view::{Position, RenderHtml};

use super::super::Text;
use super::{ElementParts, Node};

/// Void elements, which have no content and no end tag.
const VOID: [&str; 4] = ["br", "hr", "img", "input"];

/// The position in the document, and Leptos's settings.
pub(super) struct WriteContext<'a> {
    pub position: &'a mut Position,
    pub escape: bool,
    pub mark_branches: bool,
}

/// A stream of HTML, possibly out of order.
pub(super) struct Stream<'a, const OUT_OF_ORDER: bool>(pub &'a mut StreamBuilder);

/// A destination for HTML.
pub(super) trait HtmlWriter {
    fn html(&mut self, html: &str);
    fn text(&mut self, text: Text, context: &mut WriteContext<'_>);
    fn view(&mut self, view: AnyView, context: &mut WriteContext<'_>, extra: Vec<AnyAttribute>);
}

impl HtmlWriter for String {
    fn html(&mut self, html: &str) {
        self.push_str(html);
    }

    fn text(&mut self, text: Text, context: &mut WriteContext<'_>) {
        text.to_html_with_buf(
            self,
            context.position,
            context.escape,
            context.mark_branches,
            Vec::new(),
        );
    }

    fn view(&mut self, view: AnyView, context: &mut WriteContext<'_>, extra: Vec<AnyAttribute>) {
        view.to_html_with_buf(
            self,
            context.position,
            context.escape,
            context.mark_branches,
            extra,
        );
    }
}

impl<const OUT_OF_ORDER: bool> HtmlWriter for Stream<'_, OUT_OF_ORDER> {
    fn html(&mut self, html: &str) {
        self.0.push_sync(html);
    }

    fn text(&mut self, text: Text, context: &mut WriteContext<'_>) {
        self.0.with_buf(|buf| buf.text(text, context));
    }

    fn view(&mut self, view: AnyView, context: &mut WriteContext<'_>, extra: Vec<AnyAttribute>) {
        view.to_html_async_with_buf::<OUT_OF_ORDER>(
            self.0,
            context.position,
            context.escape,
            context.mark_branches,
            extra,
        );
    }
}

/// Writes a node. `extra` are attributes that its parents add to its element.
pub(super) fn write(
    node: Node,
    writer: &mut impl HtmlWriter,
    mut context: WriteContext<'_>,
    extra: Vec<AnyAttribute>,
) {
    write_node(node, writer, &mut context, extra);
}

fn write_node(
    node: Node,
    writer: &mut impl HtmlWriter,
    context: &mut WriteContext<'_>,
    extra: Vec<AnyAttribute>,
) {
    match node {
        Node::Element(element) => write_element(*element.0, writer, context, extra),
        Node::Text(text) => writer.text(text, context),
        Node::DynamicText(text) => writer.text(text(), context),
        Node::Dynamic(mut contents) => {
            for node in contents() {
                write_node(node, writer, context, extra.clone());
            }
            writer.html("<!>");
            *context.position = Position::NextChild;
        }
        Node::View(view) => writer.view(view, context, extra),
    }
}

fn write_element(
    parts: ElementParts,
    writer: &mut impl HtmlWriter,
    context: &mut WriteContext<'_>,
    extra: Vec<AnyAttribute>,
) {
    let ElementParts {
        tag,
        attributes,
        dynamic_attributes,
        children,
        ..
    } = parts;
    let dynamic = dynamic_attributes
        .into_iter()
        .map(|(name, text)| (name, text()));
    let own = attributes.into_iter().chain(dynamic);
    let own = own.map(|(name, value)| attribute(name, value.into_owned()));
    // Leptos merges the classes of both and escapes the values.
    let all: Vec<_> = own.chain(extra).collect();
    let mut start = String::from("<");
    start.push_str(tag);
    let inner_html = attributes_to_html(all, &mut start);
    start.push('>');
    writer.html(&start);
    if !VOID.contains(&tag) {
        *context.position = Position::FirstChild;
        writer.html(&inner_html);
        for child in children {
            write_node(child, writer, context, Vec::new());
        }
        writer.html(&["</", tag, ">"].concat());
    }
    *context.position = Position::NextChild;
}

fn attribute(name: &'static str, value: String) -> AnyAttribute {
    match name {
        "class" => class(value).into_any_attr(),
        _ => custom_attribute(name, value).into_any_attr(),
    }
}

/// Lets the app's views register the resources that they wait for.
pub(super) fn dry_resolve(node: &mut Node) {
    match node {
        Node::Element(element) => element.0.children.iter_mut().for_each(dry_resolve),
        Node::Dynamic(contents) => contents().iter_mut().for_each(dry_resolve),
        Node::View(view) => view.dry_resolve(),
        Node::Text(_) | Node::DynamicText(_) => {}
    }
}

/// Waits for the resources of the app's views.
pub(super) fn resolve(node: Node) -> Pin<Box<dyn Future<Output = Node> + Send>> {
    Box::pin(async move {
        match node {
            Node::Element(mut element) => {
                let children = std::mem::take(&mut element.0.children);
                element.0.children = resolve_all(children).await;
                Node::Element(element)
            }
            Node::Dynamic(mut contents) => {
                let nodes = contents();
                drop(contents);
                let mut nodes = resolve_all(nodes).await;
                Node::Dynamic(Box::new(move || std::mem::take(&mut nodes)))
            }
            Node::View(view) => Node::View(view.resolve().await),
            node @ (Node::Text(_) | Node::DynamicText(_)) => node,
        }
    })
}

async fn resolve_all(nodes: Vec<Node>) -> Vec<Node> {
    let mut resolved = Vec::with_capacity(nodes.len());
    for node in nodes {
        resolved.push(resolve(node).await);
    }
    resolved
}
