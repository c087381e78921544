//! The button of who is signed in, and its menu: by the pattern of a menu button
//! (<https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/>).
//!
//! `person` says who it is, `items` what the menu holds, `page` how its keys and the focus are handled.

mod items;
mod page;
mod person;

use leptos::prelude::*;

use crate::ui::live::{Live, truth};
use crate::ui::node::{Element, Handle, Node, live as changing, node};
use crate::ui::options::Slot;
use crate::ui::strings::fill;
use crate::ui::{Options, Screen, Text, dom, frame, style};
use crate::{AuthState, Client};

pub use items::MenuEntry;
use person::Person;

/// A round button with the picture or the initials of whoever is signed in, and a menu behind it: the account, entries
/// of the app's own, other accounts that are signed in, and the way out. Nothing where nobody is signed in.
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
/// [`Options::screen`] has a view of the app's own in the place of the menu; it closes by [`use_user_menu`].
#[component]
pub fn UserButton(
    /// The client of the user pool.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// Where the page of the account is. No entry without it.
    #[prop(optional, into)]
    account: Option<String>,
    /// Entries of the app's own, behind that of the account.
    #[prop(optional)]
    entries: Vec<MenuEntry>,
    /// Leads to the sign-in of another account besides. No entry without it.
    #[prop(optional, into)]
    on_add_account: Option<Callback<()>>,
) -> impl IntoView {
    let menu = Menu {
        client,
        options: options.clone(),
        person: Live::new(None),
        others: Live::new(Vec::new()),
        account: account.map(Text::Owned),
        entries,
        on_add_account,
        open: Live::new(None),
        is_leaving: Live::new(false),
        button: Handle::default(),
        list: Handle::default(),
        around: Handle::default(),
    };
    if dom::is_page() {
        menu.follow();
    }
    frame::in_language(options, move |options| {
        style::adopt_account(options);
        let menu = menu.clone();
        let view = changing(move || menu.view());
        frame::root(options, "vestibule-user", vec![view])
    })
}

/// The open menu of a [`UserButton`]; see [`use_user_menu`].
#[derive(Clone)]
pub struct UserMenu(Menu);

impl UserMenu {
    /// Closes it; the focus goes back to the button.
    pub fn close(&self) {
        self.0.close();
    }
}

/// The menu around this view of the app's own, which stands in its place ([`Options::screen`]); nothing outside of one.
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

/// Where the menu opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    AtFirst,
    AtLast,
}

/// The menu; clones share it.
#[derive(Clone)]
struct Menu {
    client: Client,
    options: Options,
    person: Live<Option<Person>>,
    /// The accounts that are signed in besides the active one.
    others: Live<Vec<Person>>,
    /// Where the page of the account is.
    account: Option<Text>,
    entries: Vec<MenuEntry>,
    on_add_account: Option<Callback<()>>,
    open: Live<Option<Opened>>,
    is_leaving: Live<bool>,
    button: Handle,
    list: Handle,
    /// What the list stands in.
    around: Handle,
}

impl Menu {
    /// Follows who is signed in. A renewed session is no reason to make the button anew.
    fn follow(&self) {
        let menu = self.clone();
        let subscription = self.client.observe(move |state| {
            let person = match state {
                AuthState::SignedIn(session) => {
                    Some(Person::of(session.claims(), session.username()))
                }
                _ => None,
            };
            if menu.person.now() != person {
                menu.open.set(None);
                menu.person.set(person);
            }
            #[cfg(feature = "accounts")]
            items::look_for_others(&menu);
        });
        // A client that nobody holds any more hears nothing.
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
            .child(changing(move || match shown.open.get() {
                Some(_) => vec![shown.menu(&who)],
                None => Vec::new(),
            }));
        vec![around.into()]
    }

    fn button(&self, person: &Person) -> Element {
        let words = self.options.0.strings.of_account();
        let (pressed, keyed, is_open) = (self.clone(), self.clone(), self.open.clone());
        let button = node("button")
            // Safari gives the focus to a button that has an index alone.
            .attrs("type=button;class=vestibule-avatar-button;tabindex=0")
            .attr("id", self.id("button"))
            .attr(
                "aria-label",
                fill(words.menu_label, "{name}", person.shown()),
            )
            .attr("aria-controls", self.id("list"))
            .live_attr("aria-expanded", move || truth(is_open.get().is_some()))
            .handle(&self.button)
            .on("click", move |_| match pressed.open.now() {
                Some(_) => pressed.open.set(None),
                None => pressed.show(Opened::AtFirst),
            })
            .on("keydown", move |event| match page::key(&event).as_str() {
                "ArrowDown" => {
                    event.prevent_default();
                    keyed.show(Opened::AtFirst);
                }
                "ArrowUp" => {
                    event.prevent_default();
                    keyed.show(Opened::AtLast);
                }
                "Escape" => keyed.open.set(None),
                _ => {}
            })
            .child(person.avatar());
        match self.is_apps() {
            // Nobody knows what it is.
            true => button,
            false => button.attrs("aria-haspopup=menu"),
        }
    }

    /// Whether a view of the app's own stands in the place of the menu.
    fn is_apps(&self) -> bool {
        self.options.has_view(&Slot::Screen, Screen::UserMenu)
    }

    fn show(&self, opened: Opened) {
        self.open.set(Some(opened));
        let (list, around) = (self.list.clone(), self.around.clone());
        dom::soon(move || {
            if let Some(around) = around.element() {
                page::fit(&around);
            }
            if let Some(list) = list.element() {
                let step = match opened {
                    Opened::AtFirst => page::Step::First,
                    Opened::AtLast => page::Step::Last,
                };
                page::step(&list, step);
            }
        });
    }

    fn menu(&self, person: &Person) -> Node {
        match self.is_apps() {
            true => self.apps(),
            false => self.own(person),
        }
    }

    fn apps(&self) -> Node {
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

    fn own(&self, person: &Person) -> Node {
        let mut children = self.options.views(Slot::Header, Screen::UserMenu);
        children.push(person.card());
        let keyed = self.clone();
        let list = node("div")
            .attrs("class=vestibule-menu;role=menu")
            .attr("id", self.id("list"))
            .attr("aria-labelledby", self.id("button"))
            .handle(&self.list)
            .on("keydown", move |event| {
                if keyed.has_used(&page::key(&event)) {
                    event.prevent_default();
                }
            })
            .children(items::items(self, person));
        children.push(list.into());
        children.extend(self.options.views(Slot::Footer, Screen::UserMenu));
        // A press on what is no entry must not take the focus away, which would close the menu.
        node("div")
            .attrs("class=vestibule-menu-box;tabindex=-1")
            .handle(&self.around)
            .children(children)
            .into()
    }

    /// What a key does in the open menu; says whether it did something.
    fn has_used(&self, key: &str) -> bool {
        let Some(list) = self.list.element() else {
            return false;
        };
        let step = match key {
            "ArrowDown" => page::Step::Next,
            "ArrowUp" => page::Step::Previous,
            "Home" => page::Step::First,
            "End" => page::Step::Last,
            // A link is no button, and knows Enter alone.
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

    /// Closes the menu; the focus goes back to the button.
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
