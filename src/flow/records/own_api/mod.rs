//! The remote for the app's own API: `GET`, `PATCH` and `DELETE` of a dataset, with entity tags.
//!
//! `docs/RECORDS.md` specifies the API, and `examples/records-server` implements it.

mod response;

use std::sync::Arc;
use std::time::Duration;

use self::response::{error_response, missing_field, parse_body, parse_dataset, summary};
use crate::client::Client;
use crate::config::{
    Changes, Cursor, DatasetSummary, Existence, Extent, Limits, Patch, Remote, RemoteRecord,
    Written,
};
use crate::error::{Error, ErrorKind};
use crate::platform::LocalFuture;
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::json::{Object, Value};
use crate::protocol::text::whole_number;
use crate::session::Session;
use vestibule_chunk::chunk;

/// The largest dataset, in bytes of its keys and values.
const MAX_DATASET_BYTES: usize = 8 << 20;
/// The size of the records in one request, in bytes, because many servers limit the size of requests. A larger record
/// is sent alone.
const MAX_PATCH_BYTES: usize = 512 << 10;

pub(super) const LIMITS: Limits = Limits {
    datasets: None,
    records: None,
    dataset_bytes: Some(MAX_DATASET_BYTES),
    value_bytes: 1_048_575,
    key_bytes: 1024,
    patches: 1024,
};

/// The app's own API at a base URL.
#[derive(Debug)]
struct OwnApi {
    client: Client,
    base: String,
}

/// The state of a dataset when it was read: its time of creation and its entity tag. Both are empty if it did not
/// exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Position {
    created: i64,
    tag: String,
}

impl Client {
    #[chunk(own_api, load = self)]
    pub(super) async fn own_api(&self, url: &str) -> Result<Arc<dyn Remote>, Error> {
        Ok(Arc::new(OwnApi::new(self.clone(), url)))
    }
}

impl OwnApi {
    fn new(client: Client, url: &str) -> Self {
        OwnApi {
            client,
            base: url.trim_end_matches('/').to_owned(),
        }
    }
}

impl Remote for OwnApi {
    fn owner(&self) -> LocalFuture<'_, Result<String, Error>> {
        Box::pin(async {
            let session = self.client.current().await;
            let session = session.ok_or_else(|| {
                Error::new(
                    ErrorKind::SignedOut,
                    "the app's own API keeps nothing for guests",
                )
            })?;
            Ok(subject_of(&session).to_owned())
        })
    }

    fn datasets<'a>(
        &'a self,
        owner: &'a str,
    ) -> LocalFuture<'a, Result<Vec<DatasetSummary>, Error>> {
        Box::pin(async move {
            let response = self.send(owner, HttpRequest::get(&*self.base)).await?;
            if !response.is_success() {
                return Err(error_response(&response));
            }
            let body = parse_body(&response)?;
            let all = body.field("datasets").and_then(Value::as_array);
            let all = all.ok_or_else(|| missing_field("datasets"))?;
            let all: Option<Vec<_>> = all.iter().map(summary).collect();
            all.ok_or_else(|| missing_field("name"))
        })
    }

    fn changes<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
        since: Option<&'a Cursor>,
    ) -> LocalFuture<'a, Result<Changes, Error>> {
        Box::pin(async move {
            let before = since.map(Position::parse).unwrap_or_default();
            let mut request = HttpRequest::get(self.url(dataset)?);
            if !before.tag.is_empty() {
                request = request.header("If-None-Match", before.tag.clone());
            }
            let response = self.send(owner, request).await?;
            let was_here = before.created != 0;
            match response.status {
                304 if was_here => Ok(changes(Vec::new(), &before, Extent::Since, Existence::Here)),
                404 => {
                    let existence = match was_here {
                        true => Existence::DeletedSince,
                        false => Existence::Absent,
                    };
                    let nothing = Position::default();
                    Ok(changes(Vec::new(), &nothing, Extent::Whole, existence))
                }
                200 => {
                    let (position, records) = parse_dataset(&response)?;
                    let existence = match was_here && before.created != position.created {
                        true => Existence::DeletedSince,
                        false => Existence::Here,
                    };
                    Ok(changes(records, &position, Extent::Whole, existence))
                }
                _ => Err(error_response(&response)),
            }
        })
    }

    fn write<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
        at: &'a Cursor,
        patches: &'a [Patch],
    ) -> LocalFuture<'a, Result<Written, Error>> {
        Box::pin(async move {
            let mut at = Position::parse(at);
            let mut left = patches;
            let mut all = Written {
                stored: Vec::new(),
                refused: Vec::new(),
                cursor: None,
            };
            while !left.is_empty() {
                let (part, rest) = left.split_at(batch_size(left));
                let response = match self.patch(owner, dataset, &at, part).await {
                    // The rest is sent again in the next round, which reports an error if there is one then.
                    Err(_) if !all.stored.is_empty() => break,
                    response => response?,
                };
                // Another device has written to the dataset.
                let Some((position, mut stored)) = response else {
                    break;
                };
                // A server may leave out the values that it was sent.
                for record in stored.iter_mut().filter(|it| it.value.is_none()) {
                    let patch = part.iter().find(|it| it.key == record.key);
                    record.value = patch.and_then(|it| it.value.clone());
                }
                let is_stored = |it: &&Patch| stored.iter().any(|own| own.key == it.key);
                let refused = part.iter().filter(|it| !is_stored(it));
                all.refused.extend(refused.map(|it| it.key.clone()));
                all.stored.extend(stored);
                all.cursor = Some(position.cursor());
                (at, left) = (position, rest);
            }
            all.refused.extend(left.iter().map(|it| it.key.clone()));
            Ok(all)
        })
    }

    fn delete<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let request = HttpRequest {
                method: "DELETE",
                ..HttpRequest::get(self.url(dataset)?)
            };
            let response = self.send(owner, request).await?;
            match response.status {
                200 | 204 | 404 => Ok(()),
                _ => Err(error_response(&response)),
            }
        })
    }

    fn limits(&self) -> Limits {
        LIMITS
    }

    fn retry_after(&self) -> Duration {
        self.client.host_pause(&self.base)
    }
}

