//! Hydration: the elements of a server's HTML are kept.

#![cfg(target_arch = "wasm32")]

use leptos::mount::{UnmountHandle, hydrate_from};
use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use leptos::task::tick;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlElement, HtmlInputElement, Node};
use vestibule::ui::{
    Account, AccountSection, ChangePassword, ConfirmSignUp, Consent, ForgotPassword, Layout,
    Notice, Options, Provider, ResetPassword, Screen, SignIn, SignUp, SignUpField, SignedIn, Spot,
    UserButton,
};
use vestibule::{Client, ClientConfig, Storage};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn client() -> Client {
    let config = ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001");
    Client::new(config.storage(Storage::Memory)).expect("the settings are sound")
}

fn options() -> Options {
    let slot = || view! { <p>"A slot of " <b>"the site's own"</b> {move || 7} </p> "and a text" };
    Options::new()
        .app("Notes")
        .layout(Layout::Inline)
        // Its text and the label are adjacent text nodes, separated by a comment.
        .provider(Provider::new("Google", "Google").icon(|| "G"))
        .sign_up_field(
            SignUpField::new("custom:team", "Team")
                .hint("As on your badge.")
                .optional(),
        )
        .sign_up_field(SignUpField::standard("phone_number"))
        .sign_up_field(SignUpField::standard("zoneinfo"))
        .sign_up_field(SignUpField::standard("birthdate"))
        .sign_up_field(SignUpField::standard("address"))
        .sign_up_field(SignUpField::new("custom:news", "News").checkbox())
        .consent(Consent::new("I accept the {terms}.").link("{terms}", "terms", "/terms"))
        .provider(Provider::google())
        .route("acme.example", Provider::new("Acme", "Acme"))
        .before(Screen::SignIn, Spot::field("password"), slot)
        .after(Screen::SignIn, Spot::Button, slot)
        .logo(|| view! { <b>"The logo"</b> })
        .header(Screen::SignIn, slot)
        .fields(Screen::SignIn, slot)
        .footer(Screen::SignIn, slot)
}

fn sign_in() -> impl IntoView {
    view! {
        <SignIn
            client=client()
            options=options()
            on_step=|_| ()
            on_sign_up=|_| ()
            on_forgot_password=|_| ()
        />
    }
}

/// Renders a page as a server does.
fn page<V: IntoView>(view: impl FnOnce() -> V) -> HtmlElement {
    let html = Owner::new().with(|| view().to_html());
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    root.set_inner_html(&html);
    let body = document().body().unwrap();
    body.append_child(&root).unwrap();
    root
}

fn hydrate<V: IntoView + 'static>(root: &HtmlElement, view: fn() -> V) -> UnmountHandle<V::State>
where
    V::State: Mountable,
{
    hydrate_from(root.clone(), view)
}

fn find(root: &HtmlElement, selector: &str) -> Element {
    let found = root.query_selector(selector).unwrap();
    found.unwrap_or_else(|| panic!("no {selector} in {}", root.inner_html()))
}

fn input(root: &HtmlElement, name: &str) -> HtmlInputElement {
    find(root, &format!("[name={name}]")).unchecked_into()
}

fn press(root: &HtmlElement, selector: &str) {
    find(root, selector).unchecked_into::<HtmlElement>().click();
}

fn text(root: &HtmlElement, selector: &str) -> String {
    find(root, selector).text_content().unwrap_or_default()
}

