//! By which provider somebody signed in last in this browser: the provider's name, and nothing of the person.

use crate::protocol::json::Value;
use crate::ui::dom;
use crate::ui::live::{Live, spawn};
use crate::{Client, Session};

/// The provider that was used last, once storage has been asked: nothing until then.
pub(super) fn read(client: &Client) -> Live<Option<String>> {
    let last = Live::new(None);
    if dom::is_page() {
        let (client, found) = (client.clone(), last.clone());
        let spawn = client.platform().spawn.clone();
        // By the platform and not by Leptos, which may not be ready for work while a view is made.
        spawn.spawn(Box::pin(async move {
            // Without storage nobody was here before.
            let kept = client.platform().local.read(&key(&client)).await;
            if let Ok(Some(name)) = kept {
                found.set(Some(name));
            }
        }));
    }
    last
}

/// Keeps which provider a session came from, or that it came from none.
pub(super) fn note(client: &Client, session: &Session) {
    let (client, name) = (client.clone(), provider_of(session));
    spawn(async move {
        let (local, key) = (&client.platform().local, key(&client));
        // What cannot be kept is not marked, that is all.
        let _ = match name {
            Some(name) => local.write(&key, &name).await,
            None => local.remove(&key).await,
        };
    });
}

/// The provider's name in the pool, from the ID token.
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
