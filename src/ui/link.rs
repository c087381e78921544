//! Links to the screens, by the names that they have in addresses.

use super::options::{Options, Routing};
use super::{Screen, Text, history};

/// What a link to the screens leads to: a screen that needs nothing that came before, the sign-in by a provider, a
/// section of the page of the account.
///
/// ```
/// use vestibule::ui::{Link, Routing, Screen};
///
/// let welcome = Routing::Path("/welcome".into());
/// let address = |link: Link| link.address(&welcome);
/// assert_eq!(address(Link::to(Screen::SignUp)).as_deref(), Some("/welcome/sign-up"));
/// assert_eq!(address(Link::provider("Google")).as_deref(), Some("/welcome/sign-in/Google"));
/// let passkeys = Link::to(Screen::Passkeys).address(&Routing::Hash);
/// assert_eq!(passkeys.as_deref(), Some("#passkeys"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(Text);

impl Link {
    /// To a screen. On the way to sign in these can be linked: [`SignIn`](Screen::SignIn), [`SignUp`](Screen::SignUp),
    /// [`ForgotPassword`](Screen::ForgotPassword), and, for somebody who has a code already,
    /// [`ConfirmSignUp`](Screen::ConfirmSignUp) and [`ResetPassword`](Screen::ResetPassword), which ask for the name
    /// first, and [`StepUp`](Screen::StepUp) for a level that the app sets
    /// ([`Options::step_up_link`]). On the page of the account it is each of its sections. Any other is taken for the sign-in, since nobody
    /// can begin there.
    pub fn to(screen: Screen) -> Self {
        Link(Text::Borrowed(screen.name()))
    }

    /// To the sign-in by the provider that the pool knows by this name or identifier, at once, where the screens have
    /// a button for it ([`Options::provider`]). Whoever comes back from it is on the sign-in screen.
    #[cfg(feature = "redirect")]
    pub fn provider(name: &str) -> Self {
        Link(Text::Owned(
            [PROVIDER, &crate::flow::percent_encoded(name)].concat(),
        ))
    }

    /// By its name, as addresses have it: `sign-up`, `sign-in/Google`.
    pub fn named(name: impl Into<Text>) -> Self {
        Link(name.into())
    }

    /// The address that leads there from a page with this routing; none where the address names no screens.
    pub fn address(&self, routing: &Routing) -> Option<String> {
        history::address_in(routing, &self.0)
    }
}

impl Options {
    /// What is shown first, where neither the address nor the browser's history names a screen: for an app that leads to
    /// its screens by its own means, such as a button "Sign up" beside one that says "Sign in".
    ///
    /// ```
    /// use vestibule::ui::{Link, Options, Screen};
    ///
    /// let options = Options::new().starts_at(Link::to(Screen::SignUp));
    /// # let _ = options;
    /// ```
    pub fn starts_at(self, link: Link) -> Self {
        self.with_advanced(|advanced| advanced.start = Some(link.0))
    }
}

/// What stands in front of a provider's name.
#[cfg(feature = "redirect")]
pub(super) const PROVIDER: &str = "sign-in/";

/// Whether the address, or else the app, names the screen.
pub(super) fn leads_to(options: &Options, screen: Screen) -> bool {
    let named = history::named_by_address(options);
    let named = named.as_deref().or(options.advanced().start.as_deref());
    named == Some(screen.name())
}
