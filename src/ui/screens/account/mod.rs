//! The account page. Its sections are also components of their own.
//!
//! `section` has what all sections share, `dialog` and `rows` are their parts, `page` accesses the document. The other
//! files are a section each, in the chunk `signed_in`, which a page loads when the first section becomes visible.

mod delete;
#[cfg(feature = "srp")]
mod devices;
mod dialog;
mod level;
mod linked;
mod page;
mod pages;
mod passkeys;
mod password;
mod profile;
mod rows;
mod second_factors;
mod section;
mod sessions;
mod totp;

use leptos::children::ViewFn;
use leptos::prelude::*;
use vestibule_chunk::chunk;

use crate::ui::node::{Node, node};
use crate::ui::options::Slot;
use crate::ui::{Layout, Options, Screen, SecondFactor, Text, focus, frame, title};
use crate::{Client, Error, StepUp};

use section::{Section, View};

/// The account page of the user who is signed in: their attributes, how they sign in, and their sessions.
///
/// Use it inside an [`Authenticator`](crate::ui::Authenticator) or a [`RequireAuth`](crate::ui::RequireAuth).
/// [`Options::account_sections`] sets its sections and their order, and adds sections of the app. Each section is also
/// a component of its own. What the pool does not support, such as passkeys, is not shown.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::{Account, AccountSection, Options, RequireAuth};
///
/// #[component]
/// fn AccountPage(client: vestibule::Client) -> impl IntoView {
///     let options = Options::new().app("Notes").account_sections([
///         AccountSection::Profile,
///         AccountSection::Password,
///         AccountSection::own("Plan", || view! { class="own", <p>"Free"</p> }),
///     ]);
///     view! {
///         <RequireAuth client=client.clone()>
///             <Account client=client.clone() options=options.clone() />
///         </RequireAuth>
///     }
/// }
/// ```
#[component]
pub fn Account(
    /// The client of the user pool.
    client: Client,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
) -> impl IntoView {
    frame::in_language(options, move |options| account_page(&client, options))
}

impl Options {
    /// Sets the sections of the account page, in this order. By default it has all sections.
    pub fn account_sections(self, sections: impl IntoIterator<Item = AccountSection>) -> Self {
        let sections = sections.into_iter().collect();
        self.with_advanced(|advanced| advanced.account_sections = Some(sections))
    }

    /// Sets the second factors that the account page offers. Cognito does not report to users which ones the pool has.
    /// By default all are offered until Cognito refuses one. Factors that are on are always shown.
    ///
    /// The set-up of a factor during a sign-in does not need this: there Cognito lists the factors.
    pub fn second_factors(self, factors: impl IntoIterator<Item = SecondFactor>) -> Self {
        let factors = factors.into_iter().collect();
        self.with_advanced(|advanced| advanced.second_factors = Some(factors))
    }

    /// Sets how strongly, or how recently, a person has to have signed in to change the password or a second factor, to
    /// delete a passkey, or to delete the account. Others are asked for it first, in the dialog, as by
    /// [`StepUp`](crate::ui::StepUp). The app client has to allow `ALLOW_USER_AUTH`.
    ///
    /// ```
    /// use std::time::Duration;
    /// use vestibule::StepUp;
    /// use vestibule::ui::Options;
    ///
    /// let options = Options::new().account_level(StepUp::within(Duration::from_secs(300)));
    /// # let _ = options;
    /// ```
    ///
    /// This is a rule of the page only: Cognito accepts any valid access token of the user.
    pub fn account_level(self, level: StepUp) -> Self {
        self.with_advanced(|advanced| advanced.account_level = Some(level))
    }
}

/// A section of the [`Account`] page.
#[derive(Clone)]
#[non_exhaustive]
pub enum AccountSection {
    /// [`ProfileSection`]
    Profile,
    /// [`PasswordSection`]
    Password,
    /// [`SecondFactorsSection`]
    SecondFactors,
    /// [`PasskeysSection`]
    Passkeys,
    /// [`DevicesSection`]; with the feature `srp`, which devices need to authenticate.
    #[cfg(feature = "srp")]
    Devices,
    /// [`SessionsSection`]
    Sessions,
    /// [`LinkedAccountsSection`]
    LinkedAccounts,
    /// [`DeleteAccountSection`]
    DeleteAccount,
    /// A section of the app's own; see [`AccountSection::own`].
    Own(OwnSection),
}

/// A section of the app's own.
#[derive(Clone)]
pub struct OwnSection {
    title: Text,
    view: ViewFn,
}

impl AccountSection {
    /// All sections, in the default order of the page.
    pub const ALL: &[AccountSection] = &[
        AccountSection::Profile,
        AccountSection::Password,
        AccountSection::SecondFactors,
        AccountSection::Passkeys,
        #[cfg(feature = "srp")]
        AccountSection::Devices,
        AccountSection::Sessions,
        AccountSection::LinkedAccounts,
        AccountSection::DeleteAccount,
    ];

    /// Returns a section of the app, with this title above the view.
    pub fn own(title: impl Into<Text>, view: impl Into<ViewFn>) -> Self {
        let (title, view) = (title.into(), view.into());
        AccountSection::Own(OwnSection { title, view })
    }

