//! Buttons that sign in through the hosted UI or an identity provider, and routing to a provider by the domain of an
//! e-mail address.
//!
//! `brands` has the four social providers that Cognito supports, `last_used` stores which provider this browser used
//! last, `domain` routes an address to the provider of its domain.

mod brands;
mod domain;
mod last_used;

use leptos::children::ViewFn;

use crate::flow::{percent_encoded, same_origin_path};
use crate::{Client, Error, Redirect, Session};
use vestibule_chunk::chunk;

use brands::Brand;
pub(super) use domain::DomainRoute;

use super::button::{Weight, action};
use super::dom::Values;
use super::field::OnInput;
use super::form::{FormState, Work};
use super::node::{Node, dynamic, node};
use super::reactive::{self, Reactive};
use super::strings::fill;
use super::{Options, Position, Text, frame, remember, style};

/// A button that signs in by redirect: through one of the pool's identity providers, or through the hosted UI.
///
/// The client needs a [domain](crate::ClientConfig::domain) and a
/// [redirect URI](crate::ClientConfig::redirect_uri) for it.
///
/// The provider that was used last in this browser is shown first, with a mark. Of five or more, the first four are
/// shown, and the others behind "More ways".
///
/// ```
/// use vestibule::ui::{Options, Provider};
///
/// let options = Options::new()
///     .provider(Provider::google())
///     .provider(Provider::apple())
///     .provider(
///         Provider::new("AcmeSaml", "Acme").logo("/acme.svg"),
///     )
///     // Whoever types an address of this domain is led to its provider, and asked for no password.
///     .route("acme.example", Provider::new("AcmeSaml", "Acme"))
///     // The pool knows the provider by its identifier.
///     .route("example.org", Provider::by_identifier("example.org", "Example"));
/// # let _ = options;
/// ```
#[derive(Clone)]
pub struct Provider {
    identity_provider: Option<Text>,
    identifier: Option<Text>,
    shown: Text,
    label: Option<Text>,
    icon: Option<ViewFn>,
    logo: Option<Text>,
    brand: Option<&'static Brand>,
    grant: Grant,
    window: Window,
}

/// The OAuth grant of a redirect sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grant {
    /// The authorization code grant with PKCE: use this.
    #[default]
    Code,
    /// The implicit grant, with the tokens in the address: for app clients that cannot be changed.
    Implicit,
}

/// Where the provider's pages are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    /// In place of the app's page.
    #[default]
    Same,
    /// In a popup window; see [`Client::popup_sign_in`] for its requirements.
    Popup,
}

impl Provider {
    /// Returns the identity provider with this name in the pool (`Google`, `Facebook`, `LoginWithAmazon`,
    /// `SignInWithApple`, or the name of a SAML or OIDC provider), and the name that people see.
    pub fn new(identity_provider: impl Into<Text>, shown: impl Into<Text>) -> Self {
        Provider {
            identity_provider: Some(identity_provider.into()),
            ..Provider::hosted(shown)
        }
    }

    /// Returns the identity provider with this identifier in the pool (`idp_identifier`): the domain of its users'
    /// addresses, for example.
    pub fn by_identifier(identifier: impl Into<Text>, shown: impl Into<Text>) -> Self {
        Provider {
            identifier: Some(identifier.into()),
            ..Provider::hosted(shown)
        }
    }

    /// Returns the hosted UI, where the person chooses a provider, and the name that people see.
    pub fn hosted(shown: impl Into<Text>) -> Self {
        Provider {
            identity_provider: None,
            identifier: None,
            shown: shown.into(),
            label: None,
            icon: None,
            logo: None,
            brand: None,
            grant: Grant::Code,
            window: Window::Same,
        }
    }

    /// Sets the name that people see.
    pub fn shown(mut self, name: impl Into<Text>) -> Self {
        self.shown = name.into();
        self
    }

