//! Lists of what an account has: a row for each, with marks and buttons.

use crate::ui::button::{Press, Weight, action};
use crate::ui::live::Live;
use crate::ui::node::{Node, node};
use crate::ui::{Text, frame};

use super::section::{Section, Work};

/// One thing that an account has.
pub(super) struct Row {
    /// Names the row among the others of its section.
    pub key: String,
    pub name: Text,
    /// Lines below the name.
    pub lines: Vec<Text>,
    pub marks: Vec<Mark>,
    pub actions: Vec<Action>,
}

/// A word beside the name.
pub(super) struct Mark {
    pub words: &'static str,
    pub is_good: bool,
}

/// A button of a row or below the list.
pub(super) struct Action {
    /// Names it among the buttons of its section, for the focus.
    pub name: Text,
    pub label: &'static str,
    pub weight: Weight,
    pub press: Press,
    pub busy: Live<bool>,
}

impl Mark {
    pub fn good(words: &'static str) -> Self {
        Mark {
            words,
            is_good: true,
        }
    }

    pub fn plain(words: &'static str) -> Self {
        Mark {
            words,
            is_good: false,
        }
    }
}

impl Action {
    /// One that opens something.
    pub fn opens(
        name: impl Into<Text>,
        label: &'static str,
        press: impl FnMut() + Send + 'static,
    ) -> Self {
        Action {
            name: name.into(),
            label,
            weight: Weight::Quiet,
            press: Box::new(press),
            busy: Live::new(false),
        }
    }

    /// One that does something at once.
    pub fn acts(
        section: &Section,
        name: impl Into<Text>,
        label: &'static str,
        doing: impl Fn() -> Work + Send + 'static,
    ) -> Self {
        let (section, busy) = (section.clone(), Live::new(false));
        let turning = busy.clone();
        Action {
            name: name.into(),
            label,
            weight: Weight::Quiet,
            press: Box::new(move || section.act(&turning, doing())),
            busy,
        }
    }

    /// The same as the first thing to do in its section.
    pub fn primary(mut self) -> Self {
        self.weight = Weight::Primary;
        self
    }

    fn view(self, described: Option<String>) -> Node {
        let button = action(self.weight, None, self.label, &self.busy, self.press);
        let Node::Element(button) = button else {
            return button;
        };
        let button = button.attr("name", self.name);
        match described {
            Some(id) => button.attr("aria-describedby", id).into(),
            None => button.into(),
        }
    }
}

/// The rows as a list. Where it has no bullets, Safari tells of none: the role says it.
pub(super) fn list(section: &Section, rows: Vec<Row>) -> Node {
    let rows = rows.into_iter().map(|row| view(section, row));
    node("ul")
        .attrs("class=vestibule-rows;role=list")
        .children(rows.collect())
        .into()
}

/// Buttons below a list.
pub(super) fn actions(actions: Vec<Action>) -> Node {
    let buttons = actions.into_iter().map(|action| action.view(None));
    frame::block("vestibule-actions", buttons.collect())
}

/// A plain sentence.
pub(super) fn sentence(words: impl Into<Text>) -> Node {
    node("p")
        .attrs("class=vestibule-section-text")
        .child(words.into())
        .into()
}

fn view(section: &Section, row: Row) -> Node {
    let id = section.options().element_id(&row.key);
    let name = node("span")
        .attrs("class=vestibule-row-name;dir=auto")
        .attr("id", id.clone())
        .child(row.name);
    let marks = row.marks.into_iter().map(|mark| {
        let class = match mark.is_good {
            true => "vestibule-mark vestibule-mark-good",
            false => "vestibule-mark",
        };
        node("span").attr("class", class).child(mark.words).into()
    });
    let head = node("div")
        .attrs("class=vestibule-row-head")
        .child(name)
        .children(marks.collect());
    let mut words: Vec<Node> = vec![head.into()];
    words.extend(row.lines.into_iter().map(|line| {
        let line = node("p")
            .attrs("class=vestibule-row-line;dir=auto")
            .child(line);
        Node::from(line)
    }));
    let actions = row.actions.into_iter();
    let actions: Vec<Node> = actions.map(|one| one.view(Some(id.clone()))).collect();
    let mut children = vec![frame::block("vestibule-row-words", words)];
    if !actions.is_empty() {
        children.push(frame::block("vestibule-actions", actions));
    }
    node("li")
        .attrs("class=vestibule-row")
        .children(children)
        .into()
}
