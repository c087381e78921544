//! The username of somebody who already has a code, for a link to a screen that takes codes.

use super::link_with_username;
use crate::ui::dom::Values;
use crate::ui::field::FieldSpec;
use crate::ui::form::{Form, Work};
use crate::ui::node::Node;
use crate::ui::reactive::Handler;
use crate::ui::{Options, Screen, frame};

/// Renders it as the screen that the code is for, with the app's views for that screen.
pub(in crate::ui) fn have_code(
    options: &Options,
    target: Screen,
    on_name: Handler<String>,
    on_back: Option<Handler<String>>,
) -> Node {
    let strings = &options.0.strings;
    let form = Form::new(options, target, strings.have_code.into(), strings.go_on);
    let back = on_back.map(|to| link_with_username(strings.back_to_sign_in, to, &form.state));
    let form = Form {
        fields: vec![FieldSpec::username(options, "")],
        below: vec![frame::block("vestibule-links", back.into_iter().collect())],
        ..form
    };
    form.view(Box::new(move |values: Values| -> Work {
        on_name(values.text("username").into());
        Box::pin(std::future::ready(Ok(())))
    }))
}
