//! Nodes as a server writes them.

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
use super::{Node, Parts};

/// Elements that hold nothing and have no end tag.
const VOID: [&str; 4] = ["br", "hr", "img", "input"];

/// Where on a page the writing is, and how Leptos wants it written.
pub(super) struct Page<'a> {
    pub position: &'a mut Position,
    pub escape: bool,
    pub mark_branches: bool,
}

/// A stream of HTML, whose parts may come out of order.
pub(super) struct Stream<'a, const OUT_OF_ORDER: bool>(pub &'a mut StreamBuilder);

/// What HTML is written to.
pub(super) trait Paper {
    fn html(&mut self, html: &str);
    fn text(&mut self, text: Text, page: &mut Page<'_>);
    fn view(&mut self, view: AnyView, page: &mut Page<'_>, extra: Vec<AnyAttribute>);
}

impl Paper for String {
    fn html(&mut self, html: &str) {
        self.push_str(html);
    }

    fn text(&mut self, text: Text, page: &mut Page<'_>) {
        text.to_html_with_buf(
            self,
            page.position,
            page.escape,
            page.mark_branches,
            Vec::new(),
        );
    }

    fn view(&mut self, view: AnyView, page: &mut Page<'_>, extra: Vec<AnyAttribute>) {
        view.to_html_with_buf(self, page.position, page.escape, page.mark_branches, extra);
    }
}

impl<const OUT_OF_ORDER: bool> Paper for Stream<'_, OUT_OF_ORDER> {
    fn html(&mut self, html: &str) {
        self.0.push_sync(html);
    }

    fn text(&mut self, text: Text, page: &mut Page<'_>) {
        self.0.with_buf(|buf| buf.text(text, page));
    }

    fn view(&mut self, view: AnyView, page: &mut Page<'_>, extra: Vec<AnyAttribute>) {
        view.to_html_async_with_buf::<OUT_OF_ORDER>(
            self.0,
            page.position,
            page.escape,
            page.mark_branches,
            extra,
        );
    }
}

/// Writes a node; `extra` is what somebody outside of it wants its element to have besides.
pub(super) fn write(
    node: Node,
    paper: &mut impl Paper,
    mut page: Page<'_>,
    extra: Vec<AnyAttribute>,
) {
    write_node(node, paper, &mut page, extra);
}

fn write_node(node: Node, paper: &mut impl Paper, page: &mut Page<'_>, extra: Vec<AnyAttribute>) {
    match node {
        Node::Element(element) => write_element(*element.0, paper, page, extra),
        Node::Text(text) => paper.text(text, page),
        Node::Words(words) => paper.text(words(), page),
        Node::Live(mut contents) => {
            for node in contents() {
                write_node(node, paper, page, extra.clone());
            }
            paper.html("<!>");
            *page.position = Position::NextChild;
        }
        Node::View(view) => paper.view(view, page, extra),
    }
}

fn write_element(
    parts: Parts,
    paper: &mut impl Paper,
    page: &mut Page<'_>,
    extra: Vec<AnyAttribute>,
) {
    let Parts {
        tag,
        attributes,
        live,
        children,
        ..
    } = parts;
    let live = live.into_iter().map(|(name, words)| (name, words()));
    let own = attributes.into_iter().chain(live);
    let own = own.map(|(name, value)| attribute(name, value.into_owned()));
    // Leptos joins the classes of both, and escapes what is in them.
    let all: Vec<_> = own.chain(extra).collect();
    let mut start = String::from("<");
    start.push_str(tag);
    let inner_html = attributes_to_html(all, &mut start);
    start.push('>');
    paper.html(&start);
    if !VOID.contains(&tag) {
        *page.position = Position::FirstChild;
        paper.html(&inner_html);
        for child in children {
            write_node(child, paper, page, Vec::new());
        }
        paper.html(&["</", tag, ">"].concat());
    }
    *page.position = Position::NextChild;
}

fn attribute(name: &'static str, value: String) -> AnyAttribute {
    match name {
        "class" => class(value).into_any_attr(),
        _ => custom_attribute(name, value).into_any_attr(),
    }
}

/// Lets a site's own views say what they wait for.
pub(super) fn dry_resolve(node: &mut Node) {
    match node {
        Node::Element(element) => element.0.children.iter_mut().for_each(dry_resolve),
        Node::Live(contents) => contents().iter_mut().for_each(dry_resolve),
        Node::View(view) => view.dry_resolve(),
        Node::Text(_) | Node::Words(_) => {}
    }
}

/// Waits for what a site's own views wait for.
pub(super) fn resolve(node: Node) -> Pin<Box<dyn Future<Output = Node> + Send>> {
    Box::pin(async move {
        match node {
            Node::Element(mut element) => {
                let children = std::mem::take(&mut element.0.children);
                element.0.children = resolve_all(children).await;
                Node::Element(element)
            }
            Node::Live(mut contents) => {
                let nodes = contents();
                drop(contents);
                let mut nodes = resolve_all(nodes).await;
                Node::Live(Box::new(move || std::mem::take(&mut nodes)))
            }
            Node::View(view) => Node::View(view.resolve().await),
            node @ (Node::Text(_) | Node::Words(_)) => node,
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