#[wasm_bindgen_test]
async fn every_screen_keeps_each_node_of_the_server() {
    hydrates(|| sign_in().into_any()).await;
    hydrates(|| {
        view! { <SignIn client=client() options=options() notice=Notice::success("Well.") on_step=|_| () /> }
            .into_any()
    })
    .await;
    hydrates(|| view! { <SignUp client=client() options=options() on_step=|_| () /> }.into_any())
        .await;
    hydrates(|| {
        let step = client().confirm_sign_up("ada");
        view! { <ConfirmSignUp client=client() options=options() step on_done=|_| () on_back=|_| () /> }
            .into_any()
    })
    .await;
    hydrates(|| {
        view! { <ForgotPassword client=client() options=options() on_step=|_| () on_back=|_| () /> }
            .into_any()
    })
    .await;
    hydrates(|| {
        let step = client().reset_password("ada");
        view! { <ResetPassword client=client() options=options() step on_done=|_| () /> }.into_any()
    })
    .await;
    hydrates(|| {
        view! { <ChangePassword client=client() options=options() username="ada" on_done=|()| () /> }
            .into_any()
    })
    .await;
    hydrates(|| {
        view! { <p>"Before"</p> <SignedIn client=client() username="ada" /> <p>"Behind"</p> }
            .into_any()
    })
    .await;
    hydrates(|| {
        let plan = AccountSection::own("Plan", || view! { <p>"Free"</p> });
        let options = options().account_sections([plan]);
        view! { <Account client=client() options /> <UserButton client=client() account="/account" /> }
            .into_any()
    })
    .await;
}

async fn hydrates(view: fn() -> AnyView) {
    let root = page(view);
    let (written, html) = (nodes(&root), without_spaces(&root));
    let handle = hydrate(&root, view);
    tick().await;
    assert_eq!(without_spaces(&root), html);
    assert!(nodes(&root) == written, "nodes were made anew in {html}");
    drop(handle);
    assert_eq!(root.inner_html(), "");
    root.remove();
}

/// Returns all descendants of a node.
fn nodes(root: &Node) -> Vec<Node> {
    let mut all = Vec::new();
    let mut next = root.first_child();
    while let Some(node) = next {
        all.extend(nodes(&node));
        next = node.next_sibling();
        all.push(node);
    }
    all
}

/// A server writes a space for an empty text.
fn without_spaces(root: &HtmlElement) -> String {
    root.inner_html().replace("> <", "><")
}

#[wasm_bindgen_test]
async fn values_entered_before_hydration_are_kept() {
    let root = page(sign_in);
    input(&root, "username").set_value("ada");
    let _handle = hydrate(&root, sign_in);
    assert_eq!(input(&root, "username").value(), "ada");
    press(&root, "[type=submit]");
    tick().await;
    assert_eq!(text(&root, "#vestibule-username-error"), "");
    assert_eq!(
        text(&root, "#vestibule-password-error"),
        "Enter your password."
    );
    assert_eq!(
        input(&root, "password")
            .get_attribute("aria-invalid")
            .as_deref(),
        Some("true")
    );
    // Typing removes the error.
    let event = Event::new("input").unwrap();
    input(&root, "password").dispatch_event(&event).unwrap();
    tick().await;
    assert_eq!(text(&root, "#vestibule-password-error"), "");
    root.remove();
}

#[wasm_bindgen_test]
async fn texts_and_attributes_are_updated() {
    let root = page(sign_in);
    let _handle = hydrate(&root, sign_in);
    assert_eq!(input(&root, "password").type_(), "password");
    press(&root, ".vestibule-reveal");
    tick().await;
    assert_eq!(input(&root, "password").type_(), "text");
    assert_eq!(text(&root, ".vestibule-reveal"), "Hide");
    press(&root, ".vestibule-reveal");
    tick().await;
    assert_eq!(input(&root, "password").type_(), "password");
    assert_eq!(text(&root, ".vestibule-reveal"), "Show");
    root.remove();
}

#[wasm_bindgen_test]
async fn a_changed_page_is_repaired() {
    // Without views of the app: Leptos panics if their nodes are missing.
    let sign_in = || view! { <SignIn client=client() on_step=|_| () /> };
    for meddle in [
        |root: &HtmlElement| find(root, ".vestibule-reveal").remove(),
        |root: &HtmlElement| find(root, "form").set_inner_html(""),
        |root: &HtmlElement| find(root, ".vestibule-reveal").set_inner_html(""),
    ] {
        let root = page(sign_in);
        meddle(&root);
        let _handle = hydrate(&root, sign_in);
        press(&root, ".vestibule-reveal");
        tick().await;
        assert_eq!(input(&root, "password").type_(), "text");
        assert_eq!(text(&root, ".vestibule-reveal"), "Hide");
        root.remove();
    }
}
