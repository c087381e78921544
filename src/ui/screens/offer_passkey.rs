//! The offer of a passkey to somebody who has signed in with a password.

use leptos::prelude::*;
use vestibule_chunk::chunk;

use crate::ui::form::{Form, Work};
use crate::ui::node::{Node, dynamic};
use crate::ui::reactive::{self, Handler, Reactive, handler};
use crate::ui::{Layout, Notice, Options, Screen, button, dom, focus, frame, style};
use crate::{Client, Error, ErrorKind, Session};

/// Offers a passkey to somebody who has signed in with a password and has no passkey: a card that an app places where
/// it likes, such as above its first page. It is shown only if the browser supports passkeys and the person has not
/// declined in this browser. Use it only if the pool allows passkeys: Cognito reports that only when one is registered.
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
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// Called once the card is removed, with whether a passkey was registered.
    #[prop(optional, into)]
    on_done: Option<Callback<bool>>,
) -> impl IntoView {
    let options = options.layout(Layout::Inline);
    let on_done = on_done.map(handler);
    let user: Reactive<Option<String>> = Reactive::new(None);
    if dom::is_browser() {
        let (client, user) = (client.clone(), user.clone());
        reactive::spawn(async move {
            // If this fails, there is no offer.
            if let Ok(Some(username)) = user_without_passkey(&client).await {
                user.set(Some(username));
            }
        });
    }
    frame::in_language(options, move |options| {
        let (client, options) = (client.clone(), options.clone());
        let (user, on_done) = (user.clone(), on_done.clone());
        let offer = dynamic(move || match user.get() {
            Some(username) => {
                let close = remove_card(user.clone(), on_done.clone());
                vec![frame::with_subheading(card(
                    &client, &options, username, close,
                ))]
            }
            None => Vec::new(),
        });
        frame::block("vestibule-offer", vec![offer])
    })
}

/// Returns a handler that removes the card.
fn remove_card(user: Reactive<Option<String>>, on_done: Option<Handler<bool>>) -> Handler<bool> {
    std::sync::Arc::new(move |is_made| {
        user.set(None);
        // The button that had the focus is gone.
        focus::to_heading();
        if let Some(on_done) = &on_done {
            on_done(is_made);
        }
    })
}

fn card(client: &Client, options: &Options, username: String, close: Handler<bool>) -> Node {
    style::adopt_account(options);
    let texts = options.0.strings.account_strings();
    let form = Form::new(
        options,
        Screen::OfferPasskey,
        texts.offer_title.into(),
        texts.add_passkey,
    );
    let (declining, closing) = (client.clone(), close.clone());
    let decline = move || {
        let (client, username) = (declining.clone(), username.clone());
        reactive::spawn(async move {
            // If it cannot be stored, the person is asked again.
            let local = &client.platform().local;
            let _ = local.write(&key(&client, &username), "no").await;
        });
        closing(false);
    };
    let not_now = button::link(texts.not_now, Box::new(decline)).into();
    let form = Form {
        lead: vec![texts.offer_lead.into()],
        below: vec![frame::block("vestibule-links", vec![not_now])],
        ..form
    };
    let (client, state, options) = (client.clone(), form.state.clone(), options.clone());
    form.view(Box::new(move |_| -> Work {
        let (client, close) = (client.clone(), close.clone());
        let (state, options) = (state.clone(), options.clone());
        Box::pin(async move {
            let texts = options.0.strings.account_strings();
            match client.passkeys().register().await {
                Ok(()) => close(true),
                // Closing the browser's dialog is not an error.
                Err(error) if error.kind() == ErrorKind::PasskeyCancelled => {
                    state.show_notice(Notice::info(texts.passkey_not_made));
                }
                Err(error) if error.kind() == ErrorKind::PasskeyExists => {
                    state.show_notice(Notice::info(texts.passkey_exists));
                }
                // Only this error tells that the pool does not allow passkeys.
                Err(error) if is_not_for_passkeys(&error) => {
                    dom::log_error(&error);
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

/// Returns the username to offer a passkey to: of somebody who has signed in with a password and has no passkey.
#[chunk(signed_in, load = client)]
async fn user_without_passkey(client: &Client) -> Result<Option<String>, Error> {
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

/// Returns whether the session may come from a password: its `amr` says so or is missing, and it does not come from an
/// identity provider, which has passkeys of its own.
fn may_be_by_password(session: &Session) -> bool {
    let amr = session.amr();
    let is_federated = session.claims().names().any(|name| name == "identities");
    !is_federated && (amr.is_empty() || amr.iter().any(|way| way == "pwd"))
}

/// Returns the storage key for "the person has declined".
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
