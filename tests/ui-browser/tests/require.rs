//! What only some people may see, taken over from a server that knew nobody: it follows who is signed
//! in, and their groups, as other tabs tell of it.

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

/// Another tab of the origin, which does what a client there would do.
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

    /// Stores the session of somebody in these groups, and tells everybody.
    fn stores(&mut self, notice: &str, username: &str, groups: &str) {
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
        self.tells(notice, self.revision);
    }

    fn signs_out(&mut self) {
        self.revision += 1;
        let script = format!(
            "localStorage.removeItem('vestibule.{}.session')",
            self.client_id
        );
        js_sys::eval(&script).expect("it is removed");
        self.tells("signedOut", -self.revision);
    }

    fn tells(&self, notice: &str, revision: i64) {
        let script = format!(
            "(() => {{ const all = new BroadcastChannel('vestibule.{}.session'); \
             all.postMessage('{{\"notice\":\"{notice}\",\"revision\":{revision}}}'); all.close(); }})()",
            self.client_id,
        );
        js_sys::eval(&script).expect("it is told");
    }
}

/// A page as a server wrote it, and as the browser has taken it over.
fn hydrated<V>(view: impl Fn() -> V + Clone + 'static) -> HtmlElement
where
    V: IntoView + 'static,
{
    let body = document().body().unwrap();
    // Leptos learns at its first mount how to run what takes time.
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

async fn shows(root: &HtmlElement, words: &str) {
    for _ in 0..100 {
        if root.text_content().unwrap_or_default().trim() == words {
            return;
        }
        let script = "new Promise((over) => setTimeout(over, 20))";
        let pause = js_sys::eval(script).expect("a promise");
        let _ = JsFuture::from(js_sys::Promise::from(pause)).await;
    }
    panic!("no {words} in {}", root.inner_html());
}

#[wasm_bindgen_test]
async fn guests_members_and_everybody_between_see_what_is_for_them() {
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
    shows(&root, "guest").await;
    assert_eq!(
        made.load(Ordering::Relaxed),
        0,
        "nothing is made for nobody"
    );
    other.stores("signedIn", "ada", "[]");
    shows(&root, "no admin").await;
    other.stores("refreshed", "ada", "['editor']");
    shows(&root, "no admin, writes").await;
    other.stores("refreshed", "ada", "['editor', 'admin']");
    shows(&root, "admin, writes, both").await;
    other.stores("refreshed", "ada", "['admin']");
    shows(&root, "admin, writes").await;
    assert_eq!(
        made.load(Ordering::Relaxed),
        1,
        "a renewed session makes nothing anew"
    );
    other.stores("signedIn", "charles", "[]");
    shows(&root, "no admin").await;
    assert_eq!(
        made.load(Ordering::Relaxed),
        2,
        "another person has a view of their own"
    );
    other.signs_out();
    shows(&root, "guest").await;
    root.remove();
}

/// Groups are the pool's to give: what another pool's tokens say shows nobody an admin's view.
#[wasm_bindgen_test]
async fn tokens_of_another_pool_are_no_membership() {
    const ID: &str = "requiregroups5";
    let mut other = OtherTab::new(ID);
    other.pool = "eu-west-1_Elsewhere";
    other.stores("signedIn", "mallory", "['admin']");
    let root = hydrated(|| {
        view! {
            <RequireAuth client=client(ID) fallback=|| view! { <p>"guest"</p> }>
                <RequireGroup group="admin" fallback=|| view! { <i>"no admin"</i> }>
                    <i>"admin"</i>
                </RequireGroup>
            </RequireAuth>
        }
    });
    shows(&root, "guest").await;
    other.pool = "eu-west-1_Vestibule";
    other.stores("signedIn", "ada", "['admin']");
    shows(&root, "admin").await;
    root.remove();
}

#[wasm_bindgen_test]
async fn whoever_was_there_before_is_let_in_at_once() {
    const ID: &str = "requireauth2";
    OtherTab::new(ID).stores("signedIn", "ada", "['admin']");
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
    shows(&root, "Hello ada").await;
    root.remove();
}

#[wasm_bindgen_test]
async fn without_a_view_of_the_apps_own_guests_see_the_sign_in_screen() {
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
async fn a_signal_says_who_is_there() {
    const ID: &str = "usesession4";
    let mut other = OtherTab::new(ID);
    let root = hydrated(|| {
        let state = use_session(&client(ID));
        let words = move || match state.get() {
            AuthState::Unknown => "unknown".to_owned(),
            AuthState::SignedIn(session) => session.username().to_owned(),
            AuthState::SignedOut { reason } => format!("nobody {reason:?}"),
            _ => "something new".to_owned(),
        };
        view! { <p>{words}</p> }
    });
    assert_eq!(root.text_content().unwrap(), "unknown");
    shows(&root, "nobody None").await;
    other.stores("signedIn", "ada", "[]");
    shows(&root, "ada").await;
    other.signs_out();
    shows(&root, "nobody Some(Asked)").await;
    root.remove();
}
