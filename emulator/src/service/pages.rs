//! Pages for developers.

use std::fmt::Write;

use ::http::StatusCode;

use crate::config::ClientSettings;
use crate::http::{Response, escape};
use crate::state::{Identity, IdentityPool, IdentityStatus, Pool, State, User};

/// The front page.
pub(super) fn front(state: &State) -> Response {
    let body = format!(
        "<p>A local stand-in for Amazon Cognito, with {pools}. Point a client's endpoint at this \
         address. Its signing keys are public and it checks no administrator: use it for \
         development and tests only.</p>\
         <ul><li><a href=/_inbox>Inbox</a>: codes and invitations that Cognito would have sent\
         <li><a href=/_pools>Pools</a>: their clients and users\
         <li><code>POST /_clock {{\"advance_seconds\": 3600}}</code> moves the clock</ul>",
        pools = match state.pools.len() {
            1 => "one user pool".to_owned(),
            n => format!("{n} user pools"),
        }
    );
    page("Vestibule emulator", &body)
}

/// The page with all pools, clients, users and identities.
pub(super) fn pools(state: &State) -> Response {
    let user_pools = state.pools.iter().map(pool);
    let identity_pools = state.identity_pools.iter().map(identity_pool);
    let body: String = user_pools.chain(identity_pools).collect();
    page("Pools", &body)
}

/// Builds a page.
pub(super) fn page(title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style><main><h1>{title}</h1>{body}</main>"
    );
    crate::http::page(StatusCode::OK, html)
}

const STYLE: &str = "\
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}\
main{max-width:56rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.5rem}h2{font-size:1.125rem;margin-bottom:0}\
article{border-top:1px solid #8884;padding:.5rem 0}\
.quiet{opacity:.75;margin:0}table{border-collapse:collapse;width:100%}\
td code{white-space:nowrap}table{display:block;overflow-x:auto}\
th,td{text-align:left;padding:.25rem .75rem .25rem 0;vertical-align:top}\
code{font-size:.875em;overflow-wrap:anywhere}";

fn pool(pool: &Pool) -> String {
    let mut html = format!(
        "<article><h2>{name} <code>{id}</code></h2><p class=quiet>Issuer <code>{issuer}</code> · \
         <a href=\"/{id}/.well-known/jwks.json\">keys</a> · \
         <a href=\"/{id}/.well-known/openid-configuration\">configuration</a></p>",
        name = escape(&pool.settings.name),
        id = escape(&pool.settings.id),
        issuer = escape(&pool.settings.issuer()),
    );
    html.push_str("<table><tr><th>Client<th>Flows<th>Redirect grants</tr>");
    pool.clients
        .values()
        .for_each(|client| html.push_str(&client_row(client)));
    html.push_str("</table><table><tr><th>User<th>E-mail<th>Status<th>Groups</tr>");
    pool.users
        .iter()
        .for_each(|user| html.push_str(&user_row(user)));
    html.push_str("</table></article>");
    html
}

fn identity_pool(pool: &IdentityPool) -> String {
    let mut html = format!(
        "<article><h2>{name} <code>{id}</code></h2><p class=quiet>Identity pool</p>\
         <table><tr><th>Identity<th>Logins<th>State</tr>",
        name = escape(&pool.settings.name),
        id = escape(&pool.settings.id),
    );
    pool.iter()
        .for_each(|identity| html.push_str(&identity_row(identity)));
    html.push_str("</table></article>");
    html
}

fn identity_row(identity: &Identity) -> String {
    let logins: Vec<&str> = identity
        .logins
        .iter()
        .map(|login| login.provider.as_str())
        .collect();
    let standing = match &identity.standing {
        IdentityStatus::Enabled => String::new(),
        IdentityStatus::Disabled => "disabled".to_owned(),
        IdentityStatus::MergedInto(other) => format!("merged into {other}"),
    };
    format!(
        "<tr><td><code>{id}</code><td>{logins}<td>{standing}</tr>",
        id = escape(&identity.id),
        logins = match logins.is_empty() {
            true => "guest".to_owned(),
            false => escape(&logins.join(", ")),
        },
        standing = escape(&standing),
    )
}

fn client_row(client: &ClientSettings) -> String {
    let mut grants = String::new();
    for flow in &client.allowed_oauth_flows {
        let _ = write!(grants, "{flow:?} ");
    }
    format!(
        "<tr><td>{name}<br><code>{id}</code><td>{flows}<td>{grants}</tr>",
        name = escape(&client.name),
        id = escape(&client.id),
        flows = escape(&client.explicit_auth_flows.join(", ")),
    )
}

fn user_row(user: &User) -> String {
    format!(
        "<tr><td><code>{name}</code><td>{email}<td>{status}{disabled}<td>{groups}</tr>",
        name = escape(&user.username),
        email = escape(user.attribute("email").unwrap_or_default()),
        status = user.status.as_str(),
        disabled = if user.enabled { "" } else { ", disabled" },
        groups = escape(&user.groups.join(", ")),
    )
}
