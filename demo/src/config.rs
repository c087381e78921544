//! The configuration of the demo: `config.json`, next to the page.

use std::time::Duration;

use gloo_net::http::Request;
use serde::Deserialize;
use vestibule::ui::{FirstFactor, Routing};
use vestibule::{
    Client, ClientConfig, IdentityPool, RecordsConfig, Resolve, SignOutAfter, Storage,
};

use crate::storage::Bucket;

/// The content of `config.json`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    user_pool_id: String,
    client_id: String,
    /// The domain of the hosted UI. Without it there are no redirect buttons.
    domain: Option<String>,
    /// The endpoint of the emulator, in place of AWS.
    endpoint: Option<String>,
    /// The redirect URI. By default this page.
    redirect_uri: Option<String>,
    /// The names of the pool's identity providers.
    #[serde(default)]
    providers: Vec<String>,
    /// The names of standard attributes that a sign-up asks for, too.
    #[serde(default)]
    attributes: Vec<String>,
    /// The address of the terms of use that a sign-up has to accept.
    terms: Option<String>,
    /// Domains of e-mail addresses, each with its identity provider.
    #[serde(default)]
    domains: Vec<Domain>,
    /// Where the session is stored.
    #[serde(default)]
    storage: StorageName,
    /// An identity pool, for AWS credentials.
    identity_pool_id: Option<String>,
    /// The remote store of the page of notes. It needs an identity pool.
    records: Option<Remote>,
    /// The address of an S3 bucket in the identity pool's Region, for the page of files.
    bucket: Option<String>,
    /// The emulator's page with the messages that Cognito would send.
    inbox: Option<String>,
    /// What the sign-in screen asks for in addition to the username.
    #[serde(default)]
    first_factor: FirstFactorName,
    /// The users to sign in as, one per line.
    #[serde(default)]
    people: Vec<String>,
    /// Other pools to try, with `?pool=name` in the page's address.
    #[serde(default)]
    pools: Vec<Pool>,
    /// Whether the sign-in screen asks to stay signed in.
    #[serde(default)]
    remember_me: bool,
    /// The time limits of a session.
    #[serde(default)]
    sign_out_after: Limits,
    /// How the screens use addresses and the browser's history.
    #[serde(default)]
    routing: RoutingName,
}

/// A domain whose users sign in through an identity provider.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Domain {
    pub name: String,
    pub provider: String,
}

