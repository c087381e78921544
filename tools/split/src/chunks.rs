//! The chunks that the library is cut into, and what a page asks for each by.
//!
//! The functions at which a chunk begins are marked by their names (`chunk_session_…`), which the attribute of
//! `tools/chunk` gives them. A list of chunks has `signIn`, `steps` and `session` first, in this order.
//! `pkg/commands.toml` says the same of the npm package; a test of xtask compares the two.

use crate::Chunk;

/// All chunks, which the npm package has.
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

/// Those that the screens for signing in want.
pub const OF_SCREENS: [Chunk; 6] = [SIGN_IN_AFTER_FORM, STEPS, SESSION, REDIRECT, ERRORS, STORE];

/// Those of the custom elements, which show the account, too.
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

/// Those that an app may have with all screens in it. What it has not is left out. Other stores are in its main module:
/// an app makes its client at once, and nobody fetches anything before.
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

/// AWS credentials of an identity pool.
const AWS: Chunk = Chunk {
    name: "aws",
    marks: &["chunk_aws_"],
    on: Some("session"),
    is_usual: false,
};

/// Records that follow a person.
const RECORDS: Chunk = Chunk {
    name: "records",
    marks: &["chunk_records_"],
    on: Some("session"),
    is_usual: false,
};

/// Which datasets there are, and what is done with all of them.
const DATASETS: Chunk = Chunk {
    name: "datasets",
    marks: &["chunk_datasets_"],
    on: Some("records"),
    is_usual: false,
};

/// Datasets of others: a guest's, those of who has signed out, and merged ones.
const MERGING: Chunk = Chunk {
    name: "merging",
    marks: &["chunk_merging_"],
    on: Some("records"),
    is_usual: false,
};

/// The remotes of records, of which a page uses one.
const COGNITO_SYNC: Chunk = Chunk {
    name: "cognitoSync",
    marks: &["chunk_cognito_sync_"],
    on: Some("records"),
    is_usual: false,
};

const DYNAMO_DB: Chunk = Chunk {
    name: "dynamoDb",
    marks: &["chunk_dynamo_db_"],
    on: Some("records"),
    is_usual: false,
};

const OWN_API: Chunk = Chunk {
    name: "ownApi",
    marks: &["chunk_own_api_"],
    on: Some("records"),
    is_usual: false,
};

/// Requests that are signed with the credentials.
const SIGNING: Chunk = Chunk {
    name: "signing",
    marks: &["chunk_signing_"],
    on: Some("aws"),
    is_usual: false,
};

/// People whom an app knows by other logins than those of the user pool.
const LOGINS: Chunk = Chunk {
    name: "logins",
    marks: &["chunk_logins_"],
    on: None,
    is_usual: false,
};

/// What few pages need: a role's credentials from STS, what services say in XML, taking a login from an identity.
const STS: Chunk = Chunk {
    name: "sts",
    marks: &["chunk_sts_"],
    on: Some("session"),
    is_usual: false,
};

/// Signing in, from the request to the session.
const SIGN_IN: Chunk = Chunk {
    name: "signIn",
    marks: &["chunk_sign_in_"],
    on: None,
    is_usual: true,
};

/// The same for a page that shows a form first: what the form has no use for comes after it, and other chunks that
/// need some of that have it for themselves.
const SIGN_IN_AFTER_FORM: Chunk = Chunk {
    is_usual: false,
    ..SIGN_IN
};

/// Further steps of a sign-in, signing up, and recovering an account.
const STEPS: Chunk = Chunk {
    name: "steps",
    marks: &["chunk_steps_"],
    on: Some("signIn"),
    is_usual: false,
};

/// What watches over a session and renews it.
const SESSION: Chunk = Chunk {
    name: "session",
    marks: &["chunk_session_"],
    on: None,
    is_usual: false,
};

/// The hosted pages, social and company providers.
const REDIRECT: Chunk = Chunk {
    name: "redirect",
    marks: &["chunk_redirect_"],
    on: Some("session"),
    is_usual: false,
};

/// What a person changes in the account.
const ACCOUNT: Chunk = Chunk {
    name: "account",
    marks: &["chunk_account_"],
    on: Some("session"),
    is_usual: false,
};

/// The account page, and the other screens of who is signed in.
const SIGNED_IN: Chunk = Chunk {
    name: "signedIn",
    marks: &["chunk_signed_in_"],
    on: Some("steps"),
    is_usual: false,
};

/// What explains an error.
const ERRORS: Chunk = Chunk {
    name: "errors",
    marks: &["chunk_errors_"],
    on: None,
    is_usual: false,
};

/// Sessions of other libraries.
const MIGRATION: Chunk = Chunk {
    name: "migration",
    marks: &["chunk_migration_"],
    on: Some("session"),
    is_usual: false,
};

/// Several accounts at a time.
const ACCOUNTS: Chunk = Chunk {
    name: "accounts",
    marks: &["chunk_accounts_"],
    on: Some("session"),
    is_usual: false,
};

/// Screens in other languages than English.
const LANGUAGE: Chunk = Chunk {
    name: "language",
    marks: &["chunk_language_"],
    on: None,
    is_usual: false,
};

/// What few pages set of the elements' screens: the buttons of identity providers, and functions of the page's own.
const EXTRAS: Chunk = Chunk {
    name: "extras",
    marks: &["chunk_extras_"],
    on: None,
    is_usual: false,
};

/// What takes care of a store that fails.
const STORE: Chunk = Chunk {
    name: "store",
    marks: &["chunk_store_"],
    on: None,
    is_usual: false,
};

/// The classes that Leptos's server functions export from every module that has Leptos in it.
pub const STREAMS: [&str; 3] = [
    "IntoUnderlyingByteSource",
    "IntoUnderlyingSink",
    "IntoUnderlyingSource",
];
