//! The user button and its menu, by the menu button pattern (<https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/>).
//!
//! `person` reads the user's name and picture, `items` has the entries of the menu, `page` handles keys, focus and
//! position.

mod items;
mod page;
mod person;

use leptos::prelude::*;

use crate::ui::node::{Element, Handle, Node, dynamic, node};
use crate::ui::options::Slot;
use crate::ui::reactive::{Reactive, aria_bool};
use crate::ui::strings::fill;
use crate::ui::{Options, Screen, Text, dom, frame, style};
use crate::{AuthState, Client};

pub use items::MenuEntry;
use person::Person;

/// A round button with the user's picture or initials, and a menu: the account page, entries of the app, other accounts
/// that are signed in, and "Sign out". It is empty if nobody is signed in.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::{MenuEntry, UserButton};
///
/// #[component]
/// fn Bar(client: vestibule::Client) -> impl IntoView {
///     let help = Callback::new(|()| ());
///     let entries = vec![
///         MenuEntry::link("Billing", "/billing"),
///         MenuEntry::action("Help", help),
///     ];
///     view! { <UserButton client account="/account" entries /> }
/// }
/// ```
///
/// With the feature `accounts` and [`several_accounts`](crate::ClientConfig::several_accounts) the menu switches
/// between the accounts that are signed in.
///
/// [`Options::screen`] replaces the menu with a view of the app, which closes by [`use_user_menu`].
#[component]
pub fn UserButton(
    /// The client of the user pool.
    client: Client,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// The address of the account page. Without it there is no such entry.
    #[prop(optional, into)]
    account: Option<String>,
    /// Entries of the app, after that of the account page.
    #[prop(optional)]
    entries: Vec<MenuEntry>,
    /// Called when the person wants to sign in another account. Without it there is no such entry.
    #[prop(optional, into)]
    on_add_account: Option<Callback<()>>,
) -> impl IntoView {
    let menu = Menu {
        client,
        options: options.clone(),
        person: Reactive::new(None),
        others: Reactive::new(Vec::new()),
        account_href: account.map(Text::Owned),
        entries,
        on_add_account,
        open: Reactive::new(None),
        is_signing_out: Reactive::new(false),
        button: Handle::default(),
        list: Handle::default(),
        popup: Handle::default(),
    };
    if dom::is_browser() {
        menu.follow();
    }
    frame::in_language(options, move |options| {
        style::adopt_account(options);
        let menu = menu.clone();
        let view = dynamic(move || menu.view());
        frame::root(options, "vestibule-user", vec![view])
    })
}

/// The open menu of a [`UserButton`]; see [`use_user_menu`].
#[derive(Clone)]
pub struct UserMenu(Menu);

impl UserMenu {
    /// Closes the menu. The focus goes back to the button.
    pub fn close(&self) {
        self.0.close();
    }
}

/// Returns the menu around a view that replaces it ([`Options::screen`]); `None` outside of one.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::{Options, Screen, UserButton, use_user_menu};
///
/// #[component]
/// fn Own() -> impl IntoView {
///     let menu = use_user_menu();
///     let close = move |_| menu.iter().for_each(|menu| menu.close());
///     view! { class="own", <a href="/plan">"Your plan"</a> <button on:click=close>"Close"</button> }
/// }
///
/// #[component]
/// fn Bar(client: vestibule::Client) -> impl IntoView {
///     let options = Options::new().screen(Screen::UserMenu, || view! { class="own", <Own /> });
///     view! { <UserButton client options /> }
/// }
/// ```
pub fn use_user_menu() -> Option<UserMenu> {
    use_context()
}

/// The entry that gets the focus when the menu opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum InitialFocus {
    First,
    Last,
}

/// The menu. Clones share it.
#[derive(Clone)]
struct Menu {
    client: Client,
    options: Options,
    person: Reactive<Option<Person>>,
    /// The other accounts that are signed in.
    others: Reactive<Vec<Person>>,
    /// The address of the account page.
    account_href: Option<Text>,
    entries: Vec<MenuEntry>,
    on_add_account: Option<Callback<()>>,
    open: Reactive<Option<InitialFocus>>,
    is_signing_out: Reactive<bool>,
    button: Handle,
    list: Handle,
    /// The popup around the list.
    popup: Handle,
}

impl Menu {
    /// Follows who is signed in. A renewed session does not render the button again.
    fn follow(&self) {
        let menu = self.clone();
        let subscription = self.client.observe(move |state| {
            let person = match state {
                AuthState::SignedIn(session) => {
                    Some(Person::of(session.claims(), session.username()))
                }
                _ => None,
            };
            if menu.person.get_untracked() != person {
                menu.open.set(None);
                menu.person.set(person);
            }
            #[cfg(feature = "accounts")]
            items::load_other_accounts(&menu);
        });
        // The subscription ends when the last clone of the client is dropped.
        let client = self.client.clone();
        on_cleanup(move || drop((subscription, client)));
    }