/// Another pool, with the settings that differ.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Pool {
    name: String,
    title: String,
    user_pool_id: String,
    client_id: String,
    #[serde(default)]
    first_factor: FirstFactorName,
    #[serde(default)]
    people: Vec<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FirstFactorName {
    #[default]
    Password,
    PasswordOrChoice,
    Choice,
    Custom,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum StorageName {
    #[default]
    Local,
    Session,
    Memory,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Remote {
    CognitoSync,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum RoutingName {
    #[default]
    Unchanged,
    Hash,
    Path,
    Off,
}

/// In milliseconds, as in the npm package.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    idle: Option<u32>,
    total: Option<u32>,
}

/// The configured demo.
#[derive(Clone)]
pub struct Setup {
    pub client: Client,
    pub has_hosted_ui: bool,
    pub providers: Vec<String>,
    pub attributes: Vec<String>,
    pub terms: Option<String>,
    pub domains: Vec<Domain>,
    pub inbox: Option<String>,
    /// The bucket of the page of files.
    pub bucket: Option<Bucket>,
    /// Whether there is a page of notes.
    pub has_notes: bool,
    pub asks_to_remember: bool,
    pub first_factor: FirstFactor,
    pub routing: Routing,
    pub people: Vec<String>,
    /// The addresses and titles of the other pools.
    pub others: Vec<(String, String)>,
}

/// What is wrong with the configuration, for the developer.
#[derive(Clone)]
pub struct Problem {
    pub what: String,
    pub help: String,
}

/// Reads `config.json` and creates the client.
pub async fn load() -> Result<Setup, Problem> {
    let file = read().await?;
    let others = others(&file);
    let file = in_pool(file);
    let has_hosted_ui = file.domain.is_some();
    let (inbox, providers) = (file.inbox.clone(), file.providers.clone());
    let (attributes, domains) = (file.attributes.clone(), file.domains.clone());
    let (terms, bucket) = (file.terms.clone(), bucket(&file));
    let asks_to_remember = file.remember_me;
    let has_notes = file.records.is_some();
    let routing = file.routing.into();
    let (first_factor, people) = (file.first_factor.into(), file.people.clone());
    let client = Client::new(config(file)).map_err(|error| Problem {
        what: error.message().into(),
        help: error.help().into(),
    })?;
    Ok(Setup {
        client,
        has_hosted_ui,
        providers,
        attributes,
        terms,
        domains,
        inbox,
        bucket,
        has_notes,
        asks_to_remember,
        first_factor,
        routing,
        people,
        others,
    })
}

/// The session storage key of the chosen pool, so that it is still chosen after a redirect to the hosted UI.
const POOL: &str = "notes.pool";

/// Returns the configuration for the pool in the page's address, or the one that was last chosen in this tab.
fn in_pool(mut file: File) -> File {
    let storage = web_sys::window().and_then(|window| window.session_storage().ok()?);
    if let (Some(storage), Some(name)) = (&storage, requested_pool()) {
        // Without session storage only the address is used.
        let _ = storage.set_item(POOL, &name);
    }
    let name = requested_pool().or_else(|| storage?.get_item(POOL).ok()?);
    let pool = file
        .pools
        .iter()
        .find(|pool| Some(&pool.name) == name.as_ref());
    if let Some(pool) = pool.cloned() {
        file.user_pool_id = pool.user_pool_id;
        file.client_id = pool.client_id;
        file.first_factor = pool.first_factor;
        file.people = pool.people;
        file.providers.clear();
        file.domains.clear();
    }
    file
}

/// Returns the parameter `pool` of the page's address.
fn requested_pool() -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    let pairs = search.trim_start_matches('?').split('&');
    let mut values = pairs.filter_map(|pair| pair.strip_prefix("pool="));
    values.next().map(String::from)
}

/// Returns the addresses and titles of all pools, if there are several.
fn others(file: &File) -> Vec<(String, String)> {
    let address = |name: &str| format!("/?pool={name}");
    let mut all: Vec<_> = file
        .pools
        .iter()
        .map(|pool| (address(&pool.name), pool.title.clone()))
        .collect();
    if !all.is_empty() {
        all.insert(0, (address(""), "A password".into()));
    }
    all
}

async fn read() -> Result<File, Problem> {
    let request = Request::get("/config.json").cache(web_sys::RequestCache::NoStore);
    let response = request
        .send()
        .await
        .map_err(|error| unreadable(&error.to_string()))?;
    if !response.ok() {
        return Err(unreadable(&format!(
            "the server answers {}",
            response.status()
        )));
    }
    let text = response
        .text()
        .await
        .map_err(|error| unreadable(&error.to_string()))?;
    let value = js_sys::JSON::parse(&text).map_err(|_| malformed("it is not JSON"))?;
    serde_wasm_bindgen::from_value(value).map_err(|error| malformed(&error.to_string()))
}

fn config(file: File) -> ClientConfig {
    let redirect_uri = file.redirect_uri.or_else(this_page);
    let duration = |millis: Option<u32>| millis.map(|millis| Duration::from_millis(millis.into()));
    let limits = SignOutAfter {
        idle: duration(file.sign_out_after.idle),
        total: duration(file.sign_out_after.total),
    };
    let mut config = ClientConfig::new(file.user_pool_id, file.client_id)
        .sign_out_after(limits)
        .storage(file.storage.into());
    let endpoint = file.endpoint;
    if let Some(endpoint) = &endpoint {
        config = config.endpoint(endpoint.clone());
    }
    if let Some(remote) = file.records {
        config = config.records(records(remote, endpoint.clone()));
    }
    if let Some(id) = file.identity_pool_id {
        config = config.identity_pool(identity_pool(id, endpoint));
    }
    if let Some(domain) = file.domain {
        config = config.domain(domain).scopes(SCOPES);
        if let Some(uri) = redirect_uri {
            config = config.redirect_uri(uri.clone()).logout_uri(uri);
        }
    }
    config
}

/// Returns the identity pool, with the endpoint of the emulator if there is one.
fn identity_pool(id: String, endpoint: Option<String>) -> IdentityPool {
    let pool = IdentityPool::new(id);
    match endpoint {
        Some(url) => pool.endpoint(url.clone()).sts_endpoint(url),
        None => pool,
    }
}

/// Returns the configuration of the notes. Conflicts stay open until the person resolves them.
fn records(remote: Remote, endpoint: Option<String>) -> RecordsConfig {
    let records = match remote {
        Remote::CognitoSync => RecordsConfig::cognito_sync().on_conflict(Resolve::Ask),
    };
    match endpoint {
        Some(url) => records.endpoint(url),
        None => records,
    }
}

/// Returns the bucket, if the configuration has one and an identity pool.
fn bucket(file: &File) -> Option<Bucket> {
    let (region, _) = file.identity_pool_id.as_ref()?.split_once(':')?;
    let of_region = || format!("https://sts.{region}.amazonaws.com");
    Some(Bucket {
        url: file.bucket.clone()?,
        region: region.into(),
        sts: file.endpoint.clone().unwrap_or_else(of_region),
    })
}

/// With the last one the tokens of a redirect sign-in can read attributes and change the password.
const SCOPES: [&str; 4] = [
    "openid",
    "email",
    "profile",
    "aws.cognito.signin.user.admin",
];

fn this_page() -> Option<String> {
    let origin = web_sys::window()?.location().origin().ok()?;
    Some(format!("{origin}/"))
}

fn unreadable(why: &str) -> Problem {
    Problem {
        what: format!("config.json could not be read: {why}."),
        help: "It belongs beside this page; Trunk copies it there from demo/config.json.".into(),
    }
}

fn malformed(why: &str) -> Problem {
    Problem {
        what: format!("config.json does not fit: {why}."),
        help: "It needs userPoolId and clientId, and may have domain, endpoint, redirectUri, \
               providers, domains, attributes, terms, rememberMe, firstFactor, signOutAfter, storage, routing, identityPoolId, records, bucket, inbox, people and \
               pools."
            .into(),
    }
}

impl From<FirstFactorName> for FirstFactor {
    fn from(first: FirstFactorName) -> Self {
        match first {
            FirstFactorName::Password => FirstFactor::Password,
            FirstFactorName::PasswordOrChoice => FirstFactor::PasswordOrChoice,
            FirstFactorName::Choice => FirstFactor::Choice,
            FirstFactorName::Custom => FirstFactor::Custom,
        }
    }
}

impl From<StorageName> for Storage {
    fn from(place: StorageName) -> Self {
        match place {
            StorageName::Local => Storage::Local,
            StorageName::Session => Storage::Session,
            StorageName::Memory => Storage::Memory,
        }
    }
}

impl From<RoutingName> for Routing {
    fn from(addresses: RoutingName) -> Self {
        match addresses {
            RoutingName::Unchanged => Routing::Unchanged,
            RoutingName::Hash => Routing::Hash,
            RoutingName::Path => Routing::Path("/welcome".into()),
            RoutingName::Off => Routing::Off,
        }
    }
}
