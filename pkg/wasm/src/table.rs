//! The commands by name, and the arguments of each. Made by tests/native/tests/npm_commands of
//! pkg/commands.toml.

// A variant has the name of its command.
#![allow(clippy::enum_variant_names)]

use super::arguments::{Arguments, Failure};
use super::argument_types::*;

/// The chunks that commands are in.
pub(super) enum Chunk {
    Account,
    Accounts,
    Aws,
    Datasets,
    Migration,
    Records,
    Redirect,
    Session,
    SignIn,
    Signing,
    Steps,
    Sts,
}

impl Chunk {
    /// The chunk of this name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "account" => Chunk::Account,
            "accounts" => Chunk::Accounts,
            "aws" => Chunk::Aws,
            "datasets" => Chunk::Datasets,
            "migration" => Chunk::Migration,
            "records" => Chunk::Records,
            "redirect" => Chunk::Redirect,
            "session" => Chunk::Session,
            "signIn" => Chunk::SignIn,
            "signing" => Chunk::Signing,
            "steps" => Chunk::Steps,
            "sts" => Chunk::Sts,
            _ => return None,
        })
    }
}

pub(super) enum AccountCommand {
    Call { operation: String, input: Fields },
    SignOutEverywhere,
    DevicesDoNotRemember { key: String },
    DevicesForget { key: String },
    DevicesRemember { key: String },
    DevicesThis,
    MfaSetUpTotp,
    PasskeysRegister,
    ProfileChangePassword { password: Secret, new_password: Secret },
    ProfileDeleteUser,
}

impl AccountCommand {
    /// The command of this name, with its arguments.
    pub fn read(command: &str, given: &mut Arguments) -> Result<Self, Failure> {
        Ok(match command {
            "call" => Self::Call { operation: given.take("operation")?, input: given.take("input")? },
            "signOutEverywhere" => Self::SignOutEverywhere,
            "devices.doNotRemember" => Self::DevicesDoNotRemember { key: given.take("key")? },
            "devices.forget" => Self::DevicesForget { key: given.take("key")? },
            "devices.remember" => Self::DevicesRemember { key: given.take("key")? },
            "devices.this" => Self::DevicesThis,
            "mfa.setUpTotp" => Self::MfaSetUpTotp,
            "passkeys.register" => Self::PasskeysRegister,
            "profile.changePassword" => Self::ProfileChangePassword { password: given.take("password")?, new_password: given.take("newPassword")? },
            "profile.deleteUser" => Self::ProfileDeleteUser,
            _ => return Err(Failure::unknown(command)),
        })
    }
}

pub(super) enum AccountsCommand {
    List,
    SignOutOfAll,
    Switch { username: String },
}

impl AccountsCommand {
    /// The command of this name, with its arguments.
    pub fn read(command: &str, given: &mut Arguments) -> Result<Self, Failure> {
        Ok(match command {
            "accounts.list" => Self::List,
            "accounts.signOutOfAll" => Self::SignOutOfAll,
            "accounts.switch" => Self::Switch { username: given.take("username")? },
            _ => return Err(Failure::unknown(command)),
        })
    }
}

pub(super) enum AwsCommand {
    IdentityId,
    AwsCredentials { is_new: bool },
}

impl AwsCommand {
    /// The command of this name, with its arguments.
    pub fn read(command: &str, given: &mut Arguments) -> Result<Self, Failure> {
        Ok(match command {
            "aws.identityId" => Self::IdentityId,
            "awsCredentials" => Self::AwsCredentials { is_new: given.take("isNew")? },
            _ => return Err(Failure::unknown(command)),
        })
    }
}

pub(super) enum DatasetsCommand {
    RecordsDelete { name: String },
    RecordsDescribe { name: String },
    RecordsForget,
    RecordsList,
    RecordsLocal,
    RecordsUsage,
}

