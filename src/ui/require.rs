//! What only some people may see: whoever is signed in, and whoever is in a group.

use leptos::children::{ChildrenFn, ViewFn};
use leptos::prelude::*;

use crate::{AuthState, Client, Session, StepUp};

use super::auth::use_auth;
use super::authenticator::{self, Views};
use super::live::Live;
use super::{Options, dom, node};

/// Shows its children to somebody who is signed in, and another view to everybody else.
///
/// Without a `fallback` it is an [`Authenticator`](super::Authenticator): guests see the sign-in
/// screens in this very place, and the children once they are in. It follows what happens in other
/// tabs, and its children can ask for the person by [`use_auth`]. A renewed session does not make
/// them anew.
///
/// # In a router
/// Put it inside the route's view. Nobody is sent away to sign in, so the place where the person
/// wants to go is the one where they are, and no parameter of an address says where to go on. Where
/// they sign in through the hosted UI, the place is kept in the tab and taken up again on the way
/// back, by [`Options::navigate`].
///
/// # On a server
/// Nobody is known there: it renders `waiting`, which the browser takes over.
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
    /// What guests see: the sign-in screens, unless this says otherwise. It is not made before it is
    /// known that nobody is signed in.
    #[prop(optional, into)]
    fallback: Option<ViewFn>,
    /// What is seen until it is known who is there: an empty card with a spinner, unless this says
    /// otherwise.
    #[prop(optional, into)]
    waiting: Option<ViewFn>,
    /// How the screens look and read.
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

/// Shows its children to somebody who is in a group of the user pool, and another view to everybody
/// else.
///
/// It stands inside an [`Authenticator`](super::Authenticator) or a [`RequireAuth`], and follows a
/// person's groups as their tokens say them (`cognito:groups`): a change at the pool is seen when the
/// tokens are renewed. Where it stands alone, nobody sees the children.
///
/// It keeps a view out of the way and guards nothing: whatever a page can show, its visitor can read.
/// The server behind it has to look at the token.
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
    /// Which groups.
    #[prop(into)]
    group: Groups,
    /// What everybody else sees: nothing, unless this says otherwise.
    #[prop(optional, into)]
    fallback: ViewFn,
    /// What a member sees.
    children: ChildrenFn,
) -> impl IntoView {
    let session = use_auth().map(|auth| auth.session());
    let is_member = Memo::new(move |_| {
        let session = session.and_then(|session| session.get());
        session.is_some_and(|session| group.has(&session))
    });
    node::live(move || {
        vec![match is_member.get() {
            true => children().into(),
            false => fallback.run().into(),
        }]
    })
}

/// Shows its children to somebody who has signed in strongly enough, and another view to everybody else.
///
/// It stands inside an [`Authenticator`](super::Authenticator) or a [`RequireAuth`], and follows the
/// session: a [`step_up`](Client::step_up), which the `fallback` offers, shows the children. An age
/// ([`StepUp::max_age`]) is looked at when the session changes and not from minute to minute: what is on the
/// page stays there. Where it stands alone, nobody sees the children.
///
/// As [`RequireGroup`], it keeps a view out of the way and guards nothing.
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
    /// How strongly, or how lately, the person has to have signed in.
    level: StepUp,
    /// What everybody else sees: nothing, unless this says otherwise.
    #[prop(optional, into)]
    fallback: ViewFn,
    /// What is seen by somebody who has.
    children: ChildrenFn,
) -> impl IntoView {
    let session = use_auth().map(|auth| auth.session());
    let is_enough = Memo::new(move |_| {
        let session = session.and_then(|session| session.get());
        session.is_some_and(|session| client.meets(&session, &level))
    });
    node::live(move || {
        vec![match is_enough.get() {
            true => children().into(),
            false => fallback.run().into(),
        }]
    })
}

/// Groups of a user pool, some or all of which a person has to be in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Groups {
    /// At least one of them; nobody, where there are none.
    Any(Vec<String>),
    /// Each of them; everybody who is signed in, where there are none.
    All(Vec<String>),
}

impl Groups {
    /// At least one of these.
    pub fn any<T: Into<String>>(groups: impl IntoIterator<Item = T>) -> Self {
        Groups::Any(groups.into_iter().map(Into::into).collect())
    }

    /// Each of these.
    pub fn all<T: Into<String>>(groups: impl IntoIterator<Item = T>) -> Self {
        Groups::All(groups.into_iter().map(Into::into).collect())
    }

    /// Whether the person of this session is in them.
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

/// Who is signed in, as a signal: what [`Client::observe`] tells, and
/// [`Unknown`](AuthState::Unknown) before the first word and on a server. It ends with the owner that
/// asked for it.
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
    let state = Live::new(AuthState::Unknown);
    if dom::is_page() {
        let following = state.clone();
        let subscription = client.observe(move |now| following.set(now.clone()));
        // A client that nobody holds any more hears nothing.
        let client = client.clone();
        on_cleanup(move || drop((subscription, client)));
    }
    Signal::derive(move || state.get())
}
