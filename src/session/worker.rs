//! The storage option `Worker`: a worker sends the requests and stores the record. The record has a handle in place of
//! the refresh token, which works like the token.

use std::sync::Arc;

use crate::config::Settings;
use crate::error::{Error, ErrorKind};
use crate::platform::{Platform, Store};

/// Replaces the platform's `fetch` by the worker's. Returns the worker's store, and whether all tabs share it.
pub(crate) fn open(
    settings: &Settings,
    platform: &mut Platform,
) -> Result<(Arc<dyn Store>, bool), Error> {
    let domain = settings.domain.as_deref();
    let mut endpoints = vec![settings.endpoint.as_str()];
    endpoints.extend(settings.fallback_endpoint.as_deref());
    #[cfg(feature = "aws")]
    let aws = settings
        .identity_pool
        .as_ref()
        .map(|pool| [pool.api(), pool.sts()]);
    #[cfg(feature = "aws")]
    endpoints.extend(aws.iter().flatten().map(String::as_str));
    let worker = platform
        .fetch
        .token_worker(&settings.client_id, &endpoints, domain);
    let Some(worker) = worker else {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "this platform has no workers",
        ));
    };
    platform.fetch = worker.fetch;
    Ok((worker.store, worker.is_shared))
}