impl DatasetsCommand {
    /// The command of this name, with its arguments.
    pub fn read(command: &str, given: &mut Arguments) -> Result<Self, Failure> {
        Ok(match command {
            "records.delete" => Self::RecordsDelete { name: given.take("name")? },
            "records.describe" => Self::RecordsDescribe { name: given.take("name")? },
            "records.forget" => Self::RecordsForget,
            "records.list" => Self::RecordsList,
            "records.local" => Self::RecordsLocal,
            "records.usage" => Self::RecordsUsage,
            _ => return Err(Failure::unknown(command)),
        })
    }
}

pub(super) enum MigrationCommand {
    ImportSession { remove_foreign: bool },
}

impl MigrationCommand {
    /// The command of this name, with its arguments.
    pub fn read(command: &str, given: &mut Arguments) -> Result<Self, Failure> {
        Ok(match command {
            "importSession" => Self::ImportSession { remove_foreign: given.take("removeForeign")? },
            _ => return Err(Failure::unknown(command)),
        })
    }
}

pub(super) enum RecordsCommand {
    DatasetConflicts { dataset: String },
    DatasetEntries { dataset: String },
    DatasetGet { dataset: String, key: String },
    DatasetPut { dataset: String, key: String, value: String },
    DatasetRemove { dataset: String, key: String },
    DatasetResolve { dataset: String, key: String, resolution: ConflictResolution },
    DatasetWrite { dataset: String, changes: DatasetChanges },
    RecordsObserve { dataset: String },
    RecordsPerson,
    RecordsPolicy { dataset: String, resolve: ConflictPolicy },
    RecordsSettle { dataset: String, conflict: SeenConflict, resolution: ConflictResolution },
    RecordsSynchronize { dataset: String, on_conflict: Option<ConflictPolicy> },
}

impl RecordsCommand {
    /// The command of this name, with its arguments.
    pub fn read(command: &str, given: &mut Arguments) -> Result<Self, Failure> {
        Ok(match command {
            "dataset.conflicts" => Self::DatasetConflicts { dataset: given.take("dataset")? },
            "dataset.entries" => Self::DatasetEntries { dataset: given.take("dataset")? },
            "dataset.get" => Self::DatasetGet { dataset: given.take("dataset")?, key: given.take("key")? },
            "dataset.put" => Self::DatasetPut { dataset: given.take("dataset")?, key: given.take("key")?, value: given.take("value")? },
            "dataset.remove" => Self::DatasetRemove { dataset: given.take("dataset")?, key: given.take("key")? },
            "dataset.resolve" => Self::DatasetResolve { dataset: given.take("dataset")?, key: given.take("key")?, resolution: given.take("resolution")? },
            "dataset.write" => Self::DatasetWrite { dataset: given.take("dataset")?, changes: given.take("changes")? },
            "recordsObserve" => Self::RecordsObserve { dataset: given.take("dataset")? },
            "recordsPerson" => Self::RecordsPerson,
            "recordsPolicy" => Self::RecordsPolicy { dataset: given.take("dataset")?, resolve: given.take("resolve")? },
            "recordsSettle" => Self::RecordsSettle { dataset: given.take("dataset")?, conflict: given.take("conflict")?, resolution: given.take("resolution")? },
            "recordsSynchronize" => Self::RecordsSynchronize { dataset: given.take("dataset")?, on_conflict: given.take("onConflict")? },
            _ => return Err(Failure::unknown(command)),
        })
    }
}

pub(super) enum RedirectCommand {
    HandleCallback { address: Option<Secret> },
    SignInWithPopup { options: RedirectOptions },
    SignInWithRedirect { options: RedirectOptions },
    SignOutWithRedirect,
    StepUpWithRedirect { need: RedirectStepUp, options: RedirectOptions },
}

