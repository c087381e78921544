//! The remote for Cognito Sync, for apps that already use it.
//!
//! The cursor of a dataset is its sync count, and the version of a record is the record's sync count. `position` is the
//! cursor, `convert` converts records between the store's and the service's form, `errors` maps errors.
//!
//! <https://docs.aws.amazon.com/cognitosync/latest/APIReference/Welcome.html>

mod convert;
mod errors;
mod position;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::client::{Client, missing_field};
use crate::config::{
    Changes, Cursor, DatasetSummary, Existence, Extent, IdentityPool, Limits, Patch, Remote,
    RemoteRecord, Written,
};
use crate::error::{Error, ErrorKind};
use crate::platform::LocalFuture;
use crate::protocol::idp::ResponseError;
use crate::protocol::secret::Secret;
use crate::protocol::sync::{self, Operation, Reason};
use convert::{read_written, record_patch, remote_record, summary};
use position::Position;
use vestibule_chunk::chunk;

/// The largest number of records in one response.
const PAGE_SIZE: i64 = sync::MAX_RECORDS as i64;
/// How often a dataset is read from the start if it changes between two pages.
const MAX_READS: u32 = 4;

pub(super) const LIMITS: Limits = Limits {
    datasets: Some(sync::MAX_DATASETS),
    records: Some(sync::MAX_RECORDS),
    dataset_bytes: Some(sync::MAX_DATASET_BYTES),
    value_bytes: sync::MAX_VALUE_LENGTH,
    key_bytes: sync::MAX_KEY_LENGTH,
    patches: sync::MAX_RECORDS,
};

/// Cognito Sync, for the identities of an identity pool.
struct CognitoSync {
    client: Client,
    pool_id: String,
    region: String,
    endpoint: String,
    /// Datasets whose versions differ from those stored here, so that they have to be read from the start.
    datasets_to_reread: Mutex<Vec<String>>,
}

/// The contents of all pages of a dataset.
struct Pages {
    records: Vec<RemoteRecord>,
    first: sync::ListRecordsResponse,
    token: Secret,
}

impl Client {
    #[chunk(cognito_sync, load = self)]
    pub(super) async fn cognito_sync(
        &self,
        endpoint: Option<&str>,
    ) -> Result<Arc<dyn Remote>, Error> {
        let pool = self.identity_pool()?;
        Ok(Arc::new(CognitoSync::new(self.clone(), pool, endpoint)))
    }
}

impl CognitoSync {
    /// Cognito Sync at the endpoint, or in the identity pool's Region.
    fn new(client: Client, pool: &IdentityPool, endpoint: Option<&str>) -> Self {
        CognitoSync {
            client,
            pool_id: pool.id.clone(),
            region: pool.region().to_owned(),
            endpoint: match endpoint {
                Some(url) => url.trim_end_matches('/').to_owned(),
                None => sync::endpoint(pool.region()),
            },
            datasets_to_reread: Mutex::default(),
        }
    }

    fn identity(&self, owner: &str) -> sync::Identity {
        sync::Identity {
            pool_id: self.pool_id.clone(),
            id: owner.to_owned(),
        }
    }

    async fn call<O: Operation>(
        &self,
        owner: &str,
        operation: &O,
    ) -> Result<Result<O::Response, sync::ServiceError>, Error> {
        let scope = (sync::SERVICE, self.region.as_str());
        let request = sync::request(&self.endpoint, operation);
        let response = self.client.send_as(owner, scope, request).await?;
        match sync::response::<O>(&response) {
            Ok(read) => Ok(Ok(read)),
            Err(ResponseError::Service(refused)) => Ok(Err(refused)),
            Err(ResponseError::Malformed(error)) => Err(error.into()),
        }
    }

