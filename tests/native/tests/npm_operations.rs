//! Generates `pkg/src/operations.ts` from the library's descriptions of the operations, which another test compares with
//! AWS's model. To update it:
//!
//!     VESTIBULE_BLESS=1 cargo test -p vestibule-native-tests --test npm_operations

use std::fmt::Write;

use vestibule::protocol::idp::{Description, Field, Kind, Need, OPERATIONS, own_field};
use vestibule_native_tests::assert_generated;

const HEAD: &str = "\
// Made by tests/native/tests/npm_operations.rs from the library's own descriptions of the operations.

import type { JsonValue } from \"./session.js\";

/**
 * What each operation of the user pool's API takes and gives, in AWS's names:
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
 * Moments are in seconds since 1970.
 */
export interface Operations {
";

fn made() -> String {
    let mut operations = OPERATIONS.to_vec();
    operations.sort_by_key(|operation| operation.name);
    let mut text = HEAD.to_owned();
    for operation in operations {
        write_operation(&mut text, &operation);
    }
    text.push_str("}\n");
    text
}

fn write_operation(text: &mut String, operation: &Description) {
    let own = own_field(operation.name);
    let is_optional = |field: &Field| field.need == Need::Optional || field.name == own;
    let _ = write!(
        text,
        "  readonly {}: {{\n    readonly input: ",
        operation.name
    );
    write_fields(text, operation.request, 4, Given::In, &is_optional);
    text.push_str(";\n    readonly output: ");
    let is_optional = |field: &Field| field.need == Need::Optional;
    write_fields(text, operation.response, 4, Given::Out, &is_optional);
    text.push_str(";\n  };\n");
}

/// Which way a value goes: an optional field that is given may be `undefined` as well.
#[derive(Clone, Copy, PartialEq)]
enum Given {
    In,
    Out,
}

fn write_fields(
    text: &mut String,
    fields: &[Field],
    indent: usize,
    given: Given,
    is_optional: &dyn Fn(&Field) -> bool,
) {
    if fields.is_empty() {
        return text.push_str("Record<string, never>");
    }
    text.push_str("{\n");
    for field in fields {
        let pad = " ".repeat(indent + 2);
        let optional = is_optional(field);
        let mark = if optional { "?" } else { "" };
        let _ = write!(text, "{pad}readonly {}{mark}: ", field.name);
        write_kind(text, &field.kind, indent + 2, given);
        if optional && given == Given::In {
            text.push_str(" | undefined");
        }
        text.push_str(";\n");
    }
    text.push_str(&" ".repeat(indent));
    text.push('}');
}

fn write_kind(text: &mut String, kind: &Kind, indent: usize, given: Given) {
    match kind {
        Kind::Text | Kind::Secret => text.push_str("string"),
        Kind::Bool => text.push_str("boolean"),
        Kind::Integer | Kind::Timestamp => text.push_str("number"),
        Kind::Map => text.push_str("Readonly<Record<string, string>>"),
        Kind::Document if given == Given::In => text.push_str("object"),
        Kind::Document => text.push_str("{ readonly [name: string]: JsonValue }"),
        Kind::List(of) => {
            text.push_str("readonly (");
            write_kind(text, of, indent, given);
            text.push_str(")[]");
        }
        Kind::Record(fields) => {
            let is_optional = |field: &Field| field.need == Need::Optional;
            write_fields(text, fields, indent, given, &is_optional);
        }
        Kind::Enum(names) => {
            let names: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
            text.push_str(&names.join(" | "));
            // Cognito may learn new ones.
            if given == Given::Out {
                text.push_str(" | (string & {})");
            }
        }
    }
}

#[test]
fn the_typescript_types_of_operations_match_the_library() {
    assert_generated!("pkg/src/operations.ts", &made());
}
