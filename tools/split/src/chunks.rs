//! The chunks that the library is cut into, and what a page asks for each by.
//!
//! The functions at which a chunk begins are marked by their names (`chunk_session_…`), which the attribute of
//! `tools/chunk` gives them. A list of chunks has `signIn`, `steps` and `session` first, in this order: others name
//! the chunk that they need by its place. `pkg/commands.toml` says the same of the npm package; a test of xtask compares
//! the two.

use crate::Part;

/// All chunks, which the npm package has.
pub const ALL: [Part; 12] = [
    SIGN_IN,
    STEPS,
    SESSION,
    REDIRECT,
    ACCOUNT,
    TROUBLE,
    MOVING,
    ACCOUNTS,
    STORE,
    AWS,
    STS,
    // Two of three remotes need the credentials.
    Part {
        on: Some(9),
        ..RECORDS
    },
];

/// Those that the screens for signing in want.
pub const OF_SCREENS: [Part; 6] = [SIGN_IN_AFTER_FORM, STEPS, SESSION, REDIRECT, TROUBLE, STORE];

/// Those of the custom elements, which show the account, too.
pub const OF_ELEMENTS: [Part; 10] = [
    SIGN_IN_AFTER_FORM,
    STEPS,
    SESSION,
    REDIRECT,
    TROUBLE,
    STORE,
    SIGNED_IN,
    ACCOUNTS,
    LANGUAGE,
    EXTRAS,
];

/// Those that an app may have with all screens in it. What it has not is left out. Other stores are in its main module:
/// an app makes its client at once, and nobody fetches anything before.
pub const OF_APPS: [Part; 9] = [
    SIGN_IN_AFTER_FORM,
    STEPS,
    SESSION,
    REDIRECT,
    TROUBLE,
    SIGNED_IN,
    AWS,
    STS,
    RECORDS,
];

/// AWS credentials of an identity pool, and signed requests.
const AWS: Part = Part {
    name: "aws",
    marks: &["chunk_aws_"],
    on: Some(2),
    is_usual: false,
};

/// Records that follow a person.
const RECORDS: Part = Part {
    name: "records",
    marks: &["chunk_records_"],
    on: Some(2),
    is_usual: false,
};

/// A role's credentials from STS, and what services say in XML.
const STS: Part = Part {
    name: "sts",
    marks: &["chunk_sts_"],
    on: Some(2),
    is_usual: false,
};

/// Signing in, from the request to the session.
const SIGN_IN: Part = Part {
    name: "signIn",
    marks: &["chunk_sign_in_"],
    on: None,
    is_usual: true,
};

/// The same for a page that shows a form first: what the form has no use for comes after it, and other chunks that
/// need some of that have it for themselves.
const SIGN_IN_AFTER_FORM: Part = Part {
    is_usual: false,
    ..SIGN_IN
};

/// Further steps of a sign-in, signing up, and recovering an account.
const STEPS: Part = Part {
    name: "steps",
    marks: &["chunk_steps_"],
    on: Some(0),
    is_usual: false,
};

/// What watches over a session and renews it.
const SESSION: Part = Part {
    name: "session",
    marks: &["chunk_session_"],
    on: None,
    is_usual: false,
};

/// The hosted pages, social and company providers.
const REDIRECT: Part = Part {
    name: "redirect",
    marks: &["chunk_redirect_"],
    on: Some(2),
    is_usual: false,
};

/// What a person changes in the account.
const ACCOUNT: Part = Part {
    name: "account",
    marks: &["chunk_account_"],
    on: Some(2),
    is_usual: false,
};

/// The account page, and the other screens of who is signed in.
const SIGNED_IN: Part = Part {
    name: "signedIn",
    marks: &["chunk_signed_in_"],
    on: Some(1),
    is_usual: false,
};

/// What explains an error.
const TROUBLE: Part = Part {
    name: "trouble",
    marks: &["chunk_trouble_"],
    on: None,
    is_usual: false,
};

/// Sessions of other libraries.
const MOVING: Part = Part {
    name: "moving",
    marks: &["chunk_moving_"],
    on: Some(2),
    is_usual: false,
};

/// Several accounts at a time.
const ACCOUNTS: Part = Part {
    name: "accounts",
    marks: &["chunk_accounts_"],
    on: Some(2),
    is_usual: false,
};

/// Screens in other languages than English.
const LANGUAGE: Part = Part {
    name: "language",
    marks: &["chunk_language_"],
    on: None,
    is_usual: false,
};

/// What few pages set of the elements' screens: the buttons of identity providers, and functions of the page's own.
const EXTRAS: Part = Part {
    name: "extras",
    marks: &["chunk_extras_"],
    on: None,
    is_usual: false,
};

/// What takes care of a store that fails.
const STORE: Part = Part {
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
