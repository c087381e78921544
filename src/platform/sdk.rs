//! The guest identity that the AWS SDK for JavaScript stores in a browser.

/// Returns the guest identity that the AWS SDK for JavaScript (version 3) has stored for an identity pool in this
/// browser, and removes it from there. Not a trait of [`Platform`](super::Platform), because it is needed only once,
/// before this library stores an identity of its own.
pub(crate) async fn take_sdk_identity(pool_id: &str) -> Option<String> {
    #[cfg(target_arch = "wasm32")]
    return super::browser::take_sdk_identity(pool_id).await;
    #[cfg(not(target_arch = "wasm32"))]
    {
        let _ = pool_id;
        None
    }
}

/// Whether the SDK may have stored an identity here. Some browsers cannot tell, and then the answer is yes.
pub(crate) async fn may_have_sdk_identity() -> bool {
    #[cfg(target_arch = "wasm32")]
    return super::browser::may_have_sdk_identity().await;
    #[cfg(not(target_arch = "wasm32"))]
    false
}
