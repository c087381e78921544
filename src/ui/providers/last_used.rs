//! The provider that was used last in this browser. Only the provider's name is stored.

use crate::protocol::json::Value;
use crate::ui::dom;
use crate::ui::reactive::{Reactive, spawn};
use crate::{Client, Session};

/// Returns the provider that was used last. It is `None` until storage has been read.
pub(super) fn read(client: &Client) -> Reactive<Option<String>> {
    let last = Reactive::new(None);
    if dom::is_browser() {
        let (client, found) = (client.clone(), last.clone());
        let spawn = client.platform().spawn.clone();
        // Spawned by the platform, since Leptos may not run tasks while a view is being rendered.
        spawn.spawn(Box::pin(async move {
            // Without storage no provider is marked.
            let stored = client.platform().local.read(&key(&client)).await;
            if let Ok(Some(name)) = stored {
                found.set(Some(name));
            }
        }));
    }
    last
}

/// Stores which provider a session came from, or removes the entry if it came from none.
pub(super) fn remember(client: &Client, session: &Session) {
    let (client, name) = (client.clone(), provider_of(session));
    spawn(async move {
        let (local, key) = (&client.platform().local, key(&client));
        // If it cannot be stored, no provider is marked.
        let _ = match name {
            Some(name) => local.write(&key, &name).await,
            None => local.remove(&key).await,
        };
    });
}

/// Returns the provider's name in the pool, from the ID token.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html>
fn provider_of(session: &Session) -> Option<String> {
    let identities = session.claims().value().field("identities")?;
    let first = identities.as_array().and_then(<[Value]>::first)?;
    first.string("providerName").map(String::from)
}

fn key(client: &Client) -> String {
    ["vestibule.", &client.settings().client_id, ".provider"].concat()
}
