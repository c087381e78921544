//! Views for people who are signed in, in a group, or signed in strongly enough.

use leptos::children::{ChildrenFn, ViewFn};
use leptos::prelude::*;

use crate::{AuthState, Client, Session, StepUp};

use super::auth::use_auth;
use super::authenticator::{self, Views};
use super::reactive::Reactive;
use super::{Options, dom, node};

/// Shows its children to somebody who is signed in, and another view to everybody else.
///
/// Without a `fallback` it is an [`Authenticator`](super::Authenticator): guests see the sign-in screens in this place,
/// and the children after signing in. It follows changes in other tabs, and its children can read the session with
/// [`use_auth`]. A renewed session does not render them again.
///
/// # In a router
/// Put it inside the route's view. Nobody is redirected to sign in, so the person stays at the address where they want
/// to go, and no parameter has to carry it. A sign-in through the hosted UI stores the address in the tab and returns
/// to it with [`Options::navigate`].
///
/// # On a server
/// A server knows no session: it renders `waiting`, which the browser hydrates.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::RequireAuth;
///
/// #[component]
/// fn Account(client: vestibule::Client) -> impl IntoView {
///     view! {
///         <RequireAuth client fallback=|| view! { class="own", <a href="/sign-in">"Sign in"</a> }>
///             <p class="own">"Your account"</p>
///         </RequireAuth>
///     }
/// }
/// ```
#[component]
pub fn RequireAuth(
    /// The client of the user pool.
    client: Client,
    /// What guests see: the sign-in screens by default. It is rendered once it is known that nobody is signed in.
    #[prop(optional, into)]
    fallback: Option<ViewFn>,
    /// Shown until the session has been read: an empty card with a spinner by default.
    #[prop(optional, into)]
    waiting: Option<ViewFn>,
    /// Appearance, texts and behaviour of the screens.
    #[prop(optional)]
    options: Options,
    /// What somebody who is signed in sees.
    children: ChildrenFn,
) -> impl IntoView {
    let views = Views {
        guest: fallback,
        waiting,
        children: Some(children),
    };
    authenticator::show(client, options, None, views)
}

/// Shows its children to members of a group of the user pool, and another view to everybody else.
///
/// Use it inside an [`Authenticator`](super::Authenticator) or a [`RequireAuth`]; elsewhere nobody sees the children.
/// It reads the groups from the tokens (`cognito:groups`), so a change in the pool takes effect when the tokens are
/// renewed.
///
/// It hides a view and protects nothing: a visitor can read everything that a page contains. The server has to check
/// the token.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::{Authenticator, Groups, RequireGroup};
///
/// #[component]
/// fn Admin(client: vestibule::Client) -> impl IntoView {
///     view! {
///         <Authenticator client>
///             <RequireGroup group="admin" fallback=NotForYou>
///                 <p class="own">"The switch for everything"</p>
///             </RequireGroup>
///             <RequireGroup group=Groups::any(["editor", "admin"])>
///                 <p class="own">"The texts"</p>
///             </RequireGroup>
///         </Authenticator>
///     }
/// }
///
/// #[component]
/// fn NotForYou() -> impl IntoView {
///     view! { class="own", <p>"Ask your administrator for access."</p> }
/// }
/// ```
#[component]
pub fn RequireGroup(
    /// The groups.
    #[prop(into)]
    group: Groups,
    /// What everybody else sees: nothing by default.
    #[prop(optional, into)]
    fallback: ViewFn,
    /// What members see.
    children: ChildrenFn,
) -> impl IntoView {
    let session = use_auth().map(|auth| auth.session());
    let is_member = Memo::new(move |_| {
        let session = session.and_then(|session| session.get());
        session.is_some_and(|session| group.has(&session))
    });
    node::dynamic(move || {
        vec![match is_member.get() {
            true => children().into(),
            false => fallback.run().into(),
        }]
    })
}

