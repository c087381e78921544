//! Buttons that sign in through the hosted UI or one of the identity providers behind it, and ways to a
//! provider by the domain of an e-mail address.
//!
//! `brands` has the four providers that Cognito knows by itself, `last` keeps which one this browser used last,
//! `domain` leads whoever types an address to the provider of its domain.

mod brands;
mod domain;
mod last;

use leptos::children::ViewFn;

use crate::flow::{percent_encoded, same_origin_path};
use crate::{Client, Error, Redirect, Session};
use vestibule_chunk::chunk;

use brands::Brand;
pub(super) use domain::Route;

use super::button::{Weight, action};
use super::dom::Values;
use super::field::OnTyped;
use super::form::{State, Work};
use super::live::{self, Live};
use super::node::{Node, live as following, node};
use super::strings::fill;
use super::{Options, Position, Text, frame, remember, style};

/// A button that signs in by redirect: through one of the pool's identity providers, or through
/// the hosted UI itself.
///
/// The client needs a [domain](crate::ClientConfig::domain) and a
/// [redirect URI](crate::ClientConfig::redirect_uri) for it.
///
/// The one by which somebody signed in last in this browser stands first and says so; of five and more, the
/// first four are shown, and the others behind "More ways".
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

/// How the tokens come back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grant {
    /// As a code, with PKCE: what there is to use.
    #[default]
    Code,
    /// In the address itself: for app clients that cannot be changed.
    Implicit,
}

/// Where the provider's pages are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    /// In place of the app's page.
    #[default]
    Same,
    /// In a window of their own; see [`Client::popup_sign_in`] for what that needs.
    Popup,
}

impl Provider {
    /// The identity provider that the pool knows under this name (`Google`, `Facebook`,
    /// `LoginWithAmazon`, `SignInWithApple`, or the name of a SAML or OIDC provider), and the
    /// name that people see.
    pub fn new(identity_provider: impl Into<Text>, shown: impl Into<Text>) -> Self {
        Provider {
            identity_provider: Some(identity_provider.into()),
            ..Provider::hosted(shown)
        }
    }

    /// The identity provider that the pool knows by this identifier (`idp_identifier`): the domain of its
    /// people's addresses, say.
    pub fn by_identifier(identifier: impl Into<Text>, shown: impl Into<Text>) -> Self {
        Provider {
            identifier: Some(identifier.into()),
            ..Provider::hosted(shown)
        }
    }

    /// The hosted UI, where the person chooses; and what the button calls it.
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

    /// The name that people see, in place of the one that it has.
    pub fn shown(mut self, name: impl Into<Text>) -> Self {
        self.shown = name.into();
        self
    }