impl OwnApi {
    /// Sends a request with the access token of `owner`. If the token is rejected, refreshes it and sends the request
    /// once more.
    async fn send(&self, owner: &str, request: HttpRequest) -> Result<HttpResponse, Error> {
        let session = self.client.session().await?;
        let response = self.send_with(owner, &session, request.clone()).await?;
        if response.status != 401 {
            return Ok(response);
        }
        let renewed = self.client.renewed(&session).await?;
        if renewed == session {
            return Ok(response);
        }
        self.send_with(owner, &renewed, request).await
    }

    async fn send_with(
        &self,
        owner: &str,
        session: &Session,
        request: HttpRequest,
    ) -> Result<HttpResponse, Error> {
        if subject_of(session) != owner {
            let problem = "another person is signed in now";
            return Err(Error::new(ErrorKind::IdentityChanged, problem));
        }
        let token = ["Bearer ", session.access_token()].concat();
        let request = request.header("Authorization", token);
        self.client.send_to_remote(request).await
    }

    /// Writes records atomically. `None` if the dataset has changed since it was read.
    async fn patch(
        &self,
        owner: &str,
        dataset: &str,
        at: &Position,
        patches: &[Patch],
    ) -> Result<Option<(Position, Vec<RemoteRecord>)>, Error> {
        let condition = match at.tag.is_empty() {
            true => ("If-None-Match", "*".to_owned()),
            false => ("If-Match", at.tag.clone()),
        };
        let request = HttpRequest {
            method: "PATCH",
            url: self.url(dataset)?,
            headers: vec![condition, ("Content-Type", "application/json".to_owned())],
            body: Some(patch_body(patches)),
        };
        let response = self.send(owner, request).await?;
        match response.status {
            409 | 412 => Ok(None),
            200 | 201 => parse_dataset(&response).map(Some),
            _ => Err(error_response(&response)),
        }
    }

    fn url(&self, dataset: &str) -> Result<String, Error> {
        // A URL cannot contain these as path segments.
        if matches!(dataset, "." | "..") {
            let problem = "a dataset of this name has no address";
            return Err(Error::new(ErrorKind::InvalidInput, problem));
        }
        Ok([&self.base, "/", dataset].concat())
    }
}

impl Position {
    fn parse(cursor: &Cursor) -> Self {
        let parts = cursor.as_str().split_once(' ');
        let position = parts.and_then(|(created, tag)| {
            Some(Position {
                created: whole_number(created)?.try_into().ok()?,
                tag: tag.to_owned(),
            })
        });
        position.unwrap_or_default()
    }

    fn cursor(&self) -> Cursor {
        match self.created {
            0 => Cursor::new(""),
            created => Cursor::new(format!("{created} {}", self.tag)),
        }
    }
}

fn changes(
    records: Vec<RemoteRecord>,
    position: &Position,
    extent: Extent,
    dataset: Existence,
) -> Changes {
    Changes {
        records,
        cursor: position.cursor(),
        extent,
        dataset,
        merged: Vec::new(),
    }
}

fn subject_of(session: &Session) -> &str {
    session.access_claims().string("sub").unwrap_or_default()
}

/// The number of patches that fit in one request, at least one.
fn batch_size(patches: &[Patch]) -> usize {
    let mut bytes = 0;
    let is_more = |patch: &Patch| {
        bytes += patch.key.len() + patch.value.as_deref().map_or(0, str::len);
        bytes > MAX_PATCH_BYTES
    };
    let count = patches.iter().position(is_more);
    count.unwrap_or(patches.len()).max(1)
}

/// The body of a `PATCH`.
fn patch_body(patches: &[Patch]) -> String {
    let mut records = String::from("[");
    for patch in patches {
        if records.len() > 1 {
            records.push(',');
        }
        let mut record = Object::new();
        record.text("key", &patch.key);
        record.optional("value", patch.value.as_deref());
        record.number("modified", patch.modified.as_millis() as i64);
        records.push_str(&record.end());
    }
    records.push(']');
    let mut body = Object::new();
    body.json("records", &records);
    body.end()
}
