//! Flows: sign-in, sign-up, password reset, redirect, and the groups of operations (`client.mfa()`,
//! `client.aws()`, …).
//!
//! Each step of a flow is a type that holds the state of the step and has only the methods that are
//! valid there. Every method takes `&self`, so a step can be tried again after an error.
//!
//! Flows depend on Cognito's protocol and on the traits of [`platform`](crate::platform), not on a
//! browser or a screen.

#[cfg(feature = "aws")]
mod aws;
mod delivery;
#[cfg(feature = "srp")]
mod device;
#[cfg(not(feature = "srp"))]
#[path = "device_without_srp.rs"]
mod device;
#[cfg(feature = "srp")]
mod devices;
#[cfg(feature = "diagnose")]
mod diagnose;
mod mfa;
#[cfg(feature = "migrate")]
pub(crate) mod migration;
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
mod timestamp;
mod totp;
mod unfinished_sign_up;

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
pub(crate) use redirect::CallbackUrl;
#[cfg(feature = "redirect")]
pub use redirect::{HostedScreen, Redirect};
#[cfg(all(feature = "redirect", feature = "ui"))]
pub(crate) use redirect::{percent_encoded, same_origin_path};
pub use sessions::{Sessions, UserSession, UserSessionPage};
pub use sign_in::{
    CodeStep, Credentials, CustomStep, NewPasswordStep, PasskeyStep, Password, PasswordStep,
    SelectChallengeStep, SelectMfaStep, SetUpMfaStep, SignInStep, TotpCodeStep, TotpSetUpStep,
    UnknownStep,
};
pub use sign_up::{ConfirmSignUpStep, SignUp, SignUpStep, SignedUp};