    fn view(&self) -> Vec<Node> {
        let Some(person) = self.person.get() else {
            return Vec::new();
        };
        let (menu, shown, who) = (self.clone(), self.clone(), person.clone());
        let around = node("div")
            .attrs("class=vestibule-user-menu")
            .on("focusout", move |event| {
                if page::leaves(&event) {
                    menu.open.set(None);
                }
            })
            .child(self.button(&person))
            .child(dynamic(move || match shown.open.get() {
                Some(_) => vec![shown.menu(&who)],
                None => Vec::new(),
            }));
        vec![around.into()]
    }

    fn button(&self, person: &Person) -> Element {
        let texts = self.options.0.strings.account_strings();
        let (pressed, keyed, is_open) = (self.clone(), self.clone(), self.open.clone());
        let button = node("button")
            // Safari focuses a clicked button only if it has a `tabindex`.
            .attrs("type=button;class=vestibule-avatar-button;tabindex=0")
            .attr("id", self.id("button"))
            .attr(
                "aria-label",
                fill(texts.menu_label, "{name}", person.display_name()),
            )
            .attr("aria-controls", self.id("list"))
            .dynamic_attr("aria-expanded", move || aria_bool(is_open.get().is_some()))
            .handle(&self.button)
            .on("click", move |_| match pressed.open.get_untracked() {
                Some(_) => pressed.open.set(None),
                None => pressed.show(InitialFocus::First),
            })
            .on("keydown", move |event| match page::key(&event).as_str() {
                "ArrowDown" => {
                    event.prevent_default();
                    keyed.show(InitialFocus::First);
                }
                "ArrowUp" => {
                    event.prevent_default();
                    keyed.show(InitialFocus::Last);
                }
                "Escape" => keyed.open.set(None),
                _ => {}
            })
            .child(person.avatar());
        match self.has_custom_menu() {
            // A custom view may be anything.
            true => button,
            false => button.attrs("aria-haspopup=menu"),
        }
    }

    /// Returns whether the app has replaced the menu.
    fn has_custom_menu(&self) -> bool {
        self.options.has_view(&Slot::Screen, Screen::UserMenu)
    }

    fn show(&self, opened: InitialFocus) {
        self.open.set(Some(opened));
        let (list, popup) = (self.list.clone(), self.popup.clone());
        dom::after_render(move || {
            if let Some(popup) = popup.element() {
                page::fit(&popup);
            }
            if let Some(list) = list.element() {
                let step = match opened {
                    InitialFocus::First => page::Step::First,
                    InitialFocus::Last => page::Step::Last,
                };
                page::step(&list, step);
            }
        });
    }

    fn menu(&self, person: &Person) -> Node {
        match self.has_custom_menu() {
            true => self.custom_menu(),
            false => self.standard_menu(person),
        }
    }

    fn custom_menu(&self) -> Node {
        provide_context(UserMenu(self.clone()));
        let closing = self.clone();
        node("div")
            .attrs("class=vestibule-menu-box;tabindex=-1")
            .attr("id", self.id("list"))
            .on("keydown", move |event| {
                if page::key(&event) == "Escape" {
                    closing.close();
                }
            })
            .children(self.options.views(Slot::Screen, Screen::UserMenu))
            .into()
    }

    fn standard_menu(&self, person: &Person) -> Node {
        let mut children = self.options.views(Slot::Header, Screen::UserMenu);
        children.push(person.card());
        let keyed = self.clone();
        let list = node("div")
            .attrs("class=vestibule-menu;role=menu")
            .attr("id", self.id("list"))
            .attr("aria-labelledby", self.id("button"))
            .handle(&self.list)
            .on("keydown", move |event| {
                if keyed.handle_key(&page::key(&event)) {
                    event.prevent_default();
                }
            })
            .children(items::items(self, person));
        children.push(list.into());
        children.extend(self.options.views(Slot::Footer, Screen::UserMenu));
        // Focusable, so that a click between the entries does not move the focus out, which would close the menu.
        node("div")
            .attrs("class=vestibule-menu-box;tabindex=-1")
            .handle(&self.popup)
            .children(children)
            .into()
    }

    /// Handles a key in the open menu. Returns whether it was handled.
    fn handle_key(&self, key: &str) -> bool {
        let Some(list) = self.list.element() else {
            return false;
        };
        let step = match key {
            "ArrowDown" => page::Step::Next,
            "ArrowUp" => page::Step::Previous,
            "Home" => page::Step::First,
            "End" => page::Step::Last,
            // Links do not react to the space bar by themselves.
            " " => page::Step::Press,
            "Escape" => {
                self.close();
                return true;
            }
            _ => return false,
        };
        page::step(&list, step);
        true
    }

    /// Closes the menu. The focus goes back to the button.
    fn close(&self) {
        if let Some(button) = self.button.element() {
            page::focus(&button);
        }
        self.open.set(None);
    }

    fn id(&self, name: &str) -> Text {
        Text::Owned(self.options.element_id(&["user-", name].concat()))
    }
}
