//! `RequireAuth`, `RequireGroup` and `use_session` after hydration: they follow the session and its groups, also from
//! other tabs.

#![cfg(target_arch = "wasm32")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use leptos::mount::{hydrate_from, mount_to};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use vestibule::ui::{Groups, RequireAuth, RequireGroup, use_auth, use_session};
use vestibule::{AuthState, Client, ClientConfig};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn client(id: &str) -> Client {
    Client::new(ClientConfig::new("eu-west-1_Vestibule", id)).expect("the settings are sound")
}

/// Simulates a client in another tab.
struct OtherTab {
    client_id: &'static str,
    /// The pool that issues the tokens.
    pool: &'static str,
    revision: i64,
}

impl OtherTab {
    fn new(client_id: &'static str) -> Self {
        let script = format!("localStorage.removeItem('vestibule.{client_id}.session')");
        js_sys::eval(&script).expect("it is removed");
        let revision = 1_900_000_000_000;
        OtherTab {
            client_id,
            pool: "eu-west-1_Vestibule",
            revision,
        }
    }

    /// Stores the session of a user in these groups, and notifies other tabs.
    fn store(&mut self, notice: &str, username: &str, groups: &str) {
        self.revision += 1;
        let script = "(() => {
            const url = (it) => btoa(JSON.stringify(it)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
            const now = Math.floor(Date.now() / 1000);
            const pool = 'https://cognito-idp.eu-west-1.amazonaws.com/POOL';
            const claims = { sub: 's', iss: pool, iat: now, exp: now + 3600, 'cognito:groups': GROUPS };
            const token = (more) => [{ alg: 'RS256', kid: 'k' }, { ...claims, ...more }].map(url).join('.') + '.c2ln';
            const record = {
                v: 1, username: 'USER', revision: REVISION, offset: 0, origin: 'direct',
                idToken: token({ token_use: 'id', aud: 'ID', 'cognito:username': 'USER' }),
                accessToken: token({ token_use: 'access', client_id: 'ID', username: 'USER' }),
                refreshToken: 'r',
            };
            localStorage.setItem('vestibule.ID.session', JSON.stringify(record));
        })()";
        let script = script
            .replace("GROUPS", groups)
            .replace("USER", username)
            .replace("POOL", self.pool)
            .replace("REVISION", &self.revision.to_string())
            .replace("ID", self.client_id);
        js_sys::eval(&script).expect("it is stored");
        self.notify(notice, self.revision);
    }

    fn sign_out(&mut self) {
        self.revision += 1;
        let script = format!(
            "localStorage.removeItem('vestibule.{}.session')",
            self.client_id
        );
        js_sys::eval(&script).expect("it is removed");
        self.notify("signedOut", -self.revision);
    }

    fn notify(&self, notice: &str, revision: i64) {
        let script = format!(
            "(() => {{ const all = new BroadcastChannel('vestibule.{}.session'); \
             all.postMessage('{{\"notice\":\"{notice}\",\"revision\":{revision}}}'); all.close(); }})()",
            self.client_id,
        );
        js_sys::eval(&script).expect("it is told");
    }
}

