//! What a site sets: names, words, looks, fields, and services of its own.
//!
//! `kinds` has the choices of one among several, `advanced` what few apps set, `slots` the views of a site's own.

mod advanced;
mod kinds;
mod page;
mod slots;

use advanced::Advanced;
pub use kinds::*;
pub(super) use slots::Slot;
pub use slots::Spot;

use std::future::Future;
use std::sync::Arc;

use leptos::children::ViewFn;
use leptos::prelude::{AnyView, Signal};

use crate::{Client, SignInStep, SignUp, SignUpStep};

#[cfg(feature = "redirect")]
use super::Provider;
use super::language::CurrentStrings;
#[cfg(feature = "redirect")]
use super::providers::{FEDERATION, Federation, ROUTING, Route};
use super::service::{self, Refusal, SignInRequest};
use super::sign_up_field::{Consent, SignUpField};
use super::theme::ThemeSheet;
use super::{CustomChallenge, Language, LanguageFile, PasswordRules, Strings, Text, Theme};

/// How the screens look and read, and what stands on them.
///
/// Everything has a default; a clone is cheap.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::{Options, Position, Provider, Screen, SignUpField, UsernameKind};
///
/// let options = Options::new()
///     .app("Notes")
///     .username(UsernameKind::Email)
///     .sign_up_field(SignUpField::new("name", "Your name").autocomplete("name"))
///     .provider(Provider::new("Google", "Google"))
///     .providers_at(Position::First)
///     .footer(Screen::SignIn, || view! { class="notes", <p>"Terms and privacy"</p> });
/// # let _ = options;
/// ```
///
/// Views of your own keep to a strict Content-Security-Policy with Trusted Types where their
/// `view!` names a class for all its elements, as above: without it Leptos builds static parts
/// through `innerHTML`.
#[derive(Clone, Default)]
pub struct Options(pub(super) Arc<Inner>);

/// Makes the app's own view of a question.
pub(super) type CustomView = Arc<dyn Fn(CustomChallenge) -> AnyView + Send + Sync>;

/// Goes to a place of the app.
pub(super) type Navigate = Arc<dyn Fn(&str) + Send + Sync>;

#[derive(Clone, Default)]
pub(super) struct Inner {
    pub app: Option<Text>,
    pub logo: Option<ViewFn>,
    pub strings: CurrentStrings,
    pub theme: Option<Arc<ThemeSheet>>,
    pub scheme: ColorScheme,
    pub layout: Layout,
    pub style: StyleSource,
    pub username: UsernameKind,
    pub rules: PasswordRules,
    pub sign_up: SignUpAccess,
    pub sign_up_password: SignUpPassword,
    pub first_factor: FirstFactor,
    pub custom_challenge: Option<CustomView>,
    pub remember_me: RememberMe,
    pub sign_up_fields: Vec<SignUpField>,
    #[cfg(feature = "redirect")]
    pub providers: Vec<Provider>,
    #[cfg(feature = "redirect")]
    pub federation: Option<&'static Federation>,
    pub providers_at: Position,
    pub id: Option<Text>,
    pub navigate: Option<Navigate>,
    pub routing: Routing,
    pub document_title: DocumentTitle,
    advanced: Option<Arc<Advanced>>,
}

impl Options {
    /// The defaults.
    pub fn new() -> Self {
        Options::default()
    }

    /// The app's name, for titles such as "Sign in to Notes".
    pub fn app(self, name: impl Into<Text>) -> Self {
        let name = name.into();
        self.with(|inner| inner.app = Some(name))
    }

    /// A logo above the title, at most 48 px high or so. It needs no text where the app's name
    /// stands in the title below it.
    pub fn logo(self, logo: impl Into<ViewFn>) -> Self {
        let logo = logo.into();
        self.with(|inner| inner.logo = Some(logo))
    }

    /// Other words, in place of the English ones. Those of other languages are files; see
    /// [`language`](Self::language).
    pub fn strings(self, strings: Strings) -> Self {
        self.with(|inner| inner.strings.own = strings)
    }

    /// The language of the screens: one for all, or a signal that changes it while they are on the page. What the
    /// person has typed stays. The card says its language and direction.
    ///
    /// The words of a language other than English are fetched when it is wanted first
    /// ([`language_address`](Self::language_address)), unless they are part of the app
    /// ([`language_inside`](Self::language_inside)). A page whose first file is on its way shows an empty card, and
    /// English where none has come after three seconds.
    ///
    /// ```
    /// use leptos::prelude::*;
    /// use vestibule::ui::{Language, Options};
    ///
    /// # Owner::new().set();
    /// let language = RwSignal::new(Language::from_browser());
    /// let options = Options::new().language(language);
    /// // Later, when the person has chosen another one:
    /// language.set(Language::GERMAN);
    /// # let _ = options;
    /// ```
    pub fn language(self, language: impl Into<Signal<Language>>) -> Self {
        let language = language.into();
        self.with(|inner| {
            inner
                .strings
                .change(|switch| switch.wanted = Some(language))
        })
    }

