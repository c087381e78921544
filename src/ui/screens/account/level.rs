//! What the app wants to have seen of the person before their account changes: a stronger or newer sign-in.

use std::sync::Arc;

use vestibule_chunk::chunk;

use crate::ui::Options;
use crate::ui::live::{self, Told};
use crate::ui::node::Node;
use crate::ui::screens;
use crate::{Client, Error, Session, StepUp};

use super::section::Section;

/// Does something, for which a person has to have signed in as [`Options::account_level`] says. Where they have not,
/// they are asked for it in the dialog first.
pub(super) fn first(section: &Section, then: impl Fn() + Send + Sync + 'static) {
    let Some(level) = section.options().advanced().account_level.clone() else {
        return then();
    };
    let section = section.clone();
    live::spawn(async move {
        match is_met(section.client(), &level).await {
            Ok(true) => then(),
            Ok(false) => ask(&section, level, Arc::new(then)),
            Err(error) => section.fail(&error),
        }
    });
}

/// Whether nothing has to be asked. Where something has, the screens for it are loaded.
async fn is_met(client: &Client, level: &StepUp) -> Result<bool, Error> {
    let session = client.session().await?;
    if client.meets(&session, level) {
        return Ok(true);
    }
    client.load_chunk("steps").await?;
    Ok(false)
}

fn ask(section: &Section, level: StepUp, then: Arc<dyn Fn() + Send + Sync>) {
    let asking = section.clone();
    section.ask(Arc::new(move || {
        let (closing, then) = (asking.clone(), then.clone());
        let done: Told<Session> = Arc::new(move |_| then());
        let cancel: Told<()> = Arc::new(move |()| closing.close());
        let options = asking.dialog_options();
        vec![screen(asking.client(), &level, options, done, cancel)]
    }));
}

#[chunk(steps)]
fn screen(
    client: &Client,
    level: &StepUp,
    options: Options,
    done: Told<Session>,
    cancel: Told<()>,
) -> Node {
    screens::step_up(
        client.clone(),
        level.clone(),
        options,
        Some(done),
        Some(cancel),
    )
}
