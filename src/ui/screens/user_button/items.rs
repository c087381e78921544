//! The entries of the menu.

use leptos::prelude::*;

use super::{Menu, Person};
use crate::platform::LocalFuture;
use crate::ui::node::{Element, Node, node};
use crate::ui::reactive;
use crate::ui::{Text, dom};

/// An entry of the app in the menu of a [`UserButton`](super::UserButton).
#[derive(Clone)]
pub struct MenuEntry {
    label: Text,
    action: EntryAction,
}

#[derive(Clone)]
enum EntryAction {
    Link(Text),
    Call(Callback<()>),
}

impl MenuEntry {
    /// Returns an entry that links to another page.
    pub fn link(label: impl Into<Text>, address: impl Into<Text>) -> Self {
        let action = EntryAction::Link(address.into());
        let label = label.into();
        MenuEntry { label, action }
    }

    /// Returns an entry that calls a function.
    pub fn action(label: impl Into<Text>, callback: Callback<()>) -> Self {
        let action = EntryAction::Call(callback);
        let label = label.into();
        MenuEntry { label, action }
    }
}

/// Returns all entries, in order.
pub(super) fn items(menu: &Menu, person: &Person) -> Vec<Node> {
    let account = menu.account_href.clone().map(|address| {
        let label = menu.options.0.strings.account_strings().menu_account;
        MenuEntry::link(label, address)
    });
    let own_entries = account.iter().chain(&menu.entries);
    let mut items: Vec<Node> = own_entries.map(|entry| entry_item(menu, entry)).collect();
    items.extend(accounts(menu, person));
    if let Some(add) = menu.on_add_account {
        let text = menu.options.0.strings.account_strings().menu_add_account;
        let closing = menu.clone();
        let add = item("menuitem", text.into()).on("click", move |_| {
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

fn entry_item(menu: &Menu, entry: &MenuEntry) -> Node {
    let closing = menu.clone();
    match &entry.action {
        EntryAction::Link(address) => node("a")
            .attrs("class=vestibule-menu-item;role=menuitem;tabindex=-1")
            .attr("href", address.clone())
            .on("click", move |_| closing.close())
            .child(entry.label.clone())
            .into(),
        EntryAction::Call(act) => {
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

/// Returns the accounts that are signed in, to switch between them; nothing if there is only one.
fn accounts(menu: &Menu, person: &Person) -> Vec<Node> {
    let others = menu.others.get_untracked();
    if others.is_empty() {
        return Vec::new();
    }
    let mut all = vec![person.clone()];
    all.extend(others);
    let entries = all.into_iter().enumerate().map(|(index, one)| {
        let entry = item("menuitemradio", Text::Owned(one.display_name().into()));
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
    let label = menu.options.0.strings.account_strings().menu_accounts;
    let group = node("div")
        .attrs("role=group;class=vestibule-menu-group")
        .attr("aria-label", label)
        .children(entries.collect());
    match menu.entries.is_empty() && menu.account_href.is_none() {
        true => vec![group.into()],
        false => vec![separator(), group.into()],
    }
}

#[cfg(feature = "accounts")]
fn switch(menu: &Menu, username: String) {
    let client = menu.client.clone();
    reactive::spawn(async move {
        if let Err(error) = client.accounts().switch(&username).await {
            dom::log_error(&error);
        }
    });
}

/// Without the feature there is only one account.
#[cfg(not(feature = "accounts"))]
fn switch(_: &Menu, _: String) {}

/// Loads the other accounts that are signed in.
#[cfg(feature = "accounts")]
pub(super) fn load_other_accounts(menu: &Menu) {
    if !menu.client.settings().accounts {
        return;
    }
    let menu = menu.clone();
    reactive::spawn(async move {
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
    let signing_out = menu.clone();
    let text = menu.options.0.strings.sign_out;
    let item = item("menuitem", text.into()).on("click", move |_| {
        if signing_out.is_signing_out.get_untracked() {
            return;
        }
        signing_out.is_signing_out.set(true);
        signing_out.close();
        let menu = signing_out.clone();
        reactive::spawn(async move {
            // Signing out always succeeds; `Client::on_change` reports it. The report says what is left in storage.
            let report: LocalFuture<'_, _> = Box::pin(menu.client.sign_out());
            if let Ok(report) = report.await
                && let Some(error) = report.not_removed()
            {
                dom::log_error(error);
            }
            menu.is_signing_out.set(false);
        });
    });
    item.into()
}