impl RedirectCommand {
    /// The command of this name, with its arguments.
    pub fn read(command: &str, given: &mut Arguments) -> Result<Self, Failure> {
        Ok(match command {
            "handleCallback" => Self::HandleCallback { address: given.take("address")? },
            "signInWithPopup" => Self::SignInWithPopup { options: given.take("options")? },
            "signInWithRedirect" => Self::SignInWithRedirect { options: given.take("options")? },
            "signOutWithRedirect" => Self::SignOutWithRedirect,
            "stepUpWithRedirect" => Self::StepUpWithRedirect { need: given.take("need")?, options: given.take("options")? },
            _ => return Err(Failure::unknown(command)),
        })
    }
}

pub(super) enum SessionCommand {
    Current,
    Refresh,
    Session,
    SignOut,
    Active { at: Timestamp },
}

impl SessionCommand {
    /// The command of this name, with its arguments.
    pub fn read(command: &str, given: &mut Arguments) -> Result<Self, Failure> {
        Ok(match command {
            "current" => Self::Current,
            "refresh" => Self::Refresh,
            "session" => Self::Session,
            "signOut" => Self::SignOut,
            "active" => Self::Active { at: given.take("at")? },
            _ => return Err(Failure::unknown(command)),
        })
    }
}

pub(super) enum SignInCommand {
    SignIn { credentials: SignIn },
    PrepareSignIn,
}

impl SignInCommand {
    /// The command of this name, with its arguments.
    pub fn read(command: &str, given: &mut Arguments) -> Result<Self, Failure> {
        Ok(match command {
            "signIn" => Self::SignIn { credentials: given.take("credentials")? },
            "prepareSignIn" => Self::PrepareSignIn,
            _ => return Err(Failure::unknown(command)),
        })
    }
}

pub(super) enum SigningCommand {
    AwsSign { request: AwsSignRequest },
}

impl SigningCommand {
    /// The command of this name, with its arguments.
    pub fn read(command: &str, given: &mut Arguments) -> Result<Self, Failure> {
        Ok(match command {
            "awsSign" => Self::AwsSign { request: given.take("request")? },
            _ => return Err(Failure::unknown(command)),
        })
    }
}

pub(super) enum StepsCommand {
    ConfirmSignUp { username: String },
    ForgetUnfinished,
    ForgotPassword { username: String },
    ResetPassword { username: String },
    ResumeResetPassword,
    ResumeSignIn,
    ResumeSignUp,
    SignUp { account: SignUp },
    StepUp { need: StepUp },
    ForgetSignIn,
}

impl StepsCommand {
    /// The command of this name, with its arguments.
    pub fn read(command: &str, given: &mut Arguments) -> Result<Self, Failure> {
        Ok(match command {
            "confirmSignUp" => Self::ConfirmSignUp { username: given.take("username")? },
            "forgetUnfinished" => Self::ForgetUnfinished,
            "forgotPassword" => Self::ForgotPassword { username: given.take("username")? },
            "resetPassword" => Self::ResetPassword { username: given.take("username")? },
            "resumeResetPassword" => Self::ResumeResetPassword,
            "resumeSignIn" => Self::ResumeSignIn,
            "resumeSignUp" => Self::ResumeSignUp,
            "signUp" => Self::SignUp { account: given.take("account")? },
            "stepUp" => Self::StepUp { need: given.take("need")? },
            "forgetSignIn" => Self::ForgetSignIn,
            _ => return Err(Failure::unknown(command)),
        })
    }
}

pub(super) enum StsCommand {
    AwsUnlink,
    AwsExplain { response: AwsErrorResponse },
    AwsSamlRole { role: AwsSamlRole },
}

impl StsCommand {
    /// The command of this name, with its arguments.
    pub fn read(command: &str, given: &mut Arguments) -> Result<Self, Failure> {
        Ok(match command {
            "aws.unlink" => Self::AwsUnlink,
            "awsExplain" => Self::AwsExplain { response: given.take("response")? },
            "awsSamlRole" => Self::AwsSamlRole { role: given.take("role")? },
            _ => return Err(Failure::unknown(command)),
        })
    }
}
