//! Where a session rests: the browser's own storage, or a place that a page asks for.

use std::sync::Arc;

use super::changes;
use crate::config::{Settings, Storage};
use crate::error::Error;
use crate::platform::{MemoryStore, Platform, Store};
use vestibule_chunk::chunk;

/// One place.
pub(crate) struct Place {
    pub store: Arc<dyn Store>,
    /// Whether all tabs of the origin have it in common.
    pub is_shared: bool,
    /// Where the revision of the newest sign-out stands, for a store that may still carry out a write that
    /// was begun before the sign-out.
    pub ended: Option<Arc<dyn Store>>,
}

impl Place {
    pub fn of(store: Arc<dyn Store>, is_shared: bool) -> Self {
        Place {
            store,
            is_shared,
            ended: None,
        }
    }

    /// A place whose calls may take long, fail, and be carried out after somebody gave them up.
    pub fn of_own((store, is_shared): (Arc<dyn Store>, bool), platform: &Platform) -> Self {
        let ended = match is_shared {
            true => &platform.local,
            false => &platform.tab,
        };
        Place {
            ended: Some(ended.clone()),
            ..Place::of(store, is_shared)
        }
    }
}

/// The places that are not the browser's own storage. Few want them.
#[chunk(store)]
pub(crate) fn places(
    settings: &Settings,
    platform: &mut Platform,
) -> Result<Box<(Place, Option<Place>)>, Error> {
    let (lasting, brief) = match settings.storage {
        Storage::SharedMemory => {
            let memory = super::tabs::memory(&changes::name(&settings.client_id), platform);
            (Place::of(memory, true), None)
        }
        #[cfg(feature = "worker")]
        Storage::Worker => {
            let (store, is_shared) = super::worker::open(settings, platform)?;
            (Place::of(store, is_shared), None)
        }
        Storage::Custom => match &settings.custom_store {
            Some(own) => {
                let [lasting, brief] = own.places(platform);
                (
                    Place::of_own(lasting, platform),
                    Some(Place::of_own(brief, platform)),
                )
            }
            None => (Place::of(platform.tab.clone(), false), None),
        },
        _ => (Place::of(Arc::new(MemoryStore::default()), false), None),
    };
    Ok(Box::new((lasting, brief)))
}
