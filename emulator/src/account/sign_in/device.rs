//! DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER: authentication of a remembered device.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>

use super::proof::{SrpProof, decode_base64};
use super::session::{Answer, ChallengedUser};
use super::{IssuedChallenge, Step};
use crate::config::ClientSettings;
use crate::crypto::srp::{Exchange, Identity};
use crate::errors::Failure;
use crate::state::{ChallengeKind, Context, Device, NewDevice, Progress};

impl Context<'_> {
    /// Records the client's device key. A pool that remembers devices rejects an unknown one.
    // Source: amazon-cognito-user-pools-device-tracking. Assumed: the error.
    pub(super) fn note_device(
        &self,
        username: &str,
        key: Option<&str>,
        progress: &mut Progress,
    ) -> Result<(), Failure> {
        let Some(key) = key.filter(|_| self.remembers_devices()) else {
            return Ok(());
        };
        if self.user(username)?.devices.find(key).is_none() {
            return Err(Failure::device_not_found());
        }
        progress.device_key = Some(key.to_owned());
        Ok(())
    }

    /// The progress of a new sign-in of this user from this device.
    pub(crate) fn progress_from(
        &self,
        name: &str,
        device_key: Option<&str>,
    ) -> Result<Progress, Failure> {
        let mut progress = Progress::default();
        if let Some(user) = self.pool.users.find(name) {
            self.note_device(&user.username, device_key, &mut progress)?;
        }
        Ok(progress)
    }

    pub(super) fn is_remembered(&self, username: &str, progress: &Progress) -> bool {
        let is_remembered = |device: &Device| device.is_remembered;
        self.remembers_devices() && self.device(username, progress).is_some_and(is_remembered)
    }

    pub(super) fn device_replaces_second_factor(
        &self,
        username: &str,
        progress: &Progress,
    ) -> bool {
        let replaces = self
            .pool
            .settings
            .device_configuration
            .is_some_and(|settings| settings.challenge_required_on_new_device);
        replaces && !progress.has_device && self.is_remembered(username, progress)
    }

    pub(super) fn issue_device_srp_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
    ) -> Step {
        let key = challenged.progress.device_key.clone().unwrap_or_default();
        let session = self.issue_challenge(client, challenged, ChallengeKind::DeviceSrp);
        Step::Challenge(IssuedChallenge::new("DEVICE_SRP_AUTH", session).with("DEVICE_KEY", key))
    }

    /// Answers DEVICE_SRP_AUTH.
    // Source:
    // amazon-cognito-user-pools-device-tracking#user-pools-remembered-devices-signing-in-with-a-device.
    pub(crate) fn answer_device_srp(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        srp_a: &str,
    ) -> Result<Step, Failure> {
        let (challenge, challenged) = self.open_challenge(client, answer)?;
        if !matches!(challenge.kind, ChallengeKind::DeviceSrp) {
            return Err(Failure::session_invalid());
        }
        let username = challenged.username()?.to_owned();
        let device = self.device(&username, &challenged.progress);
        let device = device.ok_or(Failure::device_not_found())?;
        let (key, verifier) = (device.key.clone(), device.verifier.clone());
        let exchange = Exchange::begin(self.random, srp_a, verifier)
            .ok_or(Failure::invalid_parameter("Invalid SRP_A"))?;
        let (salt, srp_b) = (exchange.salt_hex(), exchange.b_hex());
        let secret_block = self.random.base64::<900>();
        let kind = ChallengeKind::DeviceVerifier {
            exchange: Box::new(exchange),
            secret_block: secret_block.clone(),
        };
        self.use_session(answer.session);
        let session = self.issue_challenge(client, &challenged, kind);
        Ok(Step::Challenge(
            IssuedChallenge::new("DEVICE_PASSWORD_VERIFIER", session)
                .with("DEVICE_KEY", key)
                .with("SALT", salt)
                .with("SECRET_BLOCK", secret_block)
                .with("SRP_B", srp_b)
                .with("USERNAME", username),
        ))
    }

    /// Answers DEVICE_PASSWORD_VERIFIER. It can be tried once.
    // Source:
    // amazon-cognito-user-pools-device-tracking#user-pools-remembered-devices-signing-in-with-a-device.
    // Assumed: that it allows one attempt.
    pub(crate) fn answer_device_verifier(
        &mut self,
        client: &ClientSettings,
        session: &str,
        claim: &SrpProof<'_>,
    ) -> Result<Step, Failure> {
        let answer = Answer {
            session,
            name: claim.username,
            device_key: claim.device_key,
        };
        let (challenge, mut challenged) = self.open_challenge(client, &answer)?;
        let ChallengeKind::DeviceVerifier {
            exchange,
            secret_block,
        } = &challenge.kind
        else {
            return Err(Failure::session_invalid());
        };
        let username = challenged.username()?.to_owned();
        let device = self.device(&username, &challenged.progress);
        let device = device.ok_or(Failure::device_not_found())?;
        let identity = Identity {
            pool_name: &device.group_key,
            user_id: &device.key,
        };
        let block = decode_base64(secret_block).unwrap_or_default();
        let is_right = claim.secret_block == secret_block
            && exchange.proves(identity, &block, claim.timestamp, claim.signature);
        self.use_session(session);
        if !is_right {
            return Err(Failure::incorrect_credentials());
        }
        let (now, key) = (self.now, challenged.progress.device_key.clone());
        let devices = &mut self.user_mut(&username)?.devices;
        if let Some(device) = key.and_then(|key| devices.find_mut(&key)) {
            device.last_authenticated = now;
        }
        challenged.progress.has_device = true;
        // The device replaces the second factor, or follows it.
        challenged.progress.has_second_factor = true;
        self.next(client, challenged)
    }

    /// Issues a key for a new device, in a pool that remembers devices.
    pub(super) fn offer_device(
        &mut self,
        username: &str,
        progress: &Progress,
    ) -> Option<NewDevice> {
        if !self.remembers_devices() || progress.device_key.is_some() {
            return None;
        }
        let device = NewDevice {
            key: self.new_device_key(),
            group_key: format!("-{}", self.random.base64url::<6>()),
        };
        let user = self.pool.users.by_username_mut(username)?;
        user.devices.offer(device.clone());
        Some(device)
    }

    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html>:
    /// "The device key is in the format `Region_UUID`."
    pub(crate) fn new_device_key(&mut self) -> String {
        format!("{}_{}", self.pool.settings.region(), self.random.uuid())
    }

    pub(crate) fn remembers_devices(&self) -> bool {
        self.pool.settings.device_configuration.is_some()
    }

    fn device(&self, username: &str, progress: &Progress) -> Option<&Device> {
        let user = self.pool.users.by_username(username)?;
        user.devices.find(progress.device_key.as_deref()?)
    }
}
