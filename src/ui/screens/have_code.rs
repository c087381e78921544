//! Whose code it is, where a link has led to where one is typed.

use super::way;
use crate::ui::dom::Values;
use crate::ui::field::Spec;
use crate::ui::form::{Form, Work};
use crate::ui::live::Told;
use crate::ui::node::Node;
use crate::ui::{Options, Screen, frame};

/// It is a part of the screen that the code is for: the slots are those of that one.
pub(in crate::ui) fn have_code(
    options: &Options,
    of: Screen,
    on_name: Told<String>,
    on_back: Option<Told<String>>,
) -> Node {
    let strings = &options.0.strings;
    let form = Form::new(options, of, strings.have_code.into(), strings.go_on);
    let back = on_back.map(|to| way(strings.back_to_sign_in, to, &form.state));
    let form = Form {
        fields: vec![Spec::username(options, "")],
        below: vec![frame::block("vestibule-links", back.into_iter().collect())],
        ..form
    };
    form.view(Box::new(move |values: Values| -> Work {
        on_name(values.text("username").into());
        Box::pin(std::future::ready(Ok(())))
    }))
}