    /// Reads the changes since a sync count.
    async fn read(
        &self,
        owner: &str,
        dataset: &str,
        since: i64,
    ) -> Result<Result<Pages, sync::ServiceError>, Error> {
        let mut reads = 0;
        loop {
            let pages = match self.pages(owner, dataset, since).await? {
                Ok(pages) => pages,
                Err(refused) => return Ok(Err(refused)),
            };
            // A record that moved between pages could be on neither of them.
            if let Some(pages) = pages {
                return Ok(Ok(pages));
            }
            reads += 1;
            if reads == MAX_READS {
                let problem = "other devices keep changing the dataset";
                return Err(Error::new(ErrorKind::ConcurrentModification, problem));
            }
        }
    }

    /// Reads all pages; `None` if the dataset changed between two of them.
    async fn pages(
        &self,
        owner: &str,
        dataset: &str,
        since: i64,
    ) -> Result<Result<Option<Pages>, sync::ServiceError>, Error> {
        let mut operation = sync::ListRecords {
            identity: self.identity(owner),
            dataset_name: dataset.to_owned(),
            last_sync_count: Some(since),
            max_results: Some(PAGE_SIZE),
            ..Default::default()
        };
        let mut found: Option<Pages> = None;
        loop {
            let mut page = match self.call(owner, &operation).await? {
                Ok(page) => page,
                Err(refused) => return Ok(Err(refused)),
            };
            operation.next_token = page.next_token.take();
            let records = std::mem::take(&mut page.records);
            let token = page.sync_session_token.take();
            let token = token.ok_or_else(|| missing_field("SyncSessionToken"))?;
            let pages = match &mut found {
                None => found.insert(Pages {
                    records: Vec::new(),
                    first: page,
                    token,
                }),
                Some(pages) if pages.first.dataset_sync_count != page.dataset_sync_count => {
                    return Ok(Ok(None));
                }
                Some(pages) => pages,
            };
            for record in records {
                pages.records.push(remote_record(record)?);
            }
            if operation.next_token.is_none() {
                return Ok(Ok(found));
            }
        }
    }

    /// Whether a dataset has to be read from the start. Clears the mark.
    fn take_reread(&self, dataset: &str) -> bool {
        let mut all = self
            .datasets_to_reread
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let known = all.len();
        all.retain(|name| name != dataset);
        all.len() < known
    }

    fn mark_for_reread(&self, dataset: &str) {
        let mut all = self
            .datasets_to_reread
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        all.push(dataset.to_owned());
    }

    async fn all_datasets(&self, owner: &str) -> Result<Vec<DatasetSummary>, Error> {
        let mut operation = sync::ListDatasets {
            identity: self.identity(owner),
            ..Default::default()
        };
        let mut all = Vec::new();
        loop {
            let page = self
                .call(owner, &operation)
                .await?
                .map_err(errors::service_error)?;
            for dataset in page.datasets {
                all.push(summary(dataset)?);
            }
            operation.next_token = page.next_token;
            if operation.next_token.is_none() {
                return Ok(all);
            }
        }
    }

    async fn changes_since(
        &self,
        owner: &str,
        dataset: &str,
        since: Option<&Cursor>,
    ) -> Result<Changes, Error> {
        let known = since.and_then(|cursor| Position::parse(cursor.as_str()));
        let known = known.unwrap_or_default();
        let since = match self.take_reread(dataset) {
            true => 0,
            false => known.count,
        };
        match self.read(owner, dataset, since).await? {
            Ok(pages) if since == 0 => Ok(pages.changes(&known, Extent::Whole)),
            // After a deletion the service lists only changes since the sync count, not all records of the new dataset.
            Ok(pages) if pages.is_gone(&known) => {
                let pages = self.read(owner, dataset, 0).await?;
                let mut changes = pages
                    .map_err(errors::service_error)?
                    .changes(&known, Extent::Whole);
                changes.dataset = Existence::DeletedSince;
                Ok(changes)
            }
            Ok(pages) => Ok(pages.changes(&known, Extent::Since)),
            Err(refused)
                if since > 0 && sync::reason(&refused) == Some(Reason::UnknownSyncCount) =>
            {
                let pages = self.read(owner, dataset, 0).await?;
                Ok(pages
                    .map_err(errors::service_error)?
                    .changes(&known, Extent::Whole))
            }
            Err(refused) => Err(errors::service_error(refused)),
        }
    }

