//! The screens for somebody who is signed in: the account page, the offer of a passkey, the user button, and the sign-in
//! of another account. This is the chunk `signed_in`.

use std::any::Any;

use leptos::mount::mount_to;
use leptos::prelude::*;
use vestibule::protocol::json::Value;
use vestibule::ui::{
    Account, AccountSection, AddAccount, Language, MenuEntry, OfferPasskey, Options, SecondFactor,
    UserButton,
};
use vestibule::{AuthState, Client};
use vestibule_chunk::chunk;
use web_sys::HtmlElement;

use super::given::{list, step_up};
use super::listener::Listener;
use super::{language, options, view};

/// Mounts the screens of an element. The caller has to load the chunk first.
#[chunk(signed_in)]
pub fn show(
    client: Client,
    parent: HtmlElement,
    given: Value,
    language: Option<ArcRwSignal<Language>>,
    listener: Listener,
) -> Box<dyn Any> {
    let options = options::of_page(&client, &given, &listener);
    match given.string("screens") {
        Some("account") => {
            let options = with_account(options, &given);
            Box::new(mount_to(parent, move || {
                account(
                    client,
                    language::with(options, language, &listener),
                    listener,
                )
            }))
        }
        Some("add-account") => Box::new(mount_to(parent, move || {
            let options = language::with(options, language, &listener);
            let (done, cancelled) = (listener.clone(), listener.clone());
            let on_done = Callback::new(move |_| done.send("over", "{}"));
            let on_cancel = Callback::new(move |()| cancelled.send("over", "{}"));
            view! { <AddAccount client options on_done on_cancel /> }
        })),
        Some("passkey-offer") => Box::new(mount_to(parent, move || {
            offer(
                client,
                language::with(options, language, &listener),
                listener,
            )
        })),
        _ => Box::new(mount_to(parent, move || {
            button(
                client,
                language::with(options, language, &listener),
                given,
                listener,
            )
        })),
    }
}

fn account(client: Client, options: Options, listener: Listener) -> impl IntoView {
    let person = follow(&client, listener);
    // Another user's account page is rendered anew.
    move || {
        let (client, options) = (client.clone(), options.clone());
        person.get().map(|_| view! { <Account client options /> })
    }
}

fn offer(client: Client, options: Options, listener: Listener) -> impl IntoView {
    let person = follow(&client, listener.clone());
    // Another user has other passkeys, and so another offer.
    move || {
        let (client, options, listener) = (client.clone(), options.clone(), listener.clone());
        person.get().map(|_| {
            let on_done = Callback::new(move |is_registered| {
                listener.send("offer-closed", &view::offer_closed(is_registered));
            });
            view! { <OfferPasskey client options on_done /> }
        })
    }
}

fn button(client: Client, options: Options, given: Value, listener: Listener) -> impl IntoView {
    // The button follows the session by itself.
    follow(&client, listener.clone());
    let entries = entries(&given, &listener);
    let account = given.string("account").map(str::to_owned);
    let add = given
        .field("addAccount")
        .map(|_| Callback::new(move |()| listener.send("menu", &view::chosen("add-account"))));
    // An optional property of a component does not accept an `Option`.
    match (account, add) {
        (Some(account), Some(on_add_account)) => {
            view! { <UserButton client options entries account on_add_account /> }.into_any()
        }
        (Some(account), None) => view! { <UserButton client options entries account /> }.into_any(),
        (None, Some(on_add_account)) => {
            view! { <UserButton client options entries on_add_account /> }.into_any()
        }
        (None, None) => view! { <UserButton client options entries /> }.into_any(),
    }
}

/// Returns the username as a signal, and reports to the script whether somebody is signed in.
fn follow(client: &Client, listener: Listener) -> RwSignal<Option<String>> {
    let person = RwSignal::new(None);
    let subscription = client.observe(move |state| {
        let name = match state {
            AuthState::SignedIn(session) => Some(session.username().to_owned()),
            _ => None,
        };
        listener.send(if name.is_some() { "somebody" } else { "nobody" }, "{}");
        // A renewed session does not render anything again. Once the view is removed, the signal is disposed.
        if person.try_get_untracked().is_some_and(|now| now != name) {
            person.try_set(name);
        }
    });
    // The subscription ends when the last clone of the client is dropped.
    let client = client.clone();
    on_cleanup(move || drop((subscription, client)));
    person
}

/// Reads the options of the account page.
fn with_account(options: Options, given: &Value) -> Options {
    let mut options = options.account_sections(sections(given));
    if let Some(names) = given.field("secondFactors") {
        options = options.second_factors(second_factors(names));
    }
    match given.field("accountLevel") {
        Some(level) => options.account_level(step_up(level)),
        None => options,
    }
}

fn second_factors(names: &Value) -> Vec<SecondFactor> {
    let names = names.strings();
    let factors = names.iter().filter_map(|name| match name.as_ref() {
        "authenticator-app" => Some(SecondFactor::AuthenticatorApp),
        "text-message" => Some(SecondFactor::TextMessage),
        "email" => Some(SecondFactor::Email),
        _ => None,
    });
    factors.collect()
}

/// Reads the sections; by default all of them.
fn sections(given: &Value) -> Vec<AccountSection> {
    let Some(names) = given.field("sections") else {
        return AccountSection::ALL.to_vec();
    };
    let section = |name: &str| {
        Some(match name {
            "profile" => AccountSection::Profile,
            "password" => AccountSection::Password,
            "second-factors" => AccountSection::SecondFactors,
            "passkeys" => AccountSection::Passkeys,
            "devices" => AccountSection::Devices,
            "sessions" => AccountSection::Sessions,
            "linked-accounts" => AccountSection::LinkedAccounts,
            "delete-account" => AccountSection::DeleteAccount,
            _ => return None,
        })
    };
    names
        .strings()
        .iter()
        .filter_map(|it| section(it.as_ref()))
        .collect()
}

/// Reads the page's menu entries: links, or names that are reported to the page.
fn entries(given: &Value, listener: &Listener) -> Vec<MenuEntry> {
    let entry = |it: &Value| {
        let text = |name| it.string(name).unwrap_or_default().to_owned();
        if let Some(address) = it.string("href") {
            return MenuEntry::link(text("label"), address.to_owned());
        }
        let (name, listener) = (text("name"), listener.clone());
        let choose = Callback::new(move |()| listener.send("menu", &view::chosen(&name)));
        MenuEntry::action(text("label"), choose)
    };
    list(given, "entries").iter().map(entry).collect()
}
