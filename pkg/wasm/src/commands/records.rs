//! Commands for the records of a dataset. What needs several commands is in `pkg/src/records.ts`.

use vestibule_chunk::chunk;

use super::{Call, Output, ViewFuture};
use crate::arguments::Failure;
use crate::records as records_view;
use crate::table::RecordsCommand as Command;
use crate::view;
use vestibule::protocol::json::{self, Object, Value};
use vestibule::{Dataset, Error, npm};

#[chunk(records)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    call.events.follow_identity(&call.client);
    let command = Command::read(&call.command, &mut call.arguments)?;
    Ok(start(&call, command)?.await?.into())
}

/// Returns a future for each command, because a single future for all commands would be much larger.
fn start(call: &Call, command: Command) -> Result<ViewFuture, Error> {
    let named = |name: String| call.client.records().dataset(&name);
    Ok(match command {
        Command::DatasetGet { dataset, key } => {
            let dataset = named(dataset)?;
            Box::pin(async move {
                let found = dataset.get(&key).await?;
                Ok(found.as_deref().map(text))
            })
        }
        Command::DatasetEntries { dataset } => {
            let dataset = named(dataset)?;
            Box::pin(async move { Ok(Some(records_view::entries(&dataset.entries().await?))) })
        }
        Command::DatasetConflicts { dataset } => {
            let dataset = named(dataset)?;
            Box::pin(async move { Ok(Some(records_view::conflicts(&dataset.conflicts().await?))) })
        }
        Command::RecordsObserve { dataset } => {
            call.events.follow_dataset(&named(dataset)?);
            Box::pin(async { Ok(None) })
        }
        Command::RecordsPerson => {
            let client = call.client.clone();
            Box::pin(async move {
                let person = npm::person_of_records(&client).await?;
                Ok(Some(text(&person)))
            })
        }
        Command::RecordsPolicy { dataset, resolve } => {
            named(dataset)?.on_conflict(resolve.0);
            Box::pin(async { Ok(None) })
        }
        Command::RecordsSynchronize {
            dataset,
            on_conflict,
        } => {
            let dataset = named(dataset)?;
            Box::pin(async move {
                let done = match on_conflict {
                    Some(policy) => dataset.synchronize_by(policy.0).await?,
                    None => dataset.synchronize().await?,
                };
                Ok(Some(records_view::synchronized(&done)))
            })
        }
        Command::DatasetPut {
            dataset,
            key,
            value,
        } => write(named(dataset)?, vec![(key, Some(value))]),
        Command::DatasetRemove { dataset, key } => write(named(dataset)?, vec![(key, None)]),
        Command::DatasetWrite { dataset, changes } => write(named(dataset)?, changes.0),
        Command::DatasetResolve {
            dataset,
            key,
            resolution,
        } => {
            let dataset = named(dataset)?;
            Box::pin(async move {
                dataset.resolve(&key, resolution.0).await?;
                Ok(None)
            })
        }
        Command::RecordsSettle {
            dataset,
            conflict: seen,
            resolution,
        } => {
            let dataset = named(dataset)?;
            Box::pin(async move {
                let open = dataset.conflicts().await?;
                if let Some(conflict) = open.iter().find(|it| seen.is_same_as(it)) {
                    dataset.settle(conflict, resolution.0).await?;
                }
                Ok(None)
            })
        }
    })
}

fn text(text: &str) -> Object {
    view::value(&json::write(&Value::from(text)))
}

fn write(dataset: Dataset, changes: Vec<(String, Option<String>)>) -> ViewFuture {
    Box::pin(async move {
        dataset.write(changes).await?;
        Ok(None)
    })
}
