//! Remembered devices of a user.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html>

use crate::crypto::srp::Verifier;
use crate::timestamp::Timestamp;

/// A confirmed device.
pub(crate) struct Device {
    pub(crate) key: String,
    pub(crate) group_key: String,
    pub(crate) name: String,
    pub(crate) is_remembered: bool,
    /// The SRP verifier of the device's secret.
    pub(crate) verifier: Verifier,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    pub(crate) last_authenticated: Timestamp,
}

/// A key that was issued with tokens and is not confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewDevice {
    pub(crate) key: String,
    pub(crate) group_key: String,
}

/// The maximum number of unconfirmed keys; older ones are removed.
// Assumed: the number.
const MAX_OFFERED: usize = 50;

/// The devices of one user, in the order of confirmation.
#[derive(Default)]
pub(crate) struct Devices {
    confirmed: Vec<Device>,
    offered: Vec<NewDevice>,
}

impl Devices {
    pub(crate) fn offer(&mut self, device: NewDevice) {
        if self.offered.len() >= MAX_OFFERED {
            self.offered.remove(0);
        }
        self.offered.push(device);
    }

    /// Removes an unconfirmed key, to confirm it.
    pub(crate) fn take_offered(&mut self, key: &str) -> Option<NewDevice> {
        let at = self.offered.iter().position(|device| device.key == key)?;
        Some(self.offered.remove(at))
    }

    pub(crate) fn add(&mut self, device: Device) {
        self.confirmed.push(device);
    }

    pub(crate) fn find(&self, key: &str) -> Option<&Device> {
        self.confirmed.iter().find(|device| device.key == key)
    }

    pub(crate) fn find_mut(&mut self, key: &str) -> Option<&mut Device> {
        self.confirmed.iter_mut().find(|device| device.key == key)
    }

    /// `false` if there is no such device.
    pub(crate) fn forget(&mut self, key: &str) -> bool {
        let before = self.confirmed.len();
        self.confirmed.retain(|device| device.key != key);
        self.confirmed.len() != before
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Device> {
        self.confirmed.iter()
    }
}
