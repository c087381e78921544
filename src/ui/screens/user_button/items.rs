//! What the menu holds.

use leptos::prelude::*;

use super::{Menu, Person};
use crate::platform::LocalFuture;
use crate::ui::live;
use crate::ui::node::{Element, Node, node};
use crate::ui::{Text, dom};

/// An entry of the app's own in the menu of a [`UserButton`](super::UserButton).
#[derive(Clone)]
pub struct MenuEntry {
    label: Text,
    does: Does,
}

#[derive(Clone)]
enum Does {
    Leads(Text),
    Acts(Callback<()>),
}

impl MenuEntry {
    /// One that leads to another page.
    pub fn link(label: impl Into<Text>, address: impl Into<Text>) -> Self {
        let does = Does::Leads(address.into());
        let label = label.into();
        MenuEntry { label, does }
    }

    /// One that does something.
    pub fn action(label: impl Into<Text>, act: Callback<()>) -> Self {
        let does = Does::Acts(act);
        let label = label.into();
        MenuEntry { label, does }
    }
}

/// The entries, in their order.
pub(super) fn items(menu: &Menu, person: &Person) -> Vec<Node> {
    let account = menu.account.clone().map(|address| {
        let label = menu.options.0.strings.of_account().menu_account;
        MenuEntry::link(label, address)
    });
    let own_entries = account.iter().chain(&menu.entries);
    let mut items: Vec<Node> = own_entries.map(|entry| own(menu, entry)).collect();
    items.extend(accounts(menu, person));
    if let Some(add) = menu.on_add_account {
        let words = menu.options.0.strings.of_account().menu_add_account;
        let closing = menu.clone();
        let add = item("menuitem", words.into()).on("click", move |_| {
            closing.close();
            add.try_run(());
        });
        items.push(add.into());
    }
    if !items.is_empty() {
        items.push(separator());
    }
    items.push(sign_out(menu));
    items
}

fn own(menu: &Menu, entry: &MenuEntry) -> Node {
    let closing = menu.clone();
    match &entry.does {
        Does::Leads(address) => node("a")
            .attrs("class=vestibule-menu-item;role=menuitem;tabindex=-1")
            .attr("href", address.clone())
            .on("click", move |_| closing.close())
            .child(entry.label.clone())
            .into(),
        Does::Acts(act) => {
            let act = *act;
            let item = item("menuitem", entry.label.clone());
            let item = item.on("click", move |_| {
                closing.close();
                act.try_run(());
            });
            item.into()
        }
    }
}

fn item(role: &'static str, label: Text) -> Element {
    node("button")
        .attrs("type=button;class=vestibule-menu-item;tabindex=-1")
        .attr("role", role)
        .child(label)
}

fn separator() -> Node {
    node("div")
        .attrs("class=vestibule-menu-line;role=separator")
        .into()
}

/// The accounts that are signed in, to switch between: none where there is one alone.
fn accounts(menu: &Menu, person: &Person) -> Vec<Node> {
    let others = menu.others.now();
    if others.is_empty() {
        return Vec::new();
    }
    let mut all = vec![person.clone()];
    all.extend(others);
    let entries = all.into_iter().enumerate().map(|(index, one)| {
        let entry = item("menuitemradio", Text::Owned(one.shown().into()));
        let checked = if index == 0 { "true" } else { "false" };
        let (menu, username) = (menu.clone(), one.username);
        let entry = entry.attr("aria-checked", checked).on("click", move |_| {
            menu.close();
            if index != 0 {
                switch(&menu, username.clone());
            }
        });
        entry.into()
    });
    let label = menu.options.0.strings.of_account().menu_accounts;
    let group = node("div")
        .attrs("role=group;class=vestibule-menu-group")
        .attr("aria-label", label)
        .children(entries.collect());
    match menu.entries.is_empty() && menu.account.is_none() {
        true => vec![group.into()],
        false => vec![separator(), group.into()],
    }
}

#[cfg(feature = "accounts")]
fn switch(menu: &Menu, username: String) {
    let client = menu.client.clone();
    live::spawn(async move {
        if let Err(error) = client.accounts().switch(&username).await {
            dom::tell_developer(&error);
        }
    });
}

/// Without the feature there are no others.
#[cfg(not(feature = "accounts"))]
fn switch(_: &Menu, _: String) {}

/// Looks who else is signed in.
#[cfg(feature = "accounts")]
pub(super) fn look_for_others(menu: &Menu) {
    if !menu.client.settings().accounts {
        return;
    }
    let menu = menu.clone();
    live::spawn(async move {
        if menu.client.load_chunk("accounts").await.is_err() {
            return;
        }
        let all = menu.client.accounts().list().await;
        let others = all.iter().filter(|account| !account.is_active());
        let others = others.map(|account| Person::of(account.claims(), account.username()));
        menu.others.set(others.collect());
    });
}

fn sign_out(menu: &Menu) -> Node {
    let leaving = menu.clone();
    let words = menu.options.0.strings.sign_out;
    let item = item("menuitem", words.into()).on("click", move |_| {
        if leaving.is_leaving.now() {
            return;
        }
        leaving.is_leaving.set(true);
        leaving.close();
        let menu = leaving.clone();
        live::spawn(async move {
            // It succeeds whatever the network or the store does; `Client::on_change` tells of it.
            let report: LocalFuture<'_, _> = Box::pin(menu.client.sign_out());
            if let Ok(report) = report.await
                && let Some(error) = report.not_removed()
            {
                dom::tell_developer(error);
            }
            menu.is_leaving.set(false);
        });
    });
    item.into()
}
