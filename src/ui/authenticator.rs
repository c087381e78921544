//! What joins the screens: one component from the first visit to a signed-in person.

use leptos::children::{ChildrenFn, ViewFn};
use leptos::prelude::*;

use crate::Client;

use super::auth::{Auth, Place};
use super::node::Node;
use super::{Options, dom, focus, frame, live, node, prerendered, screens, step_up_link};

/// Shows its children to somebody who is signed in, and the way to sign in to everybody else.
///
/// It ends a redirect sign-in where the page's address holds one, takes up the session that the
/// browser keeps, or the sign-in or sign-up that this tab left unfinished, and follows what happens in
/// other tabs.
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
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// Told once, where a redirect sign-in ended here, of what the app gave it to carry
    /// ([`Redirect::app_state`](crate::Redirect::app_state)): where to go on, for instance.
    #[cfg_attr(not(feature = "redirect"), allow(unused))]
    #[prop(optional, into)]
    on_return: Option<Callback<String>>,
    /// What somebody who is signed in sees. Without it: a card that says so.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let views = Views {
        children,
        ..Views::default()
    };
    show(client, options, on_return, views)
}

/// The views of the app's own that stand in the place of the screens.
#[derive(Default)]
pub(super) struct Views {
    /// Who is not signed in sees this, and no screen.
    pub guest: Option<ViewFn>,
    /// What is seen until it is known who is there.
    pub waiting: Option<ViewFn>,
    /// What somebody who is signed in sees.
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
    if dom::is_page() {
        // Who comes back from the hosted UI is not to sign in again.
        #[cfg(feature = "redirect")]
        if auth.client().url_looks_like_callback() {
            prerendered::remove(auth.options());
        }
        let (subscription, leaving) = (auth.follow(), auth.clone());
        on_cleanup(move || {
            drop(subscription);
            leaving.leave();
        });
        let auth = auth.clone();
        live::spawn(async move { auth.start(on_return).await });
    }
    let linked = auth.options().advanced().step_up_link.clone();
    let linked = linked.map(|link| link.follow(&auth));
    let mut has_shown_screen = false;
    node::live(move || {
        let options = auth.options();
        // Asked of the screens alone: the app's own views are not made anew in another language.
        let is_ready = || options.0.strings.is_ready();
        // What the page has of a form already stays until it is known who is there, and how to speak.
        if prerendered::is_there(options) && (auth.is_starting() || !is_ready()) {
            return Vec::new();
        }
        prerendered::give_way(options);
        let step_up = |link: &step_up_link::Linked| link(auth.who().is_some());
        if let Some(step_up) = linked.as_ref().and_then(step_up) {
            has_shown_screen = true;
            return vec![step_up];
        }
        let was_screen = has_shown_screen;
        has_shown_screen = auth.who().is_none() && !auth.is_starting();
        vec![match (auth.who(), &views.children) {
            (Some(_), Some(children)) => {
                if was_screen {
                    focus::to_heading();
                }
                children().into()
            }
            (Some(username), None) if is_ready() => {
                screens::signed_in(auth.client().clone(), options, &username)
            }
            (Some(_), None) => frame::waiting(options),
            (None, _) => {
                let place = auth.place();
                let own = match place {
                    Place::Starting => &views.waiting,
                    Place::Unavailable(_) => &None,
                    _ => &views.guest,
                };
                match own {
                    Some(view) => view.run().into(),
                    None if is_ready() => auth.screen(place),
                    None => frame::waiting(options),
                }
            }
        }]
    })
}