    /// The whole text of the button, in place of "Continue with …".
    pub fn label(mut self, label: impl Into<Text>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// A picture in front of the text, 20 px square or so.
    pub fn icon(mut self, icon: impl Into<ViewFn>) -> Self {
        self.icon = Some(icon.into());
        self
    }

    /// The address of a picture in front of the text, which is shown 20 px square: the logo of a SAML or OpenID
    /// provider, say. The page's policy for pictures (`img-src`) has to allow it.
    pub fn logo(mut self, address: impl Into<Text>) -> Self {
        self.logo = Some(address.into());
        self
    }

    /// How the tokens come back.
    pub fn grant(mut self, grant: Grant) -> Self {
        self.grant = grant;
        self
    }

    /// Where the provider's pages are shown.
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

    /// What the pool knows it by.
    fn key(&self) -> &str {
        let key = self.identity_provider.as_ref().or(self.identifier.as_ref());
        key.map_or("", |key| key)
    }
}

type AroundForm = fn(&Client, &Options, &State) -> (Vec<Node>, Vec<Node>);

/// What an app with providers has and no other: nothing of it is in a page whose options name none.
pub(super) struct Federation {
    /// What stands above the form, and what below.
    pub around_form: AroundForm,
    /// Keeps by which provider somebody signed in.
    pub note: fn(&Client, &Session),
    /// Leaves for the provider of this name, if there is a button for it.
    pub begin: fn(&Client, &Options, &str) -> Option<Work>,
}

/// The same for an app that leads addresses to providers.
pub(super) struct Routing {
    /// The work that takes the place of a sign-in, where the typed address belongs to a provider.
    pub detour: fn(&Client, &Options, &Values) -> Option<Work>,
    /// Says whose address is being typed.
    pub watch: fn(&Options, &str) -> (OnTyped, Node),
}

pub(super) static FEDERATION: Federation = Federation {
    around_form,
    note: last::note,
    begin,
};

pub(super) static ROUTING: Routing = Routing {
    detour: domain::detour,
    watch: domain::watch,
};

/// From how many providers on some of them are folded away, and how many are shown then.
const MANY: usize = 5;
const SHOWN: usize = 4;

/// The buttons, apart from the form by a line: what stands above the form, and what below.
fn around_form(client: &Client, options: &Options, state: &State) -> (Vec<Node>, Vec<Node>) {
    if options.0.providers.is_empty() {
        return (Vec::new(), Vec::new());
    }
    style::adopt_named(options, "vestibule-providers", style::SHORT_PROVIDERS);
    let last = last::read(client);
    let (client, state, kept) = (client.clone(), state.clone(), options.clone());
    let buttons = following(move || buttons(&client, &kept, &state, last.get().as_deref()));
    let buttons = frame::block("vestibule-providers", vec![buttons]);
    let or = frame::block("vestibule-or", vec![options.0.strings.or.into()]);
    match options.0.providers_at {
        Position::First => (vec![buttons, or], Vec::new()),
        Position::Last => (Vec::new(), vec![or, buttons]),
    }
}

/// The buttons, with the provider that was used last as the first.
fn buttons(client: &Client, options: &Options, state: &State, last: Option<&str>) -> Vec<Node> {
    let mut providers: Vec<_> = options.0.providers.iter().collect();
    // One alone needs no mark, and no order.
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
    if all.len() >= MANY {
        let folded = all.split_off(SHOWN);
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
    state: &State,
    provider: &Provider,
    mark: Option<&'static str>,
) -> Node {
    let (pressed, kept, chosen) = (client.clone(), options.clone(), provider.clone());
    let state = state.clone();
    // Its own busy sign, beside the form's: only what was pressed turns.
    let busy = Live::new(false);
    let turning = busy.clone();
    let press = move || {
        let ticked = state.typed(remember::NAME);
        let client = remember::client(&pressed, &kept, &ticked);
        let (kept, chosen) = (kept.clone(), chosen.clone());
        let (state, turning) = (state.clone(), turning.clone());
        turning.set(true);
        live::spawn(async move {
            let outcome = leave(client, kept, chosen, None).await;
            turning.set(false);
            if let Err(error) = outcome {
                state.fail(&error);
            }
        });
    };
    let label = label(options, provider);
    let button = action(Weight::Quiet, icon(provider), label, &busy, Box::new(press));
    marked(branded(button, options, provider), mark)
}

fn label(options: &Options, provider: &Provider) -> Text {
    let own = provider.label.clone();
    let only = || provider.brand?.label.map(Text::Borrowed);
    own.or_else(only).unwrap_or_else(|| {
        let words = options.0.strings.continue_with;
        Text::Owned(fill(words, "{provider}", &provider.shown))
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

/// The words beside it name the provider.
fn picture(address: Text) -> Node {
    node("img")
        .attrs("alt=;width=20;height=20")
        .attr("src", address)
        .into()
}

fn branded(mut button: Node, options: &Options, provider: &Provider) -> Node {
    if let (Some(brand), Node::Element(element)) = (provider.brand, &mut button) {
        style::adopt_named(options, "vestibule-brands", brand.css);
        element.set("class", brand.class);
    }
    button
}

fn marked(button: Node, mark: Option<&'static str>) -> Node {
    match (button, mark) {
        (Node::Element(button), Some(words)) => {
            let mark = node("span").attrs("class=vestibule-last-used").child(words);
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
    let client = remember::unasked(client, options);
    // No browser opens a window that nobody has asked for.
    let provider = provider.clone().window(Window::Same);
    Some(Box::pin(leave(client, options.clone(), provider, None)))
}

/// Goes to the provider, and comes back to where the person is now. `login_hint` is what they have typed.
#[chunk(redirect, load = client)]
async fn leave(
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
    // The way back leads to one page for all; from there it goes on.
    let url = client.platform().navigator.url();
    if let (Window::Same, Some(place)) = (provider.window, same_origin_path(&url)) {
        redirect = redirect.return_to(place);
    }
    go_to(client, redirect, provider.window).await
}

#[chunk(redirect, load = client)]
pub(super) async fn go_to(client: Client, redirect: Redirect, window: Window) -> Result<(), Error> {
    match window {
        Window::Same => client.redirect_sign_in(redirect).await,
        // The session announces itself.
        Window::Popup => client.popup_sign_in(redirect).await.map(|_| ()),
    }
}
