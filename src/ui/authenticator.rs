//! The component that connects the screens, from the first visit to a signed-in user.

use leptos::children::{ChildrenFn, ViewFn};
use leptos::prelude::*;

use crate::Client;

use super::auth::{Auth, Stage};
use super::node::Node;
use super::{Options, dom, focus, frame, node, prerendered, reactive, screens};

/// Shows its children to somebody who is signed in, and the sign-in screens to everybody else.
///
/// It completes a redirect sign-in if the page's address is a callback, restores the stored session or the sign-in or
/// sign-up that this tab left unfinished, and follows changes in other tabs.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::{Authenticator, Options, use_auth};
///
/// #[component]
/// fn App(client: vestibule::Client) -> impl IntoView {
///     view! {
///         <Authenticator client options=Options::new().app("Notes")>
///             <Notes />
///         </Authenticator>
///     }
/// }
///
/// #[component]
/// fn Notes() -> impl IntoView {
///     let username = move || use_auth().and_then(|auth| auth.session().get()).map(|session| {
///         session.username().to_owned()
///     });
///     view! { <p>"Notes of " {username}</p> }
/// }
/// ```
#[component]
pub fn Authenticator(
    /// The client of the user pool.
    client: Client,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// Called once when a redirect sign-in was completed here, with the state that the app gave to it
    /// ([`Redirect::app_state`](crate::Redirect::app_state)), such as the page to continue on.
    #[cfg_attr(not(feature = "redirect"), allow(unused))]
    #[prop(optional, into)]
    on_return: Option<Callback<String>>,
    /// What somebody who is signed in sees. By default a card that says so.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let views = Views {
        children,
        ..Views::default()
    };
    show(client, options, on_return, views)
}

/// Views of the app that replace the screens.
#[derive(Default)]
pub(super) struct Views {
    /// For somebody who is not signed in, in place of the sign-in screens.
    pub guest: Option<ViewFn>,
    /// Shown until the session has been read.
    pub waiting: Option<ViewFn>,
    /// For somebody who is signed in.
    pub children: Option<ChildrenFn>,
}

pub(super) fn show(
    client: Client,
    options: Options,
    on_return: Option<Callback<String>>,
    views: Views,
) -> Node {
    options.0.strings.follow();
    let auth = Auth::new(client, options);
    provide_context(auth.clone());
    // On a server nobody is signed in.
    if dom::is_browser() {
        // Somebody who comes back from the hosted UI must not see a sign-in form again.
        #[cfg(feature = "redirect")]
        if auth.client().url_looks_like_callback() {
            prerendered::remove(auth.options());
        }
        let (subscription, leaving) = (auth.subscribe(), auth.clone());
        on_cleanup(move || {
            drop(subscription);
            leaving.stop_listening();
        });
        let auth = auth.clone();
        reactive::spawn(async move { auth.start(on_return).await });
    }
    let step_up = auth.options().advanced().step_up_link.clone();
    let step_up = step_up.map(|link| link.follow(&auth));
    let mut has_shown_screen = false;
    node::dynamic(move || {
        let options = auth.options();
        // Checked for the screens only: the app's own views are not rendered again when the language changes.
        let is_ready = || options.0.strings.is_ready();
        // A prerendered form stays until the session and the texts have been loaded.
        if prerendered::is_present(options) && (auth.is_starting() || !is_ready()) {
            return Vec::new();
        }
        prerendered::replace(options);
        let is_signed_in = auth.username().is_some();
        let step_up = step_up.as_ref().and_then(|screen| screen(is_signed_in));
        if let Some(step_up) = step_up {
            has_shown_screen = true;
            return vec![step_up];
        }
        let was_screen = has_shown_screen;
        has_shown_screen = auth.username().is_none() && !auth.is_starting();
        vec![match (auth.username(), &views.children) {
            (Some(_), Some(children)) => {
                if was_screen {
                    focus::to_heading();
                }
                children().into()
            }
            (Some(username), None) if is_ready() => {
                // The form that had the focus is gone.
                if was_screen {
                    auth.shared().set_changed_screen();
                }
                screens::signed_in(auth.client().clone(), options, &username)
            }
            (Some(_), None) => frame::waiting(options),
            (None, _) => {
                let stage = auth.stage();
                let own = match stage {
                    Stage::Starting => &views.waiting,
                    Stage::Unavailable(_) => &None,
                    _ => &views.guest,
                };
                match own {
                    Some(view) => view.run().into(),
                    None if is_ready() => auth.screen(stage),
                    None => frame::waiting(options),
                }
            }
        }]
    })
}
