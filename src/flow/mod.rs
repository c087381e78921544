//! What a person goes through, as one type per step: each holds what it needs and has the methods
//! that make sense then.
//!
//! Flows know Cognito's protocol and the [`platform`](crate::platform)'s traits, and neither a
//! browser nor a screen. Every method takes `&self`, so that an error loses nothing: the step is
//! still there, to be tried again.

#[cfg(feature = "aws")]
mod aws;
mod delivery;
#[cfg(feature = "srp")]
mod device;
#[cfg(not(feature = "srp"))]
#[path = "no_device.rs"]
mod device;
#[cfg(feature = "srp")]
mod devices;
#[cfg(feature = "diagnose")]
mod diagnose;
mod kept_sign_up;
mod mfa;
#[cfg(feature = "migrate")]
pub(crate) mod migration;
mod moment;
mod new_device;
mod operation;
mod passkeys;
mod profile;
#[cfg(feature = "qr")]
mod qr;
#[cfg(feature = "records")]
mod records;
mod recover;
#[cfg(feature = "redirect")]
mod redirect;
mod sessions;
pub(crate) mod sign_in;
mod sign_up;
pub(crate) mod start;
mod step_up;
mod totp;

#[cfg(feature = "redirect")]
#[doc(inline)]
pub use crate::session::RedirectOutcome;
#[cfg(feature = "aws")]
pub use aws::{
    Aws, AwsCredentials, AwsRequest, IdentityChange, RoleCredentials, SamlRole, SignedRequest,
};
pub use delivery::{CodeDelivery, Medium};
#[cfg(feature = "srp")]
pub use devices::{Device, DevicePage, Devices, ThisDevice};
#[cfg(feature = "diagnose")]
pub use diagnose::{Diagnosis, Finding, Subject, Verdict};
pub use mfa::{AuthFactors, Mfa, MfaChoice, MfaPreference, PasskeyMfa, TotpSetUp};
pub use passkeys::{Passkey, PasskeyPage, Passkeys};
pub use profile::{Attribute, Profile, User};
#[cfg(feature = "qr")]
pub use qr::QrCode;
#[cfg(all(feature = "records", feature = "simulated"))]
#[doc(hidden)]
pub use records::RecordFault;
#[cfg(feature = "records")]
pub use records::{
    ChangeCause, Dataset, DatasetChange, LocalDataset, Records, RecordsUsage, Synchronized,
};
pub use recover::ResetPasswordStep;
#[cfg(all(feature = "redirect", feature = "ui"))]
pub(crate) use redirect::Answer;
#[cfg(feature = "redirect")]
pub use redirect::{HostedScreen, Redirect};
#[cfg(all(feature = "redirect", feature = "ui"))]
pub(crate) use redirect::{encoded, own_place};
pub use sessions::{Sessions, UserSession, UserSessionPage};
pub use sign_in::{
    CodeStep, Credentials, CustomStep, NewPasswordStep, PasskeyStep, Password, PasswordStep,
    SelectChallengeStep, SelectMfaStep, SetUpMfaStep, SignInStep, TotpCodeStep, TotpSetUpStep,
    UnknownStep,
};
pub use sign_up::{ConfirmSignUpStep, SignUp, SignUpStep, SignedUp};
