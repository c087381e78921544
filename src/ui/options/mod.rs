//! The options of the screens: names, texts, appearance, fields, and services of the app.
//!
//! `kinds` has the enums, `advanced` the options that few apps set, `slots` the views of the app, `page` the options
//! for the page around the screens.

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
use super::providers::{DOMAIN_ROUTING, DomainRoute, FEDERATION, Federation};
use super::service::{self, Refusal, SignInRequest};
use super::sign_up_field::{Consent, SignUpField};
use super::theme::ThemeSheet;
use super::{CustomChallenge, Language, LanguageFile, PasswordRules, Strings, Text, Theme};

/// The options of the screens: appearance, texts, fields and behaviour.
///
/// Every option has a default. Cloning is cheap.
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
/// Views of your own work under a strict Content-Security-Policy with Trusted Types if their `view!` sets a class for
/// all its elements, as above. Otherwise Leptos builds static parts through `innerHTML`.
#[derive(Clone, Default)]
pub struct Options(pub(super) Arc<Inner>);

/// Renders the app's view of a custom challenge.
pub(super) type CustomView = Arc<dyn Fn(CustomChallenge) -> AnyView + Send + Sync>;

/// Navigates to a page of the app.
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
    /// Returns the defaults.
    pub fn new() -> Self {
        Options::default()
    }

    /// Sets the app's name, for titles such as "Sign in to Notes".
    pub fn app(self, name: impl Into<Text>) -> Self {
        let name = name.into();
        self.with(|inner| inner.app = Some(name))
    }

    /// Sets a logo above the title, at most about 48 px high. It needs no text alternative if the title contains the
    /// app's name.
    pub fn logo(self, logo: impl Into<ViewFn>) -> Self {
        let logo = logo.into();
        self.with(|inner| inner.logo = Some(logo))
    }

    /// Replaces the English texts. Other languages are files; see [`language`](Self::language).
    pub fn strings(self, strings: Strings) -> Self {
        self.with(|inner| inner.strings.own = strings)
    }

    /// Sets the language of the screens: a fixed one, or a signal that changes it while they are shown. What the person
    /// has entered stays. The card has the attributes `lang` and `dir`.
    ///
    /// The texts of a language other than English are fetched when it is first needed
    /// ([`language_address`](Self::language_address)), unless they are part of the app
    /// ([`bundled_language`](Self::bundled_language)). While the first file is loading, the page shows an empty card;
    /// after three seconds it shows English.
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
                .configure(|switch| switch.requested = Some(language))
        })
    }

    /// Sets the address of the language files, with `{language}` in place of the language's code. The default is
    /// `languages/{language}.json`, relative to the page.
    pub fn language_address(self, address: impl Into<Text>) -> Self {
        let address = address.into();
        self.with(|inner| inner.strings.configure(|switch| switch.address = address))
    }

    /// Sets a function that loads the language files, in place of [`language_address`](Self::language_address). It
    /// returns the content of a language's file, or `None` if there is none. It is called for English, too, so that the
    /// app can replace any text.
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
        self.with(|inner| inner.strings.configure(|switch| switch.loader = Some(load)))
    }

    /// Adds a language whose texts are part of the app, so that nothing is fetched for it: one of
    /// [`languages`](super::languages), or a file of your own. A server fetches none, so it has only these.
    pub fn bundled_language(self, file: &'static LanguageFile) -> Self {
        self.with(|inner| inner.strings.configure(|switch| switch.bundled.push(file)))
    }

    /// Sets colours and sizes.
    pub fn theme(self, theme: Theme) -> Self {
        self.with(|inner| inner.theme = theme.sheet().map(Arc::new))
    }

    /// Sets light or dark, independent of the system.
    pub fn color_scheme(self, scheme: ColorScheme) -> Self {
        self.with(|inner| inner.scheme = scheme)
    }

    /// Sets how much of the page the screens take.
    pub fn layout(self, layout: Layout) -> Self {
        self.with(|inner| inner.layout = layout)
    }

    /// Sets where the style sheet comes from.
    pub fn style(self, source: StyleSource) -> Self {
        self.with(|inner| inner.style = source)
    }

    /// Sets what people sign in with.
    pub fn username(self, kind: UsernameKind) -> Self {
        self.with(|inner| inner.username = kind)
    }

    /// Sets what the sign-in screen asks for in addition to the username.
    pub fn first_factor(self, factor: FirstFactor) -> Self {
        self.with(|inner| inner.first_factor = factor)
    }

    /// Sets the app's view for a question of the pool's Lambda triggers
    /// ([`SignInStep::Custom`](crate::SignInStep::Custom)), in place of a plain field for the answer. The view has to
    /// begin with a heading; the link back to the sign-in is added below it.
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

    /// Sets a function that runs before a sign-in or replaces it: `None` continues with the usual sign-in, a step
    /// replaces it, and a [`Refusal`] is shown to the person. It receives the values of fields that the app has added
    /// ([`fields`](Self::fields)).
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

    /// Sets a function that runs before a sign-up or replaces it.
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

    /// Sets the pool's password policy. It is shown, not enforced: Cognito decides.
    pub fn password_rules(self, rules: PasswordRules) -> Self {
        self.with(|inner| inner.rules = rules)
    }

    /// Sets whether people may sign up.
    pub fn sign_up(self, access: SignUpAccess) -> Self {
        self.with(|inner| inner.sign_up = access)
    }

    /// Sets whether a sign-up asks for a password.
    pub fn sign_up_password(self, password: SignUpPassword) -> Self {
        self.with(|inner| inner.sign_up_password = password)
    }

    /// Sets whether the sign-in screen asks to stay signed in. The checkbox applies to the providers' buttons, too, and
    /// to the screens that do not ask, such as the password reset. Where nobody was asked, its initial state applies.
    pub fn remember_me(self, asked: RememberMe) -> Self {
        self.with(|inner| inner.remember_me = asked)
    }

    /// Adds a field to the sign-up form.
    pub fn sign_up_field(self, field: SignUpField) -> Self {
        self.with(|inner| inner.sign_up_fields.push(field))
    }

    /// Adds a consent to the sign-up form, above its button.
    pub fn consent(self, consent: Consent) -> Self {
        self.with_advanced(|advanced| {
            let number = advanced.consents.len();
            advanced.consents.push(consent.into_field(number));
        })
    }

    /// Adds a button that signs in by redirect.
    #[cfg(feature = "redirect")]
    pub fn provider(self, provider: Provider) -> Self {
        self.with(|inner| {
            inner.federation = Some(&FEDERATION);
            inner.providers.push(provider);
        })
    }

    /// Routes e-mail addresses of this domain to a provider: people who enter one sign in there and need no password.
    /// The provider needs no button of its own.
    #[cfg(feature = "redirect")]
    pub fn route(self, domain: impl Into<Text>, provider: Provider) -> Self {
        let route = DomainRoute::new(domain.into(), provider);
        self.with_advanced(|advanced| {
            advanced.domain_routing = Some(&DOMAIN_ROUTING);
            advanced.routes.push(route);
        })
    }

    /// Sets the position of the providers' buttons. The default is below the form.
    pub fn providers_at(self, position: Position) -> Self {
        self.with(|inner| inner.providers_at = position)
    }

    /// Sets the prefix of all element ids. The default is `vestibule`. Two forms on one page need different prefixes.
    pub fn id(self, prefix: impl Into<Text>) -> Self {
        let prefix = prefix.into();
        self.with(|inner| inner.id = Some(prefix))
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Returns the id of an element of the screens.
    pub(super) fn element_id(&self, name: &str) -> String {
        let mut id = String::from(self.0.id.as_deref().unwrap_or("vestibule"));
        id.push('-');
        // Attribute names may contain a colon, which style sheets would have to escape.
        id.extend(name.chars().map(|c| if c == ':' { '-' } else { c }));
        id
    }
}
