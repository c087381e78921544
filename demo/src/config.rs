//! Which user pool the demo talks to: `config.json`, beside the page.

use std::time::Duration;

use gloo_net::http::Request;
use serde::Deserialize;
use vestibule::ui::{FirstFactor, Routing};
use vestibule::{
    Client, ClientConfig, IdentityPool, RecordsConfig, Resolve, SignOutAfter, Storage,
};

use crate::storage::Bucket;

/// What `config.json` holds.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    user_pool_id: String,
    client_id: String,
    /// The hosted UI; without it there are no redirect buttons.
    domain: Option<String>,
    /// Somewhere else than AWS: the emulator.
    endpoint: Option<String>,
    /// Where the hosted UI comes back to; this page unless it says otherwise.
    redirect_uri: Option<String>,
    /// Identity providers of the pool, by the names that it has for them.
    #[serde(default)]
    providers: Vec<String>,
    /// What else a sign-up asks for: attributes of Cognito's own, by their names.
    #[serde(default)]
    attributes: Vec<String>,
    /// Where the terms of use are that a sign-up has to accept.
    terms: Option<String>,
    /// Domains of e-mail addresses, each with the identity provider of its people.
    #[serde(default)]
    domains: Vec<Domain>,
    /// Where the session is kept.
    #[serde(default)]
    storage: Place,
    /// An identity pool, for AWS credentials.
    identity_pool_id: Option<String>,
    /// Where the notes are kept, for the page of notes. It takes an identity pool.
    records: Option<Remote>,
    /// The address of a bucket of S3 in the identity pool's Region, for the page of files.
    bucket: Option<String>,
    /// Where the emulator shows the messages that Cognito would send.
    inbox: Option<String>,
    /// What the sign-in screen asks for besides the name.
    #[serde(default)]
    first_factor: First,
    /// As whom one can sign in, a line for each.
    #[serde(default)]
    people: Vec<String>,
    /// Other pools to try: `?pool=name` in the page's address.
    #[serde(default)]
    pools: Vec<Pool>,
    /// Whether the sign-in screen asks if the person is to be remembered.
    #[serde(default)]
    remember_me: bool,
    /// When a session ends by time.
    #[serde(default)]
    sign_out_after: Limits,
    /// What the browser's history knows of the screens.
    #[serde(default)]
    routing: Addresses,
}

/// A domain whose people sign in through an identity provider.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Domain {
    pub name: String,
    pub provider: String,
}

/// Another pool, with all that differs there.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Pool {
    name: String,
    title: String,
    user_pool_id: String,
    client_id: String,
    #[serde(default)]
    first_factor: First,
    #[serde(default)]
    people: Vec<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum First {
    #[default]
    Password,
    PasswordOrChoice,
    Choice,
    Custom,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Place {
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
enum Addresses {
    #[default]
    Unchanged,
    Hash,
    Path,
    Off,
}

/// In milliseconds, as the npm package has them.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    idle: Option<u32>,
    total: Option<u32>,
}

/// What the demo runs on.
#[derive(Clone)]
pub struct Setup {
    pub client: Client,
    pub has_hosted_ui: bool,
    pub providers: Vec<String>,
    pub attributes: Vec<String>,
    pub terms: Option<String>,
    pub domains: Vec<Domain>,
    pub inbox: Option<String>,
    /// Where the page of files has them.
    pub bucket: Option<Bucket>,
    /// Whether there is a page of notes.
    pub has_notes: bool,
    pub asks_to_remember: bool,
    pub first_factor: FirstFactor,
    pub routing: Routing,
    pub people: Vec<String>,
    /// The other pools: address and title.
    pub others: Vec<(String, String)>,
}

/// What is wrong with the configuration, in words for whoever starts the demo.
#[derive(Clone)]
pub struct Problem {
    pub what: String,
    pub help: String,
}

/// Reads `config.json` and makes a client of it.
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

/// Where the pool that was asked for is remembered: whoever comes back from the hosted pages is in it still.
const POOL: &str = "notes.pool";

/// The configuration for the pool that the page's address names, or named last in this tab.
fn in_pool(mut file: File) -> File {
    let kept = web_sys::window().and_then(|window| window.session_storage().ok()?);
    if let (Some(kept), Some(name)) = (&kept, asked_for()) {
        // Where nothing can be kept, the address alone counts.
        let _ = kept.set_item(POOL, &name);
    }
    let name = asked_for().or_else(|| kept?.get_item(POOL).ok()?);
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

/// `pool` in the page's address.
fn asked_for() -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    let pairs = search.trim_start_matches('?').split('&');
    let mut values = pairs.filter_map(|pair| pair.strip_prefix("pool="));
    values.next().map(String::from)
}

/// All pools by address and title, where there is more than one.
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
    let answer = request
        .send()
        .await
        .map_err(|error| unreadable(&error.to_string()))?;
    if !answer.ok() {
        return Err(unreadable(&format!(
            "the server answers {}",
            answer.status()
        )));
    }
    let text = answer
        .text()
        .await
        .map_err(|error| unreadable(&error.to_string()))?;
    let value = js_sys::JSON::parse(&text).map_err(|_| malformed("it is not JSON"))?;
    serde_wasm_bindgen::from_value(value).map_err(|error| malformed(&error.to_string()))
}

