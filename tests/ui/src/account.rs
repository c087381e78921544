//! The account page and the user button as a server renders them: without a user, and without loading anything.

use leptos::prelude::*;
use vestibule::ui::{
    Account, AccountSection, AccountStrings, Options, PasskeysSection, Screen, Strings, UserButton,
};

use crate::{client, render};

fn account(options: Options) -> String {
    render(move || view! { <Account client=client() options /> })
}

/// Returns the texts of the headings of a level, in order.
fn headings<'a>(html: &'a str, level: &str) -> Vec<&'a str> {
    let start = format!("<{level} ");
    let rest = html.split(start.as_str()).skip(1);
    let text = rest.filter_map(|rest| rest.split_once('>')?.1.split('<').next());
    text.collect()
}

#[test]
fn every_section_has_its_heading_and_is_loading() {
    let html = account(Options::new());
    assert_eq!(headings(&html, "h1"), ["Your account"]);
    assert_eq!(
        headings(&html, "h2"),
        [
            "Profile",
            "Password",
            "Second step",
            "Passkeys",
            "Devices",
            "Where you are signed in",
            "Linked accounts",
            "Delete account",
        ]
    );
    assert_eq!(html.matches("aria-busy=\"true\"").count(), 8, "{html}");
    // Each section is labelled by its heading, and each id is unique.
    for section in html.split("<section ").skip(1) {
        let (_, id) = section.split_once("aria-labelledby=\"").expect("a name");
        let id = id.split('"').next().unwrap_or_default();
        assert_eq!(html.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
    }
}

#[test]
fn the_app_selects_sections_and_adds_its_own() {
    let options = Options::new().account_sections([
        AccountSection::Sessions,
        AccountSection::own("Plan", || view! { class="own", <p>"Free"</p> }),
        AccountSection::Profile,
    ]);
    let html = account(options);
    assert_eq!(
        headings(&html, "h2"),
        ["Where you are signed in", "Plan", "Profile"]
    );
    assert!(html.contains("Free"), "{html}");
}

#[test]
fn slots_are_around_the_page_and_its_sections() {
    let slot = |text: &'static str| move || view! { class="own", <p>{text}</p> };
    let options = Options::new()
        .account_sections([AccountSection::Passkeys])
        .header(Screen::Account, slot("Above all"))
        .header(Screen::Passkeys, slot("Above the section"))
        .footer(Screen::Passkeys, slot("Below the section"))
        .footer(Screen::Account, slot("Below all"));
    let html = account(options);
    let places: Vec<_> = [
        "Above all",
        "Your account",
        "Above the section",
        "Passkeys",
        "Below the section",
        "Below all",
    ]
    .iter()
    .map(|text| {
        html.find(text)
            .unwrap_or_else(|| panic!("no {text} in {html}"))
    })
    .collect();
    assert!(places.is_sorted(), "in another order: {html}");
}

#[test]
fn a_section_works_alone_and_with_other_texts() {
    static ACCOUNT: AccountStrings = AccountStrings {
        passkeys_title: "Keys",
        ..AccountStrings::ENGLISH
    };
    let strings = Strings {
        account: Some(&ACCOUNT),
        ..Strings::ENGLISH
    };
    let options = Options::new().strings(strings).id("alone");
    let html = render(move || view! { <PasskeysSection client=client() options /> });
    assert_eq!(headings(&html, "h2"), ["Keys"]);
    assert!(headings(&html, "h1").is_empty(), "{html}");
    assert!(html.contains("id=\"alone-passkeys-title\""), "{html}");
}

#[test]
fn there_is_no_user_button_on_a_server() {
    let html = render(|| view! { <UserButton client=client() account="/account" /> });
    assert!(!html.contains("<button"), "{html}");
}