/// Shows its children to somebody who has signed in strongly enough, and another view to everybody else.
///
/// Use it inside an [`Authenticator`](super::Authenticator) or a [`RequireAuth`]; elsewhere nobody sees the children.
/// It follows the session: after a [`step_up`](Client::step_up), which the `fallback` can offer, it shows the children.
/// An age ([`StepUp::max_age`]) is checked when the session changes, not continuously: what is on the page stays there.
///
/// Like [`RequireGroup`], it hides a view and protects nothing.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::StepUp;
/// use vestibule::ui::{Authenticator, RequireLevel};
///
/// #[component]
/// fn Payments(client: vestibule::Client) -> impl IntoView {
///     let level = StepUp::to("urn:cognito:loa:3");
///     view! {
///         <Authenticator client=client.clone()>
///             <RequireLevel client=client.clone() level=level.clone() fallback=Stronger>
///                 <p class="own">"Pay"</p>
///             </RequireLevel>
///         </Authenticator>
///     }
/// }
///
/// #[component]
/// fn Stronger() -> impl IntoView {
///     view! { class="own", <button>"Show that it is you"</button> }
/// }
/// ```
#[component]
pub fn RequireLevel(
    /// The client of the user pool.
    client: Client,
    /// How strongly, or how recently, the person has to have signed in.
    level: StepUp,
    /// What everybody else sees: nothing by default.
    #[prop(optional, into)]
    fallback: ViewFn,
    /// What is shown to somebody who has.
    children: ChildrenFn,
) -> impl IntoView {
    let session = use_auth().map(|auth| auth.session());
    let is_enough = Memo::new(move |_| {
        let session = session.and_then(|session| session.get());
        session.is_some_and(|session| client.meets(&session, &level))
    });
    node::dynamic(move || {
        vec![match is_enough.get() {
            true => children().into(),
            false => fallback.run().into(),
        }]
    })
}

/// Groups of a user pool of which a person has to be a member.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Groups {
    /// A member of at least one of them. If the list is empty, nobody matches.
    Any(Vec<String>),
    /// A member of all of them. If the list is empty, everybody who is signed in matches.
    All(Vec<String>),
}

impl Groups {
    /// Requires membership of at least one of these.
    pub fn any<T: Into<String>>(groups: impl IntoIterator<Item = T>) -> Self {
        Groups::Any(groups.into_iter().map(Into::into).collect())
    }

    /// Requires membership of all of these.
    pub fn all<T: Into<String>>(groups: impl IntoIterator<Item = T>) -> Self {
        Groups::All(groups.into_iter().map(Into::into).collect())
    }

    /// Returns whether the user of this session matches.
    pub fn has(&self, session: &Session) -> bool {
        let theirs = session.groups();
        match self {
            Groups::Any(groups) => groups.iter().any(|group| theirs.contains(group)),
            Groups::All(groups) => groups.iter().all(|group| theirs.contains(group)),
        }
    }
}

impl From<&str> for Groups {
    fn from(group: &str) -> Self {
        Groups::any([group])
    }
}

impl From<String> for Groups {
    fn from(group: String) -> Self {
        Groups::any([group])
    }
}

/// Returns who is signed in, as a signal of what [`Client::observe`] reports. It is [`Unknown`](AuthState::Unknown)
/// before the first report and on a server. It ends with the current owner.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::{AuthState, ui::use_session};
///
/// #[component]
/// fn Badge(client: vestibule::Client) -> impl IntoView {
///     let state = use_session(&client);
///     move || match state.get() {
///         AuthState::SignedIn(session) if state.get().is_offline() => {
///             format!("{} (offline)", session.username())
///         }
///         AuthState::SignedIn(session) => session.username().to_owned(),
///         AuthState::SignedOut { .. } => "guest".to_owned(),
///         _ => String::new(),
///     }
/// }
/// ```
pub fn use_session(client: &Client) -> Signal<AuthState> {
    let state = Reactive::new(AuthState::Unknown);
    if dom::is_browser() {
        let observed = state.clone();
        let subscription = client.observe(move |now| observed.set(now.clone()));
        // The subscription ends when the last clone of the client is dropped.
        let client = client.clone();
        on_cleanup(move || drop((subscription, client)));
    }
    Signal::derive(move || state.get())
}
