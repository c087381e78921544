//! Signs in another account while one is signed in.

use leptos::prelude::*;

use crate::{Client, Session};

use super::auth::Auth;
use super::button;
use super::node::Node;
use super::{DocumentTitle, Options, Routing, Screen, dom, frame, node, reactive};

/// Signs in another account while one is signed in, with every screen of the [`Authenticator`](super::Authenticator).
/// The new account becomes the active one.
///
/// The client needs [`several_accounts`](crate::ClientConfig::several_accounts); without it the new session replaces
/// the current one.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::{AddAccount, UserButton};
///
/// #[component]
/// fn Bar(client: vestibule::Client) -> impl IntoView {
///     let adding = RwSignal::new(false);
///     let leave = move || adding.set(false);
///     let other = client.clone();
///     view! {
///         <UserButton client on_add_account=Callback::new(move |()| adding.set(true)) />
///         <Show when=move || adding.get()>
///             <AddAccount client=other.clone() on_done=move |_| leave() on_cancel=move |()| leave() />
///         </Show>
///     }
/// }
/// ```
#[component]
pub fn AddAccount(
    /// The client of the user pool.
    client: Client,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// Called with the session of the new account.
    #[prop(into)]
    on_done: Callback<Session>,
    /// Called when the person cancels. Without it there is no such link.
    #[prop(optional, into)]
    on_cancel: Option<Callback<()>>,
) -> impl IntoView {
    // The page around it owns the history and the title.
    let mut options = options
        .routing(Routing::Off)
        .document_title(DocumentTitle::Unchanged);
    if let Some(on_cancel) = on_cancel {
        options = with_cancel(options, on_cancel);
    }
    options.0.strings.follow();
    let auth = Auth::new(client, options);
    provide_context(auth.clone());
    auth.go(Auth::sign_in_screen(None));
    if dom::is_browser() {
        let leaving = auth.clone();
        on_cleanup(move || forget(&leaving));
    }
    node::dynamic(move || vec![view(&auth, on_done)])
}

fn view(auth: &Auth, on_done: Callback<Session>) -> Node {
    if auth.username().is_some() {
        if let Some(session) = auth.session_now() {
            reactive::spawn(async move {
                on_done.try_run(session);
            });
        }
        return frame::waiting(auth.options());
    }
    let stage = auth.stage();
    match auth.options().0.strings.is_ready() {
        true => auth.screen(stage),
        false => frame::waiting(auth.options()),
    }
}

/// Adds a link below the sign-in screen. The other screens have a link back to that one.
fn with_cancel(options: Options, on_cancel: Callback<()>) -> Options {
    let strings = options.0.strings.clone();
    options.footer(Screen::SignIn, move || {
        let cancel = button::link(
            strings.account_strings().cancel,
            Box::new(move || {
                on_cancel.try_run(());
            }),
        );
        frame::block("vestibule-links", vec![cancel.into()])
    })
}

/// Discards an unfinished sign-in, so that a reload does not resume it.
fn forget(auth: &Auth) {
    auth.stop_listening();
    let client = auth.client().clone();
    let spawn = client.platform().spawn.clone();
    spawn.spawn(Box::pin(async move { client.forget_unfinished().await }));
}
