//! Commands for the list of datasets.

use vestibule_chunk::chunk;

use super::{Call, Output, ViewFuture};
use crate::arguments::Failure;
use crate::records as view;
use crate::table::DatasetsCommand as Command;

#[chunk(datasets)]
pub(super) async fn run(mut call: Box<Call>) -> Result<Output, Failure> {
    call.events.follow_identity(&call.client);
    let command = Command::read(&call.command, &mut call.arguments)?;
    Ok(start(&call, command).await?.into())
}

fn start(call: &Call, command: Command) -> ViewFuture {
    let records = call.client.records();
    match command {
        Command::RecordsLocal => {
            Box::pin(async move { Ok(Some(view::local(&records.local().await?))) })
        }
        Command::RecordsList => {
            Box::pin(async move { Ok(Some(view::summaries(&records.list().await?))) })
        }
        Command::RecordsDescribe { name } => Box::pin(async move {
            let found = records.describe(&name).await?;
            Ok(found.as_ref().map(view::summary))
        }),
        Command::RecordsUsage => {
            Box::pin(async move { Ok(Some(view::usage(&records.usage().await?))) })
        }
        Command::RecordsDelete { name } => Box::pin(async move {
            records.delete(&name).await?;
            Ok(None)
        }),
        Command::RecordsForget => Box::pin(async move {
            records.forget().await?;
            Ok(None)
        }),
    }
}
