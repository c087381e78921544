//! Links to the screens by their names in addresses.

use super::options::{Options, Routing};
use super::{Screen, Text, history};

/// The target of a link: a screen that needs no earlier step, the sign-in by a provider, or a section of the account
/// page.
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
    /// Links to a screen. Of the sign-in flow these can be linked: [`SignIn`](Screen::SignIn),
    /// [`SignUp`](Screen::SignUp), [`ForgotPassword`](Screen::ForgotPassword), and, for somebody who already has a
    /// code, [`ConfirmSignUp`](Screen::ConfirmSignUp) and [`ResetPassword`](Screen::ResetPassword), which ask for the
    /// username first. [`StepUp`](Screen::StepUp) can be linked if the app sets its level
    /// ([`Options::step_up_link`]). Of the account page, every section can be linked. Any other screen leads to the
    /// sign-in, since nobody can start there.
    pub fn to(screen: Screen) -> Self {
        Link(Text::Borrowed(screen.name()))
    }

    /// Links to the sign-in by the provider with this name or identifier in the pool. It redirects at once, if the
    /// screens have a button for the provider ([`Options::provider`]). Back from the provider leads to the sign-in
    /// screen.
    #[cfg(feature = "redirect")]
    pub fn provider(name: &str) -> Self {
        Link(Text::Owned(
            [PROVIDER, &crate::flow::percent_encoded(name)].concat(),
        ))
    }

    /// Links by name, as in addresses: `sign-up`, `sign-in/Google`.
    pub fn named(name: impl Into<Text>) -> Self {
        Link(name.into())
    }

    /// Returns the address of the target on a page with this routing; `None` if the routing has no addresses.
    pub fn address(&self, routing: &Routing) -> Option<String> {
        history::address_in(routing, &self.0)
    }
}

impl Options {
    /// Sets what is shown first if neither the address nor the browser's history names a screen: for an app that opens
    /// the screens by its own means, such as a button "Sign up" beside a button "Sign in".
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

/// The prefix of a provider's name.
#[cfg(feature = "redirect")]
pub(super) const PROVIDER: &str = "sign-in/";

/// Returns whether the address, or else the app, names this screen.
pub(super) fn leads_to(options: &Options, screen: Screen) -> bool {
    let named = history::named_by_address(options);
    let named = named.as_deref().or(options.advanced().start.as_deref());
    named == Some(screen.name())
}
