//! `use_dataset` after hydration: it starts without records, as on the server, and then follows them.

#![cfg(target_arch = "wasm32")]

use leptos::mount::{hydrate_from, mount_to};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, Node};
use vestibule::ui::{DatasetState, use_dataset};
use vestibule::{Automatic, Client, ClientConfig, RecordsConfig, Storage};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn client() -> Client {
    // Nothing is sent: the records stay in the browser.
    let records = RecordsConfig::own_api("https://api.example.com/records");
    let config = ClientConfig::new("eu-west-1_Vestibule", "usedataset1")
        .storage(Storage::Memory)
        .records(records.automatic(Automatic::off()));
    Client::new(config).expect("the settings are sound")
}

fn notes() -> impl IntoView {
    let notes = use_dataset(&client(), "notes");
    let text = move || match notes.get() {
        DatasetState::Unknown => "unknown".to_owned(),
        DatasetState::Failed(error) => format!("failed: {error}"),
        state => {
            let entries = state.entries().iter();
            let pairs = entries.map(|(key, value)| format!("{key}={value}"));
            pairs.collect::<Vec<_>>().join(",")
        }
    };
    view! { <p>{text}</p> }
}

#[wasm_bindgen_test]
async fn a_hydrated_page_shows_the_records_of_the_browser() {
    let client = client();
    let dataset = client.records().dataset("notes").unwrap();
    dataset.put("greeting", "hello").await.unwrap();
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    // The first mount sets up the executor.
    drop(mount_to(root.clone(), || ()));
    let html = Owner::new().with(|| notes().to_html());
    assert!(html.contains("<p>unknown"), "{html}");
    root.set_inner_html(&html);
    document().body().unwrap().append_child(&root).unwrap();
    let written: Node = root.first_child().unwrap();

    let handle = hydrate_from(root.clone(), notes);
    assert_eq!(text(&root), "unknown", "the same first view");
    wait_for_text(&root, "greeting=hello").await;
    assert!(root.first_child().unwrap() == written, "it was made anew");
    dataset.put("more", "text").await.unwrap();
    wait_for_text(&root, "greeting=hello,more=text").await;
    dataset.remove("more").await.unwrap();
    wait_for_text(&root, "greeting=hello").await;

    // Changes after the page was removed have no effect.
    drop(handle);
    client.records().forget().await.unwrap();
    leptos::task::tick().await;
    root.remove();
}

async fn wait_for_text(root: &HtmlElement, expected: &str) {
    for _ in 0..100 {
        if text(root) == expected {
            return;
        }
        let script = "new Promise((over) => setTimeout(over, 20))";
        let pause = js_sys::eval(script).expect("a promise");
        let _ = JsFuture::from(js_sys::Promise::from(pause)).await;
    }
    panic!("{} and not {expected}", text(root));
}

fn text(root: &HtmlElement) -> String {
    root.text_content().unwrap_or_default()
}
