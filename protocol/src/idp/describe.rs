//! Macros that generate a struct, its description, and its reading and writing from one list of fields.

use super::{OPERATIONS, Operation, Record};
use crate::text::split;

/// The description of an operation, which a test compares with AWS's model.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// AWS's name of it.
    pub name: &'static str,
    /// The fields of the request.
    pub request: &'static [Field],
    /// The fields of the response.
    pub response: &'static [Field],
}

impl Description {
    /// Returns the description of an operation.
    pub const fn of<O: Operation>() -> Self {
        Self {
            name: O::NAME,
            request: O::FIELDS,
            response: <O::Response as Record>::FIELDS,
        }
    }

    /// Whether the request has a field of this name.
    pub const fn takes(&self, field: &str) -> bool {
        let mut at = 0;
        while at < self.request.len() {
            if are_equal(self.request[at].name, field) {
                return true;
            }
            at += 1;
        }
        false
    }
}

/// Concatenates the operations of the families.
pub(super) const fn joined<const N: usize>(families: &[&[Description]]) -> [Description; N] {
    let mut all = [families[0][0]; N];
    let (mut family, mut at, mut next) = (0, 0, 0);
    while family < families.len() {
        while at < families[family].len() {
            all[next] = families[family][at];
            (at, next) = (at + 1, next + 1);
        }
        (family, at) = (family + 1, 0);
    }
    assert!(next == N);
    all
}

/// Returns the number of operations of the families.
pub(super) const fn count(families: &[&[Description]]) -> usize {
    let (mut family, mut count) = (0, 0);
    while family < families.len() {
        count += families[family].len();
        family += 1;
    }
    count
}

/// Returns the names of the operations whose request has a field. Evaluated at compile time, so that a program contains
/// only the names and not all descriptions.
macro_rules! operations_with {
    ($field:literal) => {{
        const COUNT: usize = $crate::idp::describe::count_with($field);
        const NAMES: [&str; COUNT] = $crate::idp::describe::names_with($field);
        &NAMES
    }};
}

pub(super) const fn count_with(field: &str) -> usize {
    let (mut at, mut count) = (0, 0);
    while at < OPERATIONS.len() {
        if OPERATIONS[at].takes(field) {
            count += 1;
        }
        at += 1;
    }
    count
}

pub(super) const fn names_with<const N: usize>(field: &str) -> [&'static str; N] {
    let mut names = [""; N];
    let (mut at, mut next) = (0, 0);
    while at < OPERATIONS.len() {
        if OPERATIONS[at].takes(field) {
            names[next] = OPERATIONS[at].name;
            next += 1;
        }
        at += 1;
    }
    names
}

const fn are_equal(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The description of a field of a record, which a test compares with AWS's model.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// The type on the wire.
    pub kind: Kind,
    /// Whether it may be left out.
    pub need: Need,
}

/// The type of a field on the wire.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string.
    Text,
    /// A string that must not be shown.
    Secret,
    /// A string from a set of names.
    Enum(&'static [&'static str]),
    /// `true` or `false`.
    Bool,
    /// An integer.
    Integer,
    /// A time, in seconds since 1970.
    Timestamp,
    /// A JSON document of another standard.
    Document,
    /// An object whose values are strings.
    Map,
    /// An array of this type.
    List(&'static Kind),
    /// An object of these fields.
    Record(&'static [Field]),
}

/// Whether a field may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It is always present.
    Required,
    /// It may be missing.
    Optional,
}

/// Returns the name at an index of a text of names, each followed by a space.
pub(crate) fn name_at(joined: &'static str, index: usize) -> &'static str {
    split(joined, b' ').nth(index).unwrap_or_default()
}

/// Returns the index of a name in such a text, or the number of names if it is not in it.
pub(crate) fn index_of(joined: &'static str, name: &str) -> usize {
    split(joined, b' ')
        .take_while(|known| *known != name)
        .count()
}

/// Defines a struct whose fields are `name: type => "NameOnTheWire"`, and its [`Record`](super::Record).
macro_rules! record {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$field_meta:meta])* pub $field:ident: $type:ty => $wire:literal,)*
        }
    )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl $crate::idp::Record for $name {
            const FIELDS: &'static [$crate::idp::Field] = &[$(
                $crate::idp::Field {
                    name: $wire,
                    kind: <$type as $crate::idp::Wire>::KIND,
                    need: <$type as $crate::idp::Wire>::NEED,
                },
            )*];

            fn write(&self, writer: &mut $crate::idp::Writer) {
                $(writer.field($wire, &self.$field);)*
            }

            fn read(&mut self, reader: &mut $crate::idp::Reader<'_>) {
                $(reader.field($wire, &mut self.$field);)*
            }
        }
    )+};
}

/// Allows records as fields of other records.
macro_rules! nested {
    ($($name:ident),+) => {$(
        impl $crate::idp::Wire for $name {
            const KIND: $crate::idp::Kind =
                $crate::idp::Kind::Record(<Self as $crate::idp::Record>::FIELDS);

            fn write(&self, writer: &mut $crate::idp::Writer) {
                writer.object(self);
            }

            fn read(&mut self, value: &$crate::json::Value) -> bool {
                $crate::idp::Reader::object(value, self)
            }
        }
    )+};
}

/// Defines the operations of a family: request structs, whose names are the operations', with their responses.
macro_rules! operation {
    ($($request:ident => $response:ty;)+) => {
        $(impl $crate::idp::Operation for $request {
            const NAME: &'static str = stringify!($request);
            type Response = $response;
        })+

        pub(super) const OPERATIONS: &[$crate::idp::Description] =
            &[$($crate::idp::Description::of::<$request>()),+];
    };
}

/// Defines an enum of names on the wire. `Other` has a name that is not known.
macro_rules! names {
    ($(
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident => $wire:literal,)*
        }
    )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A name that this version does not know.
            Other(String),
        }

        impl $name {
            /// All known names.
            pub const NAMES: &'static [&'static str] = &[$($wire),*];

            /// All names in one text, which is smaller than a list.
            const JOINED: &'static str = concat!($($wire, " "),*);

            /// Returns the name on the wire.
            pub fn as_str(&self) -> &str {
                #[allow(clippy::upper_case_acronyms)]
                enum Index { $($variant),* }
                let index = match self {
                    $(Self::$variant => Index::$variant,)*
                    Self::Other(name) => return name,
                };
                $crate::idp::describe::name_at(Self::JOINED, index as usize)
            }

            /// Returns the variant of this name.
            pub fn from_name(name: &str) -> Self {
                enum Index { $($variant),* }
                struct At;
                #[allow(non_upper_case_globals)]
                impl At { $(const $variant: usize = Index::$variant as usize;)* }
                match $crate::idp::describe::index_of(Self::JOINED, name) {
                    $(At::$variant => Self::$variant,)*
                    _ => Self::Other(name.to_owned()),
                }
            }
        }

        /// An empty name, which the service refuses.
        impl Default for $name {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl $crate::idp::Wire for $name {
            const KIND: $crate::idp::Kind = $crate::idp::Kind::Enum(Self::NAMES);

            fn write(&self, writer: &mut $crate::idp::Writer) {
                writer.text(self.as_str());
            }

            fn read(&mut self, value: &$crate::json::Value) -> bool {
                let name = value.as_str();
                *self = Self::from_name(name.unwrap_or_default());
                name.is_some()
            }
        }
    )+};
}

pub(crate) use {names, nested, record};
pub(super) use {operation, operations_with};