    /// Where the files of languages are, with `{language}` in the place of the language's code:
    /// `languages/{language}.json` from the page's own address, unless this says otherwise.
    pub fn language_address(self, address: impl Into<Text>) -> Self {
        let address = address.into();
        self.with(|inner| inner.strings.change(|switch| switch.address = address))
    }

    /// Loads the files of languages in the app's own way, in place of [`language_address`](Self::language_address): gives
    /// the text of a language's file, or `None` where there is none. It is asked for English, too, so that words of the
    /// app's own can take the place of any.
    ///
    /// ```
    /// use vestibule::ui::{Language, Options};
    ///
    /// let options = Options::new().language(Language::ENGLISH).language_loader(|_language| async {
    ///     Some(r#"{ "strings": { "sign_in": "Log in" } }"#.to_owned())
    /// });
    /// # let _ = options;
    /// ```
    pub fn language_loader<F>(self, load: impl Fn(Language) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Option<String>> + 'static,
    {
        let load: Arc<super::language::Load> = Arc::new(move |language| Box::pin(load(language)));
        self.with(|inner| inner.strings.change(|switch| switch.loader = Some(load)))
    }

    /// A language whose words are part of the app, so that nothing is fetched for it: one of
    /// [`languages`](super::languages), or a file of your own. On a server, which fetches none, these are all that
    /// there are.
    pub fn language_inside(self, file: &'static LanguageFile) -> Self {
        self.with(|inner| inner.strings.change(|switch| switch.inside.push(file)))
    }

    /// Other colours and measures.
    pub fn theme(self, theme: Theme) -> Self {
        self.with(|inner| inner.theme = theme.sheet().map(Arc::new))
    }

    /// Light or dark, whatever the system asks for.
    pub fn color_scheme(self, scheme: ColorScheme) -> Self {
        self.with(|inner| inner.scheme = scheme)
    }

    /// How much of the page the screens take.
    pub fn layout(self, layout: Layout) -> Self {
        self.with(|inner| inner.layout = layout)
    }

    /// Where the style sheet comes from.
    pub fn style(self, source: StyleSource) -> Self {
        self.with(|inner| inner.style = source)
    }

    /// What people sign in with.
    pub fn username(self, kind: UsernameKind) -> Self {
        self.with(|inner| inner.username = kind)
    }

    /// What the sign-in screen asks for besides the name.
    pub fn first_factor(self, factor: FirstFactor) -> Self {
        self.with(|inner| inner.first_factor = factor)
    }

    /// A view of the app's own for a question of the pool's Lambda triggers
    /// ([`SignInStep::Custom`](crate::SignInStep::Custom)), in place of a plain field for the answer. It begins
    /// with a heading; the way back to the sign-in stands below it.
    ///
    /// ```
    /// use leptos::prelude::*;
    /// use vestibule::ui::{CustomChallenge, Options};
    ///
    /// #[component]
    /// fn Riddle(challenge: CustomChallenge) -> impl IntoView {
    ///     let question = challenge.step().parameter("question").unwrap_or_default().to_owned();
    ///     let answer = NodeRef::<leptos::html::Input>::new();
    ///     let problem = RwSignal::new(None);
    ///     let send = move |_| {
    ///         let challenge = challenge.clone();
    ///         let typed = answer.get().map(|input| input.value()).unwrap_or_default();
    ///         leptos::task::spawn_local(async move {
    ///             // The next screen follows, or else the view says what went wrong.
    ///             if let Err(error) = challenge.submit(&typed).await {
    ///                 problem.set(Some(error.to_string()));
    ///             }
    ///         });
    ///     };
    ///     view! { class="riddle",
    ///         <h1>{question}</h1>
    ///         <input node_ref=answer aria-label="Answer" />
    ///         <button on:click=send>"Answer"</button>
    ///         <p role="alert">{problem}</p>
    ///     }
    /// }
    ///
    /// let options = Options::new()
    ///     .custom_challenge(|challenge| view! { class="riddle", <Riddle challenge /> }.into_any());
    /// # let _ = options;
    /// ```
    pub fn custom_challenge(
        self,
        view: impl Fn(CustomChallenge) -> AnyView + Send + Sync + 'static,
    ) -> Self {
        self.with(|inner| inner.custom_challenge = Some(Arc::new(view)))
    }

    /// What the app does before somebody signs in, or in its place: `None` lets the screen go on as usual, a
    /// step takes the place of what it would have done, a [`Refusal`] is what the person reads. Fields of the
    /// app's own on the screen ([`fields`](Self::fields)) come along.
    ///
    /// ```
    /// use leptos::prelude::*;
    /// use vestibule::ui::{Options, Refusal, Screen};
    ///
    /// let options = Options::new()
    ///     .fields(Screen::SignIn, || view! { class="own", <input name="tenant" aria-label="Tenant" /> })
    ///     .sign_in_service(|_client, request| async move {
    ///         match request.field("tenant") {
    ///             Some("acme") => Ok(None),
    ///             _ => Err(Refusal::new("We do not know this tenant.")),
    ///         }
    ///     });
    /// # let _ = options;
    /// ```
    pub fn sign_in_service<F>(
        self,
        service: impl Fn(Client, SignInRequest) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Option<SignInStep>, Refusal>> + 'static,
    {
        self.with_advanced(|advanced| {
            advanced.sign_in_service = Some(service::before_sign_in(service))
        })
    }

    /// The same for a sign-up.
    ///
    /// ```
    /// use vestibule::ui::{Options, Refusal};
    ///
    /// let options = Options::new().sign_up_service(|client, account| async move {
    ///     // The app's own server may hear of it first, and `client` do what remains.
    ///     match client.sign_up(account).await {
    ///         Ok(step) => Ok(Some(step)),
    ///         Err(_) => Err(Refusal::new("Ask the front desk for an account.")),
    ///     }
    /// });
    /// # let _ = options;
    /// ```
    pub fn sign_up_service<F>(
        self,
        service: impl Fn(Client, SignUp) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Option<SignUpStep>, Refusal>> + 'static,
    {
        self.with_advanced(|advanced| {
            advanced.sign_up_service = Some(service::before_sign_up(service))
        })
    }

    /// What the pool asks of a password. It is shown, not enforced: Cognito decides.
    pub fn password_rules(self, rules: PasswordRules) -> Self {
        self.with(|inner| inner.rules = rules)
    }

    /// Whether people may open accounts for themselves.
    pub fn sign_up(self, access: SignUpAccess) -> Self {
        self.with(|inner| inner.sign_up = access)
    }

    /// Whether a sign-up asks for a password.
    pub fn sign_up_password(self, password: SignUpPassword) -> Self {
        self.with(|inner| inner.sign_up_password = password)
    }

    /// Whether the sign-in screen asks if the person is to be remembered. The box counts for the
    /// providers' buttons as well. Who has just signed up was not asked: for them it counts as it
    /// stands to begin with.
    pub fn remember_me(self, asked: RememberMe) -> Self {
        self.with(|inner| inner.remember_me = asked)
    }

    /// One more field on the sign-up form.
    pub fn sign_up_field(self, field: SignUpField) -> Self {
        self.with(|inner| inner.sign_up_fields.push(field))
    }

    /// One more box on the sign-up form, above its button.
    pub fn consent(self, consent: Consent) -> Self {
        self.with_advanced(|advanced| {
            let number = advanced.consents.len();
            advanced.consents.push(consent.into_field(number));
        })
    }

    /// One more button that signs in by redirect.
    #[cfg(feature = "redirect")]
    pub fn provider(self, provider: Provider) -> Self {
        self.with(|inner| {
            inner.federation = Some(&FEDERATION);
            inner.providers.push(provider);
        })
    }

    /// Whoever types an e-mail address of this domain signs in through this provider, and is asked for no
    /// password. The provider needs no button of its own.
    #[cfg(feature = "redirect")]
    pub fn route(self, domain: impl Into<Text>, provider: Provider) -> Self {
        let route = Route::new(domain.into(), provider);
        self.with_advanced(|advanced| {
            advanced.routing = Some(&ROUTING);
            advanced.routes.push(route);
        })
    }

    /// Where the providers' buttons stand: below the form, unless this says otherwise.
    pub fn providers_at(self, position: Position) -> Self {
        self.with(|inner| inner.providers_at = position)
    }

    /// What the ids of all elements begin with: `vestibule`, unless this says otherwise. Two
    /// forms on one page need two.
    pub fn id(self, prefix: impl Into<Text>) -> Self {
        let prefix = prefix.into();
        self.with(|inner| inner.id = Some(prefix))
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// An id for an element of the screens.
    pub(super) fn element_id(&self, name: &str) -> String {
        let mut id = String::from(self.0.id.as_deref().unwrap_or("vestibule"));
        id.push('-');
        // Attribute names may hold a colon, which style sheets would have to escape.
        id.extend(name.chars().map(|c| if c == ':' { '-' } else { c }));
        id
    }
}