    fn view(&self, client: &Client, options: &Options) -> Node {
        let screen = match self {
            AccountSection::Profile => Screen::Profile,
            AccountSection::Password => Screen::PasswordSettings,
            AccountSection::SecondFactors => Screen::SecondFactors,
            AccountSection::Passkeys => Screen::Passkeys,
            #[cfg(feature = "srp")]
            AccountSection::Devices => Screen::Devices,
            AccountSection::Sessions => Screen::Sessions,
            AccountSection::LinkedAccounts => Screen::LinkedAccounts,
            AccountSection::DeleteAccount => Screen::DeleteAccount,
            AccountSection::Own(own) => return own.view(),
        };
        section(client, options, screen)
    }
}

impl OwnSection {
    fn view(&self) -> Node {
        let title = node("h2")
            .attrs("class=vestibule-section-title")
            .child(self.title.clone());
        let head = frame::block("vestibule-section-head", vec![title.into()]);
        let view = frame::block("vestibule-own-section", vec![self.view.run().into()]);
        let body = frame::block("vestibule-section-body", vec![view]);
        node("section")
            .attrs("class=vestibule-section")
            .child(head)
            .child(body)
            .into()
    }
}

/// The heading of a section.
struct Heading {
    title: &'static str,
    lead: &'static str,
}

/// Declares a component for each section.
macro_rules! section_components {
    ($($(#[$about:meta])+ $Name:ident = $screen:ident,)+) => {
        $(
            $(#[$about])+
            #[component]
            pub fn $Name(
                /// The client of the user pool.
                client: Client,
                /// Appearance, texts and behaviour.
                #[prop(optional)]
                options: Options,
            ) -> impl IntoView {
                frame::in_language(options, move |options| {
                    let section = section(&client, options, Screen::$screen);
                    frame::root(options, "vestibule-account", vec![section])
                })
            }
        )+
    };
}

section_components! {
    /// The attributes of the user who is signed in: shows and changes them, and verifies an e-mail address or a phone
    /// number with a code.
    ProfileSection = Profile,
    /// The password of the user who is signed in: changes it, or sets one if there is none. It is empty for users of an
    /// identity provider.
    PasswordSection = PasswordSettings,
    /// The second factors of the user who is signed in: which are on, which is preferred, and the set-up of an
    /// authenticator app.
    SecondFactorsSection = SecondFactors,
    /// The passkeys of the user who is signed in: lists, registers and deletes them. It is empty if the pool does not
    /// allow passkeys.
    PasskeysSection = Passkeys,
    /// The remembered devices of the user who is signed in. It is empty if the pool does not remember devices.
    #[cfg(feature = "srp")]
    DevicesSection = Devices,
    /// The sessions of the user who is signed in: ends one, all others, or all.
    SessionsSection = Sessions,
    /// The accounts at identity providers that the user signs in with. It is empty if there are none.
    LinkedAccountsSection = LinkedAccounts,
    /// Deletes the account of the user who is signed in, after two questions and typing the username.
    DeleteAccountSection = DeleteAccount,
}

fn account_page(client: &Client, options: &Options) -> Node {
    let text = Text::Borrowed(options.0.strings.account_strings().title);
    title::show(options, &text);
    if options.0.layout == Layout::Page {
        focus::to_heading();
    }
    let own = options.views(Slot::Screen, Screen::Account);
    if !own.is_empty() {
        return frame::root(options, "vestibule-account", own);
    }
    let mut children = options.views(Slot::Header, Screen::Account);
    let title = node("h1")
        .attrs("class=vestibule-account-title;tabindex=-1")
        .attr("id", options.element_id("account-title"))
        .child(text);
    children.push(title.into());
    let sections = match &options.advanced().account_sections {
        Some(chosen) => chosen,
        None => AccountSection::ALL,
    };
    let sections = sections.iter();
    children.extend(sections.map(|section| section.view(client, options)));
    children.extend(options.views(Slot::Footer, Screen::Account));
    frame::root(options, "vestibule-account", children)
}

fn section(client: &Client, options: &Options, screen: Screen) -> Node {
    let own = options.views(Slot::Screen, screen);
    if !own.is_empty() {
        let view = frame::block("vestibule-own-section", own);
        let section = node("section").attrs("class=vestibule-section");
        return section.child(view).into();
    }
    let texts = options.0.strings.account_strings();
    let (title, lead) = match screen {
        Screen::Profile => (texts.profile_title, texts.profile_lead),
        Screen::SecondFactors => (texts.factors_title, texts.factors_lead),
        Screen::Passkeys => (texts.passkeys_title, texts.passkeys_lead),
        Screen::Devices => (texts.devices_title, texts.devices_lead),
        Screen::Sessions => (texts.sessions_title, texts.sessions_lead),
        Screen::LinkedAccounts => (texts.providers_title, texts.providers_lead),
        Screen::DeleteAccount => (texts.delete_title, texts.delete_lead),
        _ => (texts.password_title, texts.password_lead),
    };
    Section::new(client.clone(), options, screen).view(&Heading { title, lead })
}

/// Loads a section and returns its view; `None` if it has nothing to show.
#[chunk(signed_in, load = section.client())]
async fn load(section: &Section) -> Result<Option<View>, Error> {
    match section.screen() {
        Screen::Profile => profile::load(section).await,
        Screen::SecondFactors => second_factors::load(section).await,
        Screen::Passkeys => passkeys::load(section).await,
        #[cfg(feature = "srp")]
        Screen::Devices => devices::load(section).await,
        Screen::Sessions => sessions::load(section).await,
        Screen::LinkedAccounts => linked::load(section).await,
        Screen::DeleteAccount => delete::load(section).await,
        _ => password::load(section).await,
    }
}
