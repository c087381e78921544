//! Requires a stronger or newer sign-in before the account is changed.

use std::sync::Arc;

use vestibule_chunk::chunk;

use crate::ui::Options;
use crate::ui::node::Node;
use crate::ui::reactive::{self, Handler};
use crate::ui::screens;
use crate::{Client, Error, Session, StepUp};

use super::section::Section;

/// Calls `then` once the person has signed in as [`Options::account_level`] requires. If they have not yet, the dialog
/// asks for it first.
pub(super) fn require(section: &Section, then: impl Fn() + Send + Sync + 'static) {
    let Some(level) = section.options().advanced().account_level.clone() else {
        return then();
    };
    let section = section.clone();
    reactive::spawn(async move {
        match is_met(section.client(), &level).await {
            Ok(true) => then(),
            Ok(false) => ask_for_level(&section, level, Arc::new(then)),
            Err(error) => section.show_error(&error),
        }
    });
}

/// Returns whether the level is met. If not, loads the chunk with the screens for it.
async fn is_met(client: &Client, level: &StepUp) -> Result<bool, Error> {
    let session = client.session().await?;
    if client.meets(&session, level) {
        return Ok(true);
    }
    client.load_chunk("steps").await?;
    Ok(false)
}

fn ask_for_level(section: &Section, level: StepUp, then: Arc<dyn Fn() + Send + Sync>) {
    let section_of_dialog = section.clone();
    section.open_dialog(Arc::new(move || {
        let (closing, then) = (section_of_dialog.clone(), then.clone());
        let section = section_of_dialog.clone();
        let done: Handler<Session> = Arc::new(move |_| {
            if section.has_dialog() {
                then();
            }
        });
        let cancel: Handler<()> = Arc::new(move |()| closing.close());
        let options = section_of_dialog.dialog_options();
        vec![screen(
            section_of_dialog.client(),
            &level,
            options,
            done,
            cancel,
        )]
    }));
}

#[chunk(steps)]
fn screen(
    client: &Client,
    level: &StepUp,
    options: Options,
    done: Handler<Session>,
    cancel: Handler<()>,
) -> Node {
    screens::step_up(
        client.clone(),
        level.clone(),
        options,
        Some(done),
        Some(cancel),
    )
}
