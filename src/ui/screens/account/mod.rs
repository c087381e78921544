//! The page of the account of who is signed in, in sections that also work alone.
//!
//! `section` is what all of them have in common, `dialog` and `rows` what they are made of, `page` what they need of
//! the browser. The other files are a section each, and are in the chunk `signed_in`: a page fetches it when the first
//! section is seen.

mod delete;
#[cfg(feature = "srp")]
mod devices;
mod dialog;
mod level;
mod linked;
mod page;
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

/// The page of the account of whoever is signed in: what the app knows of them, how they sign in, and where.
///
/// It stands inside an [`Authenticator`](crate::ui::Authenticator) or a [`RequireAuth`](crate::ui::RequireAuth).
/// [`Options::account_sections`] says which sections it has, in which order, and adds some of the app's own; each also
/// works alone, as a component of its own. What the pool does not have, such as passkeys, is not shown.
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
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
) -> impl IntoView {
    frame::in_language(options, move |options| page_of(&client, options))
}

impl Options {
    /// Which sections the page of the account has, in this order: all of them, unless this says otherwise.
    pub fn account_sections(self, sections: impl IntoIterator<Item = AccountSection>) -> Self {
        let sections = sections.into_iter().collect();
        self.with_advanced(|advanced| advanced.account_sections = Some(sections))
    }

    /// Which second factors the pool has, for the page of the account to offer: Cognito tells that to nobody. Without
    /// it all are offered, until Cognito refuses one. What is on is shown in any case.
    ///
    /// The set-up of a factor in the middle of a sign-in needs no such word: there Cognito says what there is.
    pub fn second_factors(self, factors: impl IntoIterator<Item = SecondFactor>) -> Self {
        let factors = factors.into_iter().collect();
        self.with_advanced(|advanced| advanced.second_factors = Some(factors))
    }

    /// How strongly, or how lately, a person has to have signed in to change the password or a second factor, to
    /// delete a passkey, or to delete the account. Who has not is asked for it first, in the dialog, as by
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
    /// The page asks; what guards an account is Cognito, which takes any access token of the person.
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
    /// [`DevicesSection`]; with the feature `srp`, which devices prove themselves by.
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
    /// All that there are, in the order in which the page has them.
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

    /// A section of the app's own, with this title above the view.
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

/// What stands above a section.
struct Heading {
    title: &'static str,
    lead: &'static str,
}

/// Makes a component for each section that stands alone.
macro_rules! alone {
    ($($(#[$about:meta])+ $Name:ident = $screen:ident,)+) => {
        $(
            $(#[$about])+
            #[component]
            pub fn $Name(
                /// The client of the user pool.
                client: Client,
                /// How it looks and reads.
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

alone! {
    /// The attributes of whoever is signed in: shown, changed, and an e-mail address or a phone number verified by a
    /// code.
    ProfileSection = Profile,
    /// The password of whoever is signed in: changed, or set where there is none. Whoever came by another provider sees
    /// nothing.
    PasswordSection = PasswordSettings,
    /// The second factors of whoever is signed in: which are on, which is asked for first, and the set-up of an
    /// authenticator app.
    SecondFactorsSection = SecondFactors,
    /// The passkeys of whoever is signed in: made, listed, deleted. Nothing where the pool has none.
    PasskeysSection = Passkeys,
    /// The devices that the pool remembers of whoever is signed in. Nothing where it remembers none.
    #[cfg(feature = "srp")]
    DevicesSection = Devices,
    /// Where whoever is signed in is so: one session ended, all others, or all.
    SessionsSection = Sessions,
    /// The accounts at other providers that whoever is signed in came by. Nothing where there are none.
    LinkedAccountsSection = LinkedAccounts,
    /// The end of the account of whoever is signed in: asked twice, and typed.
    DeleteAccountSection = DeleteAccount,
}

fn page_of(client: &Client, options: &Options) -> Node {
    let words = Text::Borrowed(options.0.strings.of_account().title);
    title::show(options, &words);
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
        .child(words);
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
    let words = options.0.strings.of_account();
    let (title, lead) = match screen {
        Screen::Profile => (words.profile_title, words.profile_lead),
        Screen::SecondFactors => (words.factors_title, words.factors_lead),
        Screen::Passkeys => (words.passkeys_title, words.passkeys_lead),
        Screen::Devices => (words.devices_title, words.devices_lead),
        Screen::Sessions => (words.sessions_title, words.sessions_lead),
        Screen::LinkedAccounts => (words.providers_title, words.providers_lead),
        Screen::DeleteAccount => (words.delete_title, words.delete_lead),
        _ => (words.password_title, words.password_lead),
    };
    Section::new(client.clone(), options, screen).view(&Heading { title, lead })
}

/// What a section shows, once it is loaded; nothing where it has nothing to show.
#[chunk(signed_in, load = section.client())]
async fn open(section: &Section) -> Result<Option<View>, Error> {
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
