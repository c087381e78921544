//! The chunks that the library is split into.
//!
//! The functions at which a chunk begins are marked by their names (`chunk_session_…`), which the attribute of
//! `tools/chunk` gives them. A list of chunks has `signIn`, `steps` and `session` first, in this order.
//! `pkg/commands.toml` says the same of the npm package; a test of xtask compares the two.

use crate::Chunk;

/// The chunks of the npm package.
pub const ALL: [Chunk; 19] = [
    SIGN_IN,
    STEPS,
    SESSION,
    REDIRECT,
    ACCOUNT,
    ERRORS,
    MIGRATION,
    ACCOUNTS,
    STORE,
    AWS,
    SIGNING,
    LOGINS,
    STS,
    RECORDS,
    DATASETS,
    MERGING,
    COGNITO_SYNC,
    DYNAMO_DB,
    OWN_API,
];

/// The chunks of the sign-in screens.
pub const OF_SCREENS: [Chunk; 6] = [SIGN_IN_AFTER_FORM, STEPS, SESSION, REDIRECT, ERRORS, STORE];

/// The chunks of the custom elements, which also show the account.
pub const OF_ELEMENTS: [Chunk; 10] = [
    SIGN_IN_AFTER_FORM,
    STEPS,
    SESSION,
    REDIRECT,
    ERRORS,
    STORE,
    SIGNED_IN,
    ACCOUNTS,
    LANGUAGE,
    EXTRAS,
];

/// The chunks of an app with all screens; those that an app does not use are left out. The chunk of other stores is not
/// among them: an app creates its client before it fetches any chunk, so the stores are in its main module.
pub const OF_APPS: [Chunk; 16] = [
    SIGN_IN_AFTER_FORM,
    STEPS,
    SESSION,
    REDIRECT,
    ERRORS,
    SIGNED_IN,
    AWS,
    SIGNING,
    LOGINS,
    STS,
    RECORDS,
    DATASETS,
    MERGING,
    COGNITO_SYNC,
    DYNAMO_DB,
    OWN_API,
];

/// AWS credentials from an identity pool.
const AWS: Chunk = Chunk {
    name: "aws",
    marks: &["chunk_aws_"],
    on: Some("session"),
    loaded_by_most_pages: false,
};

/// Records that follow a person.
const RECORDS: Chunk = Chunk {
    name: "records",
    marks: &["chunk_records_"],
    on: Some("session"),
    loaded_by_most_pages: false,
};

/// The list of datasets, and operations on all of them.
const DATASETS: Chunk = Chunk {
    name: "datasets",
    marks: &["chunk_datasets_"],
    on: Some("records"),
    loaded_by_most_pages: false,
};

/// Datasets of other identities: a guest's, those of signed-out users, and merged ones.
const MERGING: Chunk = Chunk {
    name: "merging",
    marks: &["chunk_merging_"],
    on: Some("records"),
    loaded_by_most_pages: false,
};

/// The remotes of records. A page uses one of them.
const COGNITO_SYNC: Chunk = Chunk {
    name: "cognitoSync",
    marks: &["chunk_cognito_sync_"],
    on: Some("records"),
    loaded_by_most_pages: false,
};

const DYNAMO_DB: Chunk = Chunk {
    name: "dynamoDb",
    marks: &["chunk_dynamo_db_"],
    on: Some("records"),
    loaded_by_most_pages: false,
};

const OWN_API: Chunk = Chunk {
    name: "ownApi",
    marks: &["chunk_own_api_"],
    on: Some("records"),
    loaded_by_most_pages: false,
};

/// Requests that are signed with AWS credentials.
const SIGNING: Chunk = Chunk {
    name: "signing",
    marks: &["chunk_signing_"],
    on: Some("aws"),
    loaded_by_most_pages: false,
};

/// Logins other than those of the user pool.
const LOGINS: Chunk = Chunk {
    name: "logins",
    marks: &["chunk_logins_"],
    on: None,
    loaded_by_most_pages: false,
};

/// What few pages need: a role's credentials from STS, responses in XML, unlinking a login from an identity.
const STS: Chunk = Chunk {
    name: "sts",
    marks: &["chunk_sts_"],
    on: Some("session"),
    loaded_by_most_pages: false,
};

/// Signing in, from the request to the session.
const SIGN_IN: Chunk = Chunk {
    name: "signIn",
    marks: &["chunk_sign_in_"],
    on: None,
    loaded_by_most_pages: true,
};

/// The same for a page that shows a form first: code that the form does not need is not in the main module, and other
/// chunks that need some of it have copies.
const SIGN_IN_AFTER_FORM: Chunk = Chunk {
    loaded_by_most_pages: false,
    ..SIGN_IN
};

/// Further steps of a sign-in, signing up, and recovering an account.
const STEPS: Chunk = Chunk {
    name: "steps",
    marks: &["chunk_steps_"],
    on: Some("signIn"),
    loaded_by_most_pages: false,
};

/// Observing and renewing a session.
const SESSION: Chunk = Chunk {
    name: "session",
    marks: &["chunk_session_"],
    on: None,
    loaded_by_most_pages: false,
};

/// The hosted pages, social and company providers.
const REDIRECT: Chunk = Chunk {
    name: "redirect",
    marks: &["chunk_redirect_"],
    on: Some("session"),
    loaded_by_most_pages: false,
};

/// Changes of the account.
const ACCOUNT: Chunk = Chunk {
    name: "account",
    marks: &["chunk_account_"],
    on: Some("session"),
    loaded_by_most_pages: false,
};

/// The account page and the other screens for signed-in users.
const SIGNED_IN: Chunk = Chunk {
    name: "signedIn",
    marks: &["chunk_signed_in_"],
    on: Some("steps"),
    loaded_by_most_pages: false,
};

/// Explanations of errors.
const ERRORS: Chunk = Chunk {
    name: "errors",
    marks: &["chunk_errors_"],
    on: None,
    loaded_by_most_pages: false,
};

/// Migration of sessions of other libraries.
const MIGRATION: Chunk = Chunk {
    name: "migration",
    marks: &["chunk_migration_"],
    on: Some("session"),
    loaded_by_most_pages: false,
};

/// Several accounts at a time.
const ACCOUNTS: Chunk = Chunk {
    name: "accounts",
    marks: &["chunk_accounts_"],
    on: Some("session"),
    loaded_by_most_pages: false,
};

/// Screens in other languages than English.
const LANGUAGE: Chunk = Chunk {
    name: "language",
    marks: &["chunk_language_"],
    on: None,
    loaded_by_most_pages: false,
};

/// Settings of the elements' screens that few pages use: buttons of identity providers, and functions of the page.
const EXTRAS: Chunk = Chunk {
    name: "extras",
    marks: &["chunk_extras_"],
    on: None,
    loaded_by_most_pages: false,
};

/// Handling of a store that fails.
const STORE: Chunk = Chunk {
    name: "store",
    marks: &["chunk_store_"],
    on: None,
    loaded_by_most_pages: false,
};

/// The classes that Leptos's server functions export from every module with Leptos.
pub const LEPTOS_STREAM_CLASSES: [&str; 3] = [
    "IntoUnderlyingByteSource",
    "IntoUnderlyingSink",
    "IntoUnderlyingSource",
];
