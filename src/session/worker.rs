//! A session whose refresh token a worker keeps to itself: what sends its requests, and where its
//! record rests. The record has a handle where the token would be, of which nobody needs to know.

use std::sync::Arc;

use crate::config::Settings;
use crate::error::{Error, ErrorKind};
use crate::platform::{Platform, Store};

/// Has all requests sent by the worker. The store, and whether all tabs share it.
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
    let keeper = platform
        .fetch
        .keeper(&settings.client_id, &endpoints, domain);
    let Some(keeper) = keeper else {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "this platform has no workers",
        ));
    };
    platform.fetch = keeper.fetch;
    Ok((keeper.store, keeper.is_shared))
}
