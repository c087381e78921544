//! What the AWS SDK for JavaScript keeps in a browser.

/// Takes out the guest's identity that the AWS SDK for JavaScript (version 3) has kept for an identity pool in this
/// browser. No part of [`Platform`](super::Platform): it is asked for once, by whoever has none, and nothing else is ever kept there.
pub(crate) async fn take_sdk_identity(pool_id: &str) -> Option<String> {
    #[cfg(target_arch = "wasm32")]
    return super::browser::take_sdk_identity(pool_id).await;
    #[cfg(not(target_arch = "wasm32"))]
    {
        let _ = pool_id;
        None
    }
}

/// Whether it may have kept something here: not every browser tells.
pub(crate) async fn may_have_sdk_identity() -> bool {
    #[cfg(target_arch = "wasm32")]
    return super::browser::may_have_sdk_identity().await;
    #[cfg(not(target_arch = "wasm32"))]
    false
}
