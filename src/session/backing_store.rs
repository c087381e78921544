//! The stores in which a session can be kept, besides the browser's own storage.

use std::sync::Arc;

use super::changes;
use crate::config::{Settings, Storage};
use crate::error::Error;
use crate::platform::{MemoryStore, Platform, Store};
use vestibule_chunk::chunk;

/// A store for sessions.
pub(crate) struct BackingStore {
    pub store: Arc<dyn Store>,
    /// Whether all tabs of the origin share the store.
    pub is_shared: bool,
    /// The store of the revision of the last sign-out. Needed for a store that may still execute a write that was
    /// started before the sign-out.
    pub sign_out_store: Option<Arc<dyn Store>>,
}

impl BackingStore {
    pub fn new(store: Arc<dyn Store>, is_shared: bool) -> Self {
        BackingStore {
            store,
            is_shared,
            sign_out_store: None,
        }
    }

    /// A store of the app, whose calls may be slow, fail, or take effect after their timeout.
    pub fn custom((store, is_shared): (Arc<dyn Store>, bool), platform: &Platform) -> Self {
        let sign_out_store = match is_shared {
            true => &platform.local,
            false => &platform.tab,
        };
        BackingStore {
            sign_out_store: Some(sign_out_store.clone()),
            ..BackingStore::new(store, is_shared)
        }
    }
}

/// Returns the lasting and the brief store for a setting other than the browser's storage. In a chunk, because few
/// pages need it.
#[chunk(store)]
pub(crate) fn backing_stores(
    settings: &Settings,
    platform: &mut Platform,
) -> Result<Box<(BackingStore, Option<BackingStore>)>, Error> {
    let (lasting, brief) = match settings.storage {
        Storage::SharedMemory => {
            let memory =
                super::shared_memory::memory(&changes::session_key(&settings.client_id), platform);
            (BackingStore::new(memory, true), None)
        }
        #[cfg(feature = "worker")]
        Storage::Worker => {
            let (store, is_shared) = super::worker::open(settings, platform)?;
            (BackingStore::new(store, is_shared), None)
        }
        Storage::Custom => match &settings.custom_store {
            Some(custom) => {
                let [lasting, brief] = custom.stores(platform);
                (
                    BackingStore::custom(lasting, platform),
                    Some(BackingStore::custom(brief, platform)),
                )
            }
            None => (BackingStore::new(platform.tab.clone(), false), None),
        },
        _ => (
            BackingStore::new(Arc::new(MemoryStore::default()), false),
            None,
        ),
    };
    Ok(Box::new((lasting, brief)))
}
