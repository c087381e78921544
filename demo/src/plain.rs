//! A custom UI on the state machine of the screens (`/plain`): a name, a password, and a code if one is sent.

use leptos::prelude::*;
use vestibule::ui::{AuthFlow, AuthStage, RequireAuth, use_authenticator};
use vestibule::{Client, SignInStep};

pub fn plain_page(client: Client) -> impl IntoView {
    let guest = || view! { class="notes", <Guest /> };
    view! { class="notes",
        <RequireAuth client fallback=guest>
            <Member />
        </RequireAuth>
    }
}

#[component]
fn Guest() -> impl IntoView {
    use_authenticator().map(|flow| {
        let (stage, message) = (flow.stage(), flow.message());
        let content = move || match stage.get() {
            AuthStage::SignIn { .. } => {
                view! { class="notes", <NameAndPassword flow=flow.clone() /> }.into_any()
            }
            AuthStage::Step(step) => {
                view! { class="notes", <Code flow=flow.clone() step /> }.into_any()
            }
            _ => view! { class="notes", <p>"One moment"</p> }.into_any(),
        };
        view! { class="notes",
            <main class="notes-misconfigured">
                <h1>"Members only"</h1>
                {content}
                <p role="alert">{message}</p>
            </main>
        }
    })
}

#[component]
fn NameAndPassword(flow: AuthFlow) -> impl IntoView {
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let busy = flow.is_busy();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        flow.sign_in(&name.get_untracked(), &password.get_untracked());
    };
    view! { class="notes",
        <form on:submit=send>
            <label>"Who " <input autocomplete="username" on:input=move |event| name.set(event_target_value(&event)) /></label>
            <label>
                "Secret "
                <input
                    type="password"
                    autocomplete="current-password"
                    on:input=move |event| password.set(event_target_value(&event))
                />
            </label>
            <button disabled=busy>"Let me in"</button>
        </form>
    }
}

#[component]
fn Code(flow: AuthFlow, step: SignInStep) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let (busy, back) = (flow.is_busy(), flow.clone());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (step, code) = (step.clone(), code.get_untracked());
        flow.run(async move {
            match step {
                SignInStep::SmsCode(step) | SignInStep::EmailCode(step) => step.submit(&code).await,
                step => Ok(step),
            }
        });
    };
    view! { class="notes",
        <form on:submit=send>
            <label>
                "What we sent you "
                <input autocomplete="one-time-code" on:input=move |event| code.set(event_target_value(&event)) />
            </label>
            <button disabled=busy>"That is it"</button>
        </form>
        <button on:click=move |_| back.to_sign_in()>"Begin anew"</button>
    }
}

#[component]
fn Member() -> impl IntoView {
    use_authenticator().map(|flow| {
        let stage = flow.stage();
        let who = move || match stage.get() {
            AuthStage::SignedIn(session) => session.username().to_owned(),
            _ => String::new(),
        };
        view! { class="notes",
            <main class="notes-misconfigured">
                <h1>"Welcome, " {who}</h1>
                <button on:click=move |_| flow.sign_out()>"Out"</button>
            </main>
        }
    })
}