    /// Sets the whole label of the button, in place of "Continue with …".
    pub fn label(mut self, label: impl Into<Text>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Sets a view before the label, about 20 px square.
    pub fn icon(mut self, icon: impl Into<ViewFn>) -> Self {
        self.icon = Some(icon.into());
        self
    }

    /// Sets the URL of an image before the label, shown 20 px square: the logo of a SAML or OpenID provider, for
    /// example. The page's policy for images (`img-src`) has to allow it.
    pub fn logo(mut self, address: impl Into<Text>) -> Self {
        self.logo = Some(address.into());
        self
    }

    /// Sets the grant.
    pub fn grant(mut self, grant: Grant) -> Self {
        self.grant = grant;
        self
    }

    /// Sets where the provider's pages are shown.
    pub fn window(mut self, window: Window) -> Self {
        self.window = window;
        self
    }

    fn redirect(&self) -> Redirect {
        let redirect = match self.grant {
            Grant::Code => Redirect::code(),
            Grant::Implicit => Redirect::implicit(),
        };
        match (&self.identity_provider, &self.identifier) {
            (Some(name), _) => redirect.provider(name.clone()),
            (None, Some(identifier)) => redirect.idp_identifier(identifier.clone()),
            (None, None) => redirect,
        }
    }

    /// Returns its name or identifier in the pool.
    fn key(&self) -> &str {
        let key = self.identity_provider.as_ref().or(self.identifier.as_ref());
        key.map_or("", |key| key)
    }
}

type AroundForm = fn(&Client, &Options, &FormState) -> (Vec<Node>, Vec<Node>);

/// The code for providers. A page whose options name none does not link it.
pub(super) struct Federation {
    /// Returns the views above and below the form.
    pub around_form: AroundForm,
    /// Stores by which provider somebody signed in.
    pub remember: fn(&Client, &Session),
    /// Redirects to the provider with this name, if there is a button for it.
    pub begin: fn(&Client, &Options, &str) -> Option<Work>,
}

/// The code for routing addresses to providers.
pub(super) struct DomainRouting {
    /// Returns the work that replaces a sign-in, if the address belongs to a provider.
    pub intercept: fn(&Client, &Options, &Values) -> Option<Work>,
    /// Returns a listener for the username field and the view that names the provider of the address.
    pub watch: fn(&Options, &str) -> (OnInput, Node),
}

pub(super) static FEDERATION: Federation = Federation {
    around_form,
    remember: last_used::remember,
    begin,
};

pub(super) static DOMAIN_ROUTING: DomainRouting = DomainRouting {
    intercept: domain::intercept,
    watch: domain::watch,
};

/// The number of providers from which on some are collapsed, and how many are shown then.
const COLLAPSE_FROM: usize = 5;
const SHOWN_IF_COLLAPSED: usize = 4;

/// Returns the views above and below the form: the buttons, with a divider between them and the form.
fn around_form(client: &Client, options: &Options, state: &FormState) -> (Vec<Node>, Vec<Node>) {
    if options.0.providers.is_empty() {
        return (Vec::new(), Vec::new());
    }
    style::adopt_named(options, "vestibule-providers", style::MINIFIED_PROVIDERS);
    let last = last_used::read(client);
    let (client, state, own_options) = (client.clone(), state.clone(), options.clone());
    let buttons = dynamic(move || buttons(&client, &own_options, &state, last.get().as_deref()));
    let buttons = frame::block("vestibule-providers", vec![buttons]);
    let or = frame::block("vestibule-or", vec![options.0.strings.or.into()]);
    match options.0.providers_at {
        Position::First => (vec![buttons, or], Vec::new()),
        Position::Last => (Vec::new(), vec![or, buttons]),
    }
}

/// Returns the buttons, with the provider that was used last first.
fn buttons(client: &Client, options: &Options, state: &FormState, last: Option<&str>) -> Vec<Node> {
    let mut providers: Vec<_> = options.0.providers.iter().collect();
    // A single provider needs no mark.
    let several = providers.len() > 1;
    let was_last = |provider: &Provider| several && last == Some(provider.key());
    if let Some(at) = providers.iter().position(|provider| was_last(provider)) {
        let first = providers.remove(at);
        providers.insert(0, first);
    }
    let all = providers.into_iter().map(|provider| {
        let mark = was_last(provider).then_some(options.0.strings.last_used);
        button(client, options, state, provider, mark)
    });
    let mut all: Vec<Node> = all.collect();
    if all.len() >= COLLAPSE_FROM {
        let folded = all.split_off(SHOWN_IF_COLLAPSED);
        let summary = node("summary")
            .attrs("class=vestibule-link")
            .child(options.0.strings.more_ways);
        let more = node("details").attrs("class=vestibule-more").child(summary);
        all.push(
            more.child(frame::block("vestibule-providers", folded))
                .into(),
        );
    }
    all
}

fn button(
    client: &Client,
    options: &Options,
    state: &FormState,
    provider: &Provider,
    mark: Option<&'static str>,
) -> Node {
    let (own_client, own_options, chosen) = (client.clone(), options.clone(), provider.clone());
    let state = state.clone();
    // Each button has a busy state of its own: only the one that was pressed shows a spinner.
    let busy = Reactive::new(false);
    let is_loading = busy.clone();
    let press = move || {
        let ticked = state.value(remember::NAME);
        let client = remember::client(&own_client, &own_options, &ticked);
        let (own_options, chosen) = (own_options.clone(), chosen.clone());
        let (state, is_loading) = (state.clone(), is_loading.clone());
        is_loading.set(true);
        reactive::spawn(async move {
            let outcome = start_redirect(client, own_options, chosen, None).await;
            is_loading.set(false);
            if let Err(error) = outcome {
                state.show_error(&error);
            }
        });
    };
    let label = label(options, provider);
    let button = action(
        Weight::Secondary,
        icon(provider),
        label,
        &busy,
        Box::new(press),
    );
    marked(branded(button, options, provider), mark)
}

fn label(options: &Options, provider: &Provider) -> Text {
    let own = provider.label.clone();
    let only = || provider.brand?.label.map(Text::Borrowed);
    own.or_else(only).unwrap_or_else(|| {
        let text = options.0.strings.continue_with;
        Text::Owned(fill(text, "{provider}", &provider.shown))
    })
}

fn icon(provider: &Provider) -> Option<Node> {
    match (&provider.icon, &provider.logo, provider.brand) {
        (Some(icon), _, _) => Some(icon.run().into()),
        (None, Some(address), _) => Some(picture(address.clone())),
        (None, None, Some(brand)) => Some((brand.logo)()),
        (None, None, None) => None,
    }
}

/// Returns the image. Its `alt` is empty, since the label names the provider.
fn picture(address: Text) -> Node {
    node("img")
        .attrs("alt=;width=20;height=20")
        .attr("src", address)
        .into()
}

fn branded(mut button: Node, options: &Options, provider: &Provider) -> Node {
    if let (Some(brand), Node::Element(element)) = (provider.brand, &mut button) {
        style::adopt_named(options, "vestibule-brands", brand.css);
        element.set_attribute("class", brand.class);
    }
    button
}

fn marked(button: Node, mark: Option<&'static str>) -> Node {
    match (button, mark) {
        (Node::Element(button), Some(text)) => {
            let mark = node("span").attrs("class=vestibule-last-used").child(text);
            button.child(mark).into()
        }
        (button, _) => button,
    }
}

fn begin(client: &Client, options: &Options, name: &str) -> Option<Work> {
    let is_named = |provider: &&Provider| {
        let key = provider.key();
        !key.is_empty() && (key == name || percent_encoded(key) == name)
    };
    let provider = options.0.providers.iter().find(is_named)?;
    let client = remember::default_client(client, options, None);
    // Browsers block popups that no click has opened.
    let provider = provider.clone().window(Window::Same);
    Some(Box::pin(start_redirect(
        client,
        options.clone(),
        provider,
        None,
    )))
}

/// Starts a redirect sign-in by the provider, which returns to the current page. `login_hint` is the username that was
/// entered.
#[chunk(redirect, load = client)]
async fn start_redirect(
    client: Client,
    options: Options,
    provider: Provider,
    login_hint: Option<String>,
) -> Result<(), Error> {
    let mut redirect = provider.redirect();
    if let Some(typed) = login_hint {
        redirect = redirect.login_hint(typed);
    }
    if let Some(lang) = options.0.strings.of_hosted_pages() {
        redirect = redirect.lang(lang);
    }
    // The redirect URI is one fixed page, which then navigates to this one.
    let url = client.platform().navigator.url();
    if let (Window::Same, Some(place)) = (provider.window, same_origin_path(&url)) {
        redirect = redirect.return_to(place);
    }
    sign_in_in(client, redirect, provider.window).await
}

#[chunk(redirect, load = client)]
pub(super) async fn sign_in_in(
    client: Client,
    redirect: Redirect,
    window: Window,
) -> Result<(), Error> {
    match window {
        Window::Same => client.redirect_sign_in(redirect).await,
        // The client announces the session.
        Window::Popup => client.popup_sign_in(redirect).await.map(|_| ()),
    }
}
