//! The sign-in of another account, beside the one that is signed in.

use leptos::prelude::*;

use crate::{Client, Session};

use super::auth::Auth;
use super::button;
use super::node::Node;
use super::{DocumentTitle, Options, Routing, Screen, dom, frame, live, node};

/// The way to sign in to another account besides: every screen of the [`Authenticator`](super::Authenticator), though
/// somebody is signed in. The new account becomes the active one.
///
/// The client has [`several_accounts`](crate::ClientConfig::several_accounts); without it the new session takes the
/// place of the one that is there.
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
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// Told of the session of the new account.
    #[prop(into)]
    on_done: Callback<Session>,
    /// Gives it up. No such link without it.
    #[prop(optional, into)]
    on_cancel: Option<Callback<()>>,
) -> impl IntoView {
    // The page around it has a history and a title of its own.
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
    if dom::is_page() {
        let leaving = auth.clone();
        on_cleanup(move || forget(&leaving));
    }
    node::live(move || vec![view(&auth, on_done)])
}

fn view(auth: &Auth, on_done: Callback<Session>) -> Node {
    if auth.who().is_some() {
        if let Some(session) = auth.session_now() {
            live::spawn(async move {
                on_done.try_run(session);
            });
        }
        return frame::waiting(auth.options());
    }
    let place = auth.place();
    match auth.options().0.strings.is_ready() {
        true => auth.screen(place),
        false => frame::waiting(auth.options()),
    }
}

/// A link below the sign-in screen; the others lead back to that.
fn with_cancel(options: Options, on_cancel: Callback<()>) -> Options {
    let words = options.0.strings.clone();
    options.footer(Screen::SignIn, move || {
        let cancel = button::link(
            words.of_account().cancel,
            Box::new(move || {
                on_cancel.try_run(());
            }),
        );
        frame::block("vestibule-links", vec![cancel.into()])
    })
}

/// What was begun is not gone on with: after a reload the person is who they were.
fn forget(auth: &Auth) {
    auth.leave();
    let client = auth.client().clone();
    let spawn = client.platform().spawn.clone();
    spawn.spawn(Box::pin(async move { client.forget_unfinished().await }));
}