    async fn write_all(
        &self,
        owner: &str,
        dataset: &str,
        at: &Cursor,
        patches: &[Patch],
    ) -> Result<Written, Error> {
        let at = Position::parse(at.as_str()).unwrap_or_default();
        let operation = sync::UpdateRecords {
            identity: self.identity(owner),
            dataset_name: dataset.to_owned(),
            update: sync::Update {
                sync_session_token: at.token.clone(),
                record_patches: patches.iter().map(record_patch).collect(),
                device_id: None,
            },
        };
        let refused = match self.call(owner, &operation).await? {
            Ok(response) => return read_written(response, patches, &at),
            Err(refused) => refused,
        };
        match sync::reason(&refused) {
            None => return Err(errors::service_error(refused)),
            // A conflicting record with a sync count below the cursor is not among the later changes.
            Some(Reason::Conflict)
                if errors::current_sync_count(&refused).is_none_or(|is| is <= at.count) =>
            {
                self.mark_for_reread(dataset);
            }
            Some(Reason::UnknownSyncCount) => self.mark_for_reread(dataset),
            Some(Reason::Conflict | Reason::SyncSession) => {}
        }
        // The service stores all patches or none.
        Ok(Written {
            stored: Vec::new(),
            refused: patches.iter().map(|patch| patch.key.clone()).collect(),
            cursor: None,
        })
    }
}

impl Remote for CognitoSync {
    fn owner(&self) -> LocalFuture<'_, Result<String, Error>> {
        Box::pin(async { self.client.aws().identity_id().await })
    }

    fn datasets<'a>(
        &'a self,
        owner: &'a str,
    ) -> LocalFuture<'a, Result<Vec<DatasetSummary>, Error>> {
        Box::pin(self.all_datasets(owner))
    }

    fn changes<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
        since: Option<&'a Cursor>,
    ) -> LocalFuture<'a, Result<Changes, Error>> {
        Box::pin(self.changes_since(owner, dataset, since))
    }

    fn write<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
        at: &'a Cursor,
        patches: &'a [Patch],
    ) -> LocalFuture<'a, Result<Written, Error>> {
        Box::pin(self.write_all(owner, dataset, at, patches))
    }

    fn delete<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let operation = sync::DeleteDataset {
                identity: self.identity(owner),
                dataset_name: dataset.to_owned(),
            };
            match self.call(owner, &operation).await? {
                Ok(_) => Ok(()),
                Err(refused) if refused.code == sync::ErrorCode::ResourceNotFound => Ok(()),
                Err(refused) => Err(errors::service_error(refused)),
            }
        })
    }

    fn limits(&self) -> Limits {
        LIMITS
    }

    fn retry_after(&self) -> Duration {
        self.client.host_pause(&self.endpoint)
    }
}

impl Pages {
    /// Whether the dataset that this device knows was deleted.
    fn is_gone(&self, known: &Position) -> bool {
        let is_deleted = self.first.dataset_deleted_after_requested_sync_count;
        is_deleted == Some(true) || self.existence(known) == Existence::DeletedSince
    }

    fn existence(&self, known: &Position) -> Existence {
        match self.first.dataset_exists {
            Some(false) if known.was_there => Existence::DeletedSince,
            Some(false) => Existence::Absent,
            _ => Existence::Here,
        }
    }

    fn changes(self, known: &Position, extent: Extent) -> Changes {
        let dataset = self.existence(known);
        let versions = self.records.iter().map(|record| record.version as i64);
        let count = self.first.dataset_sync_count;
        let position = Position {
            count: count.unwrap_or_else(|| versions.max().unwrap_or(known.count)),
            was_there: dataset == Existence::Here,
            token: self.token,
        };
        Changes {
            records: self.records,
            cursor: Cursor::new(position.to_text()),
            extent,
            dataset,
            merged: self.first.merged_dataset_names,
        }
    }
}
