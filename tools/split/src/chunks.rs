//! The chunks that the library is cut into, and what a page asks for each by.
//!
//! The functions at which a chunk begins are marked by their names (`chunk_session_…`), which the attribute of
//! `tools/chunk` gives them. A list of chunks has [`SIGN_IN`], [`STEPS`] and [`SESSION`] first, in this order: others name
//! the chunk that they need by its place.

use crate::Part;

/// Signing in, from the request to the session.
pub const SIGN_IN: Part = Part {
    marks: &["chunk_sign_in_"],
    on: None,
    is_usual: true,
};

/// Further steps of a sign-in, signing up, and recovering an account.
pub const STEPS: Part = Part {
    marks: &["chunk_steps_"],
    on: Some(0),
    is_usual: false,
};

/// What watches over a session and renews it.
pub const SESSION: Part = Part {
    marks: &["chunk_session_"],
    on: None,
    is_usual: false,
};

/// The hosted pages, social and company providers.
pub const REDIRECT: Part = Part {
    marks: &["chunk_redirect_"],
    on: Some(2),
    is_usual: false,
};

/// What a person changes in the account.
pub const ACCOUNT: Part = Part {
    marks: &["chunk_account_"],
    on: Some(2),
    is_usual: false,
};

/// The account page, and the other screens of who is signed in.
pub const SIGNED_IN: Part = Part {
    marks: &["chunk_signed_in_"],
    on: Some(1),
    is_usual: false,
};

/// What explains an error.
pub const TROUBLE: Part = Part {
    marks: &["chunk_trouble_"],
    on: None,
    is_usual: false,
};

/// Sessions of other libraries.
pub const MOVING: Part = Part {
    marks: &["chunk_moving_"],
    on: Some(2),
    is_usual: false,
};

/// Several accounts at a time.
pub const ACCOUNTS: Part = Part {
    marks: &["chunk_accounts_"],
    on: Some(2),
    is_usual: false,
};

/// What takes care of a store that fails.
pub const STORE: Part = Part {
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