fn config(file: File) -> ClientConfig {
    let redirect_uri = file.redirect_uri.or_else(this_page);
    let time = |millis: Option<u32>| millis.map(|millis| Duration::from_millis(millis.into()));
    let limits = SignOutAfter {
        idle: time(file.sign_out_after.idle),
        total: time(file.sign_out_after.total),
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

/// The identity pool; where the user pool is a local one, so is this.
fn identity_pool(id: String, endpoint: Option<String>) -> IdentityPool {
    let pool = IdentityPool::new(id);
    match endpoint {
        Some(url) => pool.endpoint(url.clone()).sts_endpoint(url),
        None => pool,
    }
}

/// The place of the notes, which asks the person about each note that was changed in two places.
fn records(remote: Remote, endpoint: Option<String>) -> RecordsConfig {
    let records = match remote {
        Remote::CognitoSync => RecordsConfig::cognito_sync().on_conflict(Resolve::Ask),
    };
    match endpoint {
        Some(url) => records.endpoint(url),
        None => records,
    }
}

/// The bucket of the page of files, where there is one and an identity pool.
fn bucket(file: &File) -> Option<Bucket> {
    let (region, _) = file.identity_pool_id.as_ref()?.split_once(':')?;
    let of_region = || format!("https://sts.{region}.amazonaws.com");
    Some(Bucket {
        url: file.bucket.clone()?,
        region: region.into(),
        sts: file.endpoint.clone().unwrap_or_else(of_region),
    })
}

/// The last one lets a redirect sign-in read attributes and change the password, too.
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

impl From<First> for FirstFactor {
    fn from(first: First) -> Self {
        match first {
            First::Password => FirstFactor::Password,
            First::PasswordOrChoice => FirstFactor::PasswordOrChoice,
            First::Choice => FirstFactor::Choice,
            First::Custom => FirstFactor::Custom,
        }
    }
}

impl From<Place> for Storage {
    fn from(place: Place) -> Self {
        match place {
            Place::Local => Storage::Local,
            Place::Session => Storage::Session,
            Place::Memory => Storage::Memory,
        }
    }
}

impl From<Addresses> for Routing {
    fn from(addresses: Addresses) -> Self {
        match addresses {
            Addresses::Unchanged => Routing::Unchanged,
            Addresses::Hash => Routing::Hash,
            Addresses::Path => Routing::Path("/welcome".into()),
            Addresses::Off => Routing::Off,
        }
    }
}
