//! The offer of a passkey to somebody who has signed in by a password.

use leptos::prelude::*;
use vestibule_chunk::chunk;

use crate::ui::form::{Form, Work};
use crate::ui::live::{self, Live, Told, told};
use crate::ui::node::{Node, live as changing};
use crate::ui::{Layout, Notice, Options, Screen, button, dom, frame, style};
use crate::{Client, Error, ErrorKind, Session};

/// Offers a passkey to whoever has signed in by a password and has none: a card that an app places where it likes, such
/// as above its first page. It is there only where the browser has passkeys, and not for whom it has heard "Not now" from
/// in this browser. Place it only where the pool has passkeys: Cognito says so to nobody but whoever makes one.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::{Authenticator, OfferPasskey};
///
/// #[component]
/// fn App(client: vestibule::Client) -> impl IntoView {
///     view! {
///         <Authenticator client=client.clone()>
///             <OfferPasskey client=client.clone() />
///             <p>"The app"</p>
///         </Authenticator>
///     }
/// }
/// ```
#[component]
pub fn OfferPasskey(
    /// The client of the user pool.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// Told once the card is gone: whether a passkey was made.
    #[prop(optional, into)]
    on_done: Option<Callback<bool>>,
) -> impl IntoView {
    let options = options.layout(Layout::Inline);
    let on_done = on_done.map(told);
    let whom: Live<Option<String>> = Live::new(None);
    if dom::is_page() {
        let (client, whom) = (client.clone(), whom.clone());
        live::spawn(async move {
            // An offer that cannot be made is none.
            if let Ok(Some(username)) = person(&client).await {
                whom.set(Some(username));
            }
        });
    }
    frame::in_language(options, move |options| {
        let (client, options) = (client.clone(), options.clone());
        let (whom, on_done) = (whom.clone(), on_done.clone());
        let offer = changing(move || match whom.get() {
            Some(username) => {
                let close = closing(whom.clone(), on_done.clone());
                vec![frame::below_heading(card(
                    &client, &options, username, close,
                ))]
            }
            None => Vec::new(),
        });
        frame::block("vestibule-offer", vec![offer])
    })
}

/// What takes the card away.
fn closing(whom: Live<Option<String>>, on_done: Option<Told<bool>>) -> Told<bool> {
    std::sync::Arc::new(move |is_made| {
        whom.set(None);
        if let Some(on_done) = &on_done {
            on_done(is_made);
        }
    })
}

fn card(client: &Client, options: &Options, username: String, close: Told<bool>) -> Node {
    style::adopt_account(options);
    let words = options.0.strings.of_account();
    let form = Form::new(
        options,
        Screen::OfferPasskey,
        words.offer_title.into(),
        words.add_passkey,
    );
    let (declining, closing) = (client.clone(), close.clone());
    let decline = move || {
        let (client, username) = (declining.clone(), username.clone());
        live::spawn(async move {
            // Where it cannot be kept, the person is asked again.
            let local = &client.platform().local;
            let _ = local.write(&key(&client, &username), "no").await;
        });
        closing(false);
    };
    let not_now = button::link(words.not_now, Box::new(decline)).into();
    let form = Form {
        lead: vec![words.offer_lead.into()],
        below: vec![frame::block("vestibule-links", vec![not_now])],
        ..form
    };
    let (client, state, options) = (client.clone(), form.state.clone(), options.clone());
    form.view(Box::new(move |_| -> Work {
        let (client, close) = (client.clone(), close.clone());
        let (state, options) = (state.clone(), options.clone());
        Box::pin(async move {
            let words = options.0.strings.of_account();
            match client.passkeys().register().await {
                Ok(()) => close(true),
                // Whoever closes the browser's question has done nothing wrong.
                Err(error) if error.kind() == ErrorKind::PasskeyCancelled => {
                    state.say(Notice::plain(words.passkey_not_made));
                }
                Err(error) if error.kind() == ErrorKind::PasskeyExists => {
                    state.say(Notice::plain(words.passkey_exists));
                }
                // Nothing else says whether the pool has passkeys.
                Err(error) if is_not_for_passkeys(&error) => {
                    dom::tell_developer(&error);
                    close(false);
                }
                Err(error) => return Err(error),
            }
            Ok(())
        })
    }))
}

fn is_not_for_passkeys(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WebAuthnNotEnabled | ErrorKind::WebAuthnConfigurationMissing
    )
}

/// Whom to offer a passkey: who is signed in, by a password, and has none.
#[chunk(signed_in, load = client)]
async fn person(client: &Client) -> Result<Option<String>, Error> {
    let session = client.session().await?;
    let username = session.username();
    let local = &client.platform().local;
    if !page::has_passkeys() || !may_be_by_password(&session) {
        return Ok(None);
    }
    if let Ok(Some(_)) = local.read(&key(client, username)).await {
        return Ok(None);
    }
    let page = client.passkeys().list(None).await?;
    Ok(page.passkeys.is_empty().then(|| username.into()))
}

/// Where Cognito says how somebody signed in, it was by a password; and who came by another provider has their passkeys
/// there.
fn may_be_by_password(session: &Session) -> bool {
    let amr = session.amr();
    let is_federated = session.claims().names().any(|name| name == "identities");
    !is_federated && (amr.is_empty() || amr.iter().any(|way| way == "pwd"))
}

/// Where it is kept that a person has declined.
fn key(client: &Client, username: &str) -> String {
    let client_id = &client.settings().client_id;
    ["vestibule.", client_id, ".", username, ".noPasskey"].concat()
}

#[cfg(target_arch = "wasm32")]
mod page {
    use wasm_bindgen::JsValue;

    pub fn has_passkeys() -> bool {
        let name = JsValue::from_str("PublicKeyCredential");
        js_sys::Reflect::has(&js_sys::global(), &name).unwrap_or_default()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    pub fn has_passkeys() -> bool {
        false
    }
}