/// Renders a page as a server does, and hydrates it.
fn hydrated<V>(view: impl Fn() -> V + Clone + 'static) -> HtmlElement
where
    V: IntoView + 'static,
{
    let body = document().body().unwrap();
    // The first mount sets up Leptos's executor.
    mount_to(body, || ()).forget();
    let html = Owner::new().with(|| view().to_html());
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    root.set_inner_html(&html);
    document().body().unwrap().append_child(&root).unwrap();
    let before = root.first_child().expect("a node");
    hydrate_from(root.clone(), view).forget();
    assert_eq!(root.first_child(), Some(before), "a node was made anew");
    root
}

async fn wait_for_text(root: &HtmlElement, text: &str) {
    for _ in 0..100 {
        if root.text_content().unwrap_or_default().trim() == text {
            return;
        }
        let script = "new Promise((over) => setTimeout(over, 20))";
        let pause = js_sys::eval(script).expect("a promise");
        let _ = JsFuture::from(js_sys::Promise::from(pause)).await;
    }
    panic!("no {text} in {}", root.inner_html());
}

#[wasm_bindgen_test]
async fn views_follow_the_session_and_its_groups() {
    const ID: &str = "requiregroups1";
    let mut other = OtherTab::new(ID);
    let made = Arc::new(AtomicU32::new(0));
    let counting = made.clone();
    let root = hydrated(move || {
        let made = counting.clone();
        view! {
            <RequireAuth
                client=client(ID)
                waiting=|| view! { <p>"waiting"</p> }
                fallback=|| view! { <p>"guest"</p> }
            >
                {made.fetch_add(1, Ordering::Relaxed); ""}
                <RequireGroup group="admin" fallback=|| view! { <i>"no admin"</i> }>
                    <i>"admin"</i>
                </RequireGroup>
                <RequireGroup group=Groups::any(["editor", "admin"])>
                    <i>", writes"</i>
                </RequireGroup>
                <RequireGroup group=Groups::all(["editor", "admin"])>
                    <i>", both"</i>
                </RequireGroup>
            </RequireAuth>
        }
    });
    assert_eq!(
        root.text_content().unwrap().trim(),
        "waiting",
        "as the server wrote it"
    );
    wait_for_text(&root, "guest").await;
    assert_eq!(
        made.load(Ordering::Relaxed),
        0,
        "nothing is made for nobody"
    );
    other.store("signedIn", "ada", "[]");
    wait_for_text(&root, "no admin").await;
    other.store("refreshed", "ada", "['editor']");
    wait_for_text(&root, "no admin, writes").await;
    other.store("refreshed", "ada", "['editor', 'admin']");
    wait_for_text(&root, "admin, writes, both").await;
    other.store("refreshed", "ada", "['admin']");
    wait_for_text(&root, "admin, writes").await;
    assert_eq!(
        made.load(Ordering::Relaxed),
        1,
        "a renewed session makes nothing anew"
    );
    other.store("signedIn", "charles", "[]");
    wait_for_text(&root, "no admin").await;
    assert_eq!(
        made.load(Ordering::Relaxed),
        2,
        "another person has a view of their own"
    );
    other.sign_out();
    wait_for_text(&root, "guest").await;
    root.remove();
}

/// Groups in tokens of another pool do not count.
#[wasm_bindgen_test]
async fn tokens_of_another_pool_give_no_groups() {
    const ID: &str = "requiregroups5";
    let mut other = OtherTab::new(ID);
    other.pool = "eu-west-1_Elsewhere";
    other.store("signedIn", "mallory", "['admin']");
    let root = hydrated(|| {
        view! {
            <RequireAuth client=client(ID) fallback=|| view! { <p>"guest"</p> }>
                <RequireGroup group="admin" fallback=|| view! { <i>"no admin"</i> }>
                    <i>"admin"</i>
                </RequireGroup>
            </RequireAuth>
        }
    });
    wait_for_text(&root, "guest").await;
    other.pool = "eu-west-1_Vestibule";
    other.store("signedIn", "ada", "['admin']");
    wait_for_text(&root, "admin").await;
    root.remove();
}

#[wasm_bindgen_test]
async fn a_stored_session_shows_the_children_at_once() {
    const ID: &str = "requireauth2";
    OtherTab::new(ID).store("signedIn", "ada", "['admin']");
    let root = hydrated(|| {
        let name = || {
            let session = use_auth().and_then(|auth| auth.session().get());
            session.map(|session| session.username().to_owned())
        };
        view! {
            <RequireAuth client=client(ID) fallback=|| "guest">
                <p>"Hello " {name}</p>
            </RequireAuth>
        }
    });
    wait_for_text(&root, "Hello ada").await;
    root.remove();
}

#[wasm_bindgen_test]
async fn without_a_fallback_guests_see_the_sign_in_screen() {
    const ID: &str = "requireauth3";
    let _other = OtherTab::new(ID);
    let root = hydrated(|| view! { <RequireAuth client=client(ID)><p>"Secret"</p></RequireAuth> });
    for _ in 0..100 {
        if root
            .query_selector("form [name=username]")
            .unwrap()
            .is_some()
        {
            return root.remove();
        }
        leptos::task::tick().await;
    }
    panic!("no form in {}", root.inner_html());
}

#[wasm_bindgen_test]
async fn use_session_follows_the_session() {
    const ID: &str = "usesession4";
    let mut other = OtherTab::new(ID);
    let root = hydrated(|| {
        let state = use_session(&client(ID));
        let text = move || match state.get() {
            AuthState::Unknown => "unknown".to_owned(),
            AuthState::SignedIn(session) => session.username().to_owned(),
            AuthState::SignedOut { reason } => format!("nobody {reason:?}"),
            _ => "something new".to_owned(),
        };
        view! { <p>{text}</p> }
    });
    assert_eq!(root.text_content().unwrap(), "unknown");
    wait_for_text(&root, "nobody None").await;
    other.store("signedIn", "ada", "[]");
    wait_for_text(&root, "ada").await;
    other.sign_out();
    wait_for_text(&root, "nobody Some(Asked)").await;
    root.remove();
}
