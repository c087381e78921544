//! The records that follow a person. What takes more than one command is in `pkg/src/records.ts`.

use vestibule_chunk::chunk;

use super::{Call, Output};
use crate::arguments::Failure;
use crate::records as seen;
use crate::table::RecordsCommand;
use crate::view;
use vestibule::Dataset;
use vestibule::protocol::json::{self, Value};

#[chunk(records)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    call.events.follow_identity(&call.client);
    let records = call.client.records();
    let named = |name: String| records.dataset(&name);
    use RecordsCommand as Command;
    let view = match Command::read(&call.command, &mut call.arguments)? {
        Command::Local => seen::local(&records.local().await?),
        Command::List => seen::summaries(&records.list().await?),
        Command::Describe { name } => match records.describe(&name).await? {
            Some(summary) => seen::summary(&summary),
            None => return Ok(Output::default()),
        },
        Command::Usage => seen::usage(&records.usage().await?),
        Command::Delete { name } => return Ok(records.delete(&name).await?.into()),
        Command::Forget => return Ok(records.forget().await?.into()),
        Command::DatasetGet { dataset, key } => match named(dataset)?.get(&key).await? {
            Some(value) => view::value(&json::write(&Value::from(value.as_str()))),
            None => return Ok(Output::default()),
        },
        Command::DatasetEntries { dataset } => seen::entries(&named(dataset)?.entries().await?),
        Command::DatasetConflicts { dataset } => {
            seen::conflicts(&named(dataset)?.conflicts().await?)
        }
        Command::RecordsSynchronize {
            dataset,
            on_conflict,
        } => {
            let dataset = named(dataset)?;
            seen::synchronized(&match on_conflict {
                Some(policy) => dataset.synchronize_by(policy.0).await?,
                None => dataset.synchronize().await?,
            })
        }
        Command::RecordsObserve { dataset } => {
            call.events.follow_dataset(&named(dataset)?);
            return Ok(Output::default());
        }
        command => return change(&named, command).await,
    };
    Ok(view.into())
}

/// The commands that change a dataset here.
async fn change(
    named: &impl Fn(String) -> Result<Dataset, vestibule::Error>,
    command: RecordsCommand,
) -> Result<Output, Failure> {
    use RecordsCommand as Command;
    match command {
        Command::DatasetPut {
            dataset,
            key,
            value,
        } => named(dataset)?.put(&key, &value).await?,
        Command::DatasetRemove { dataset, key } => named(dataset)?.remove(&key).await?,
        Command::DatasetWrite { dataset, changes } => named(dataset)?.write(changes.0).await?,
        Command::DatasetResolve {
            dataset,
            key,
            resolution,
        } => named(dataset)?.resolve(&key, resolution.0).await?,
        Command::RecordsSettle {
            dataset,
            conflict: asked,
            resolution,
        } => {
            let dataset = named(dataset)?;
            let open = dataset.conflicts().await?;
            if let Some(conflict) = open.iter().find(|conflict| asked.is(conflict)) {
                dataset.settle(conflict, resolution.0).await?;
            }
        }
        _ => {}
    }
    Ok(Output::default())
}
