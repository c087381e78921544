//! Tables of names and values: a user's attributes, a token's claims.

use leptos::prelude::*;
use vestibule::{Session, TokenClaims};

/// A name and a value.
pub type Fact = (String, String);

/// A card with a table of facts.
#[component]
pub fn Facts(
    /// The title of the card.
    title: &'static str,
    /// The facts, or an error message.
    facts: Signal<Result<Vec<Fact>, String>>,
) -> impl IntoView {
    let rows = move |facts: Vec<Fact>| {
        let row = |(name, value)| {
            view! { class="notes",
                <tr><th scope="row">{name}</th><td>{value}</td></tr>
            }
        };
        facts.into_iter().map(row).collect_view()
    };
    let content = move || match facts.get() {
        Ok(facts) => {
            view! { class="notes", <table><tbody>{rows(facts)}</tbody></table> }.into_any()
        }
        Err(why) => view! { class="notes", <p class="notes-muted">{why}</p> }.into_any(),
    };
    view! { class="notes",
        <section class="notes-card" aria-label=title>
            <h2>{title}</h2>
            {content}
        </section>
    }
}

/// Returns the name to show for a user: their name, or else their username. The username of a user of an identity
/// provider, or of a pool that generates usernames, is not readable: then it is the e-mail address.
pub fn name_of(session: &Session) -> String {
    let claims = session.claims();
    let username = session.username();
    let is_federated = claims.names().any(|name| name == "identities");
    let is_generated = is_federated || claims.string("sub") == Some(username);
    let email = claims.string("email").filter(|_| is_generated);
    let name = claims.string("name").or(email).unwrap_or(username);
    name.into()
}

/// Returns a token's claims, in the order of the token, with readable times.
pub fn of_claims(claims: &TokenClaims) -> Vec<Fact> {
    let fact = |name: &str| (String::from(name), value(claims, name));
    claims.names().map(fact).collect()
}

fn value(claims: &TokenClaims, name: &str) -> String {
    if let Some(text) = claims.string(name) {
        return text.into();
    }
    if let Some(number) = claims.integer(name) {
        return match name {
            "exp" | "iat" | "auth_time" | "nbf" => format!("{number} ({})", local_time(number)),
            _ => number.to_string(),
        };
    }
    if let Some(boolean) = claims.boolean(name) {
        return boolean.to_string();
    }
    claims.strings(name).join(", ")
}

fn local_time(seconds: i64) -> String {
    let date = js_sys::Date::new(&(seconds as f64 * 1000.0).into());
    date.to_locale_time_string("default").into()
}
