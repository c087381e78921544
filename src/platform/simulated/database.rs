//! The origin's database in a simulated tab.

use std::collections::BTreeMap;

use super::World;
use super::tab_platform::{Sleep, TabPlatform};
use crate::platform::{Commit, Committed, Database, LocalFuture, StoreError};
use std::time::Duration;

/// The duration of a transaction.
const TRANSACTION: Duration = Duration::from_millis(1);

/// The texts by key.
pub(super) type Rows = BTreeMap<String, String>;

impl Database for TabPlatform {
    fn read<'a>(
        &'a self,
        prefix: &'a str,
    ) -> LocalFuture<'a, Result<Vec<(String, String)>, StoreError>> {
        Box::pin(async move {
            Sleep::new(&self.world, TRANSACTION).await;
            self.world.with(|state| {
                let fault = state.storage_fault.or(state.database_fault);
                if let Some(fault) = fault.filter(|it| *it != StoreError::Full) {
                    return Err(fault);
                }
                let rows = state.database.range(prefix.to_owned()..);
                let found = rows.take_while(|(key, _)| key.starts_with(prefix));
                Ok(found
                    .map(|(key, text)| (key.clone(), text.clone()))
                    .collect())
            })
        })
    }

    fn commit<'a>(&'a self, commit: &'a Commit) -> LocalFuture<'a, Result<Committed, StoreError>> {
        Box::pin(async move {
            Sleep::new(&self.world, TRANSACTION).await;
            self.world.with(|state| {
                if let Some(fault) = state.storage_fault.or(state.database_fault) {
                    return Err(fault);
                }
                let is_as_read = |(key, text): &(String, Option<String>)| {
                    state.database.get(key) == text.as_ref()
                };
                if !state.is_alive(self.tab) {
                    return Err(StoreError::Failed);
                }
                if !commit.expected.iter().all(is_as_read) {
                    return Ok(Committed::Stale);
                }
                for (key, text) in &commit.writes {
                    match text {
                        Some(text) => drop(state.database.insert(key.clone(), text.clone())),
                        None => drop(state.database.remove(key)),
                    }
                }
                Ok(Committed::Done)
            })
        })
    }

    fn seal<'a>(
        &'a self,
        rows: &'a [(String, String)],
    ) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        // Not encrypted, but unreadable for code that forgets to open it.
        let sealed = rows.iter().map(|(key, text)| {
            let letters = [key, "\n", text].concat();
            let hex = letters.bytes().map(|byte| format!("{byte:02x}"));
            ["sealed:", &hex.collect::<String>()].concat()
        });
        let sealed = sealed.collect();
        Box::pin(async move { Ok(sealed) })
    }

    fn open<'a>(
        &'a self,
        rows: &'a [(String, String)],
    ) -> LocalFuture<'a, Result<Vec<Option<String>>, StoreError>> {
        let opened = rows
            .iter()
            .map(|(key, text)| match text.strip_prefix("sealed:") {
                Some(hex) => unsealed(key, hex),
                None => Some(text.clone()),
            });
        let opened = opened.collect();
        Box::pin(async move { Ok(opened) })
    }
}

impl World {
    /// Makes the origin's database fail, or work again, like [`storage_fault`](Self::storage_fault). All other storage
    /// works.
    pub fn database_fault(&self, fault: Option<StoreError>) {
        self.with(|state| state.database_fault = fault);
    }

    /// Returns all rows of the origin's database.
    pub fn database(&self) -> Vec<(String, String)> {
        let pairs = |rows: &Rows| {
            rows.iter()
                .map(|(key, text)| (key.clone(), text.clone()))
                .collect()
        };
        self.with(|state| pairs(&state.database))
    }
}

fn unsealed(key: &str, hex: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = hex
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let text = String::from_utf8(bytes?).ok()?;
    let text = text.strip_prefix(key)?.strip_prefix('\n')?;
    Some(text.to_owned())
}
