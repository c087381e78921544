//! Compares the configuration with its pool, for developers who set the demo up: the page at `?diagnosis`.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vestibule::{Client, Diagnosis, Finding, Subject, Verdict};

/// Returns whether the page's address requests it.
pub fn is_requested() -> bool {
    let search = web_sys::window().and_then(|window| window.location().search().ok());
    search.is_some_and(|search| search == "?diagnosis")
}

/// The report: which settings are correct, and what to change.
#[component]
pub fn DiagnosisPage(client: Client) -> impl IntoView {
    let report = RwSignal::new(None);
    spawn_local(async move {
        let diagnosis = client.diagnose().await;
        report.try_set(Some(diagnosis));
    });
    let content = move || match report.get() {
        None => view! { class="notes", <p>"Checking…"</p> }.into_any(),
        Some(diagnosis) => view! { class="notes", <Report diagnosis /> }.into_any(),
    };
    view! { class="notes",
        <main class="notes-diagnosis" aria-live="polite">
            <h1>"Configuration check"</h1>
            {content}
        </main>
    }
}

#[component]
fn Report(diagnosis: Diagnosis) -> impl IntoView {
    let summary = match diagnosis.is_well() {
        true => "No problems were found.",
        false => "Some settings have to be changed.",
    };
    let rows = diagnosis.findings.into_iter().map(row).collect_view();
    view! { class="notes",
        <p>{summary}</p>
        <table>
            <thead>
                <tr><th scope="col">"Setting"</th><th scope="col">"Result"</th><th scope="col">"Details"</th></tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <p><a href="./">"To the demo"</a></p>
    }
}

fn row(finding: Finding) -> impl IntoView {
    let help = (!finding.help.is_empty()).then(|| {
        view! { class="notes", <p>{finding.help}</p> }
    });
    let link = finding.link.map(|address| {
        view! { class="notes",
            <p><a href=address target="_blank" rel="noopener">"Open in a new tab"</a></p>
        }
    });
    view! { class="notes",
        <tr class=finding.verdict.name()>
            <th scope="row">{title(finding.subject)}</th>
            <td>{text_of(finding.verdict)}</td>
            <td><p>{finding.found}</p>{help}{link}</td>
        </tr>
    }
}

fn title(subject: Subject) -> &'static str {
    match subject {
        Subject::Pool => "User pool",
        Subject::Keys => "Signing keys",
        Subject::Client => "App client",
        Subject::Secret => "Client secret",
        Subject::Srp => "Sign-in by SRP",
        Subject::Password => "Sign-in by password (without SRP)",
        Subject::Choice => "Choice-based sign-in",
        Subject::Custom => "Custom challenges",
        Subject::Domain => "Hosted pages",
        Subject::CodeGrant => "Code grant",
        Subject::RedirectUri => "Redirect URI and scopes",
        Subject::Clock => "Clock of this machine",
        Subject::FallbackEndpoint => "Fallback endpoint",
        Subject::IdentityPool => "Identity pool",
        Subject::Guests => "Guests",
        Subject::Provider => "Login provider",
        Subject::Role => "Role",
        _ => subject.name(),
    }
}

fn text_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Right => "✓ OK",
        Verdict::Wrong => "✗ Change it",
        Verdict::Note => "– Note",
        _ => "? Unknown",
    }
}
