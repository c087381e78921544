//! Lists of an account's items: a row for each, with badges and buttons.

use crate::ui::button::{Press, Weight, action};
use crate::ui::node::{Node, node};
use crate::ui::reactive::Reactive;
use crate::ui::{Text, frame};

use super::section::{Section, Work};

/// An item of an account.
pub(super) struct Row {
    /// Identifies the row in its section.
    pub key: String,
    pub name: Text,
    /// The lines below the name.
    pub lines: Vec<Text>,
    pub badges: Vec<Badge>,
    pub actions: Vec<Action>,
}

/// A badge beside the name.
pub(super) struct Badge {
    pub text: &'static str,
    pub is_success: bool,
}

/// A button in a row or below the list.
pub(super) struct Action {
    /// Identifies the button in its section, for the focus.
    pub name: Text,
    pub label: &'static str,
    pub weight: Weight,
    pub press: Press,
    pub busy: Reactive<bool>,
}

impl Badge {
    pub fn success(text: &'static str) -> Self {
        Badge {
            text,
            is_success: true,
        }
    }

    pub fn neutral(text: &'static str) -> Self {
        Badge {
            text,
            is_success: false,
        }
    }
}

impl Action {
    /// Returns a button that calls `press`.
    pub fn new(
        name: impl Into<Text>,
        label: &'static str,
        press: impl FnMut() + Send + 'static,
    ) -> Self {
        Action {
            name: name.into(),
            label,
            weight: Weight::Secondary,
            press: Box::new(press),
            busy: Reactive::new(false),
        }
    }

    /// Returns a button that runs asynchronous work and shows its errors in the section.
    pub fn with_work(
        section: &Section,
        name: impl Into<Text>,
        label: &'static str,
        work: impl Fn() -> Work + Send + 'static,
    ) -> Self {
        let (section, busy) = (section.clone(), Reactive::new(false));
        let is_loading = busy.clone();
        Action {
            name: name.into(),
            label,
            weight: Weight::Secondary,
            press: Box::new(move || section.run(&is_loading, work())),
            busy,
        }
    }

    /// Makes it the primary button of its section.
    pub fn primary(mut self) -> Self {
        self.weight = Weight::Primary;
        self
    }

    fn view(self, described_by: Option<String>) -> Node {
        let button = action(self.weight, None, self.label, &self.busy, self.press);
        let Node::Element(button) = button else {
            return button;
        };
        let button = button.attr("name", self.name);
        match described_by {
            Some(id) => button.attr("aria-describedby", id).into(),
            None => button.into(),
        }
    }
}

/// Renders the rows as a list. VoiceOver in Safari does not announce lists without bullets unless they have this role.
pub(super) fn list(section: &Section, rows: Vec<Row>) -> Node {
    let rows = rows.into_iter().map(|row| view(section, row));
    node("ul")
        .attrs("class=vestibule-rows;role=list")
        .children(rows.collect())
        .into()
}

/// Renders buttons below a list.
pub(super) fn actions(actions: Vec<Action>) -> Node {
    let buttons = actions.into_iter().map(|action| action.view(None));
    frame::block("vestibule-actions", buttons.collect())
}

/// Renders a sentence.
pub(super) fn sentence(text: impl Into<Text>) -> Node {
    node("p")
        .attrs("class=vestibule-section-text")
        .child(text.into())
        .into()
}

fn view(section: &Section, row: Row) -> Node {
    let id = section.options().element_id(&row.key);
    let name = node("span")
        .attrs("class=vestibule-row-name;dir=auto")
        .attr("id", id.clone())
        .child(row.name);
    let badges = row.badges.into_iter().map(|mark| {
        let class = match mark.is_success {
            true => "vestibule-mark vestibule-mark-good",
            false => "vestibule-mark",
        };
        node("span").attr("class", class).child(mark.text).into()
    });
    let head = node("div")
        .attrs("class=vestibule-row-head")
        .child(name)
        .children(badges.collect());
    let mut lines: Vec<Node> = vec![head.into()];
    lines.extend(row.lines.into_iter().map(|line| {
        let line = node("p")
            .attrs("class=vestibule-row-line;dir=auto")
            .child(line);
        Node::from(line)
    }));
    let actions = row.actions.into_iter();
    let actions: Vec<Node> = actions.map(|one| one.view(Some(id.clone()))).collect();
    let mut children = vec![frame::block("vestibule-row-text", lines)];
    if !actions.is_empty() {
        children.push(frame::block("vestibule-actions", actions));
    }
    node("li")
        .attrs("class=vestibule-row")
        .children(children)
        .into()
}
