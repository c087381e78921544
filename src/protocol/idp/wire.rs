//! The one writer and the one reader that serve every operation.

use super::describe::{Field, Kind, Need};
use super::error::{self, ResponseError};
use crate::protocol::http::{HttpRequest, HttpResponse, Malformation, Malformed};
use crate::protocol::json::{self, Value};
use crate::protocol::secret::Secret;

/// A struct that is an object on the wire. The macro `record!` writes this implementation.
pub trait Record: Sized {
    /// Its fields, as AWS's model would describe them.
    const FIELDS: &'static [Field];
    /// Writes the fields.
    fn write(&self, writer: &mut Writer);
    /// Reads the fields; the reader remembers what is missing.
    fn read(reader: &mut Reader<'_>) -> Self;
}

/// The record of an operation that answers nothing.
impl Record for () {
    const FIELDS: &'static [Field] = &[];
    fn write(&self, _: &mut Writer) {}
    fn read(_: &mut Reader<'_>) -> Self {}
}

/// A type that a field can have. Its default is the value that stands in where a field is missing,
/// so that reading can go on to its end.
pub trait Wire: Default {
    /// Its type on the wire.
    const KIND: Kind;
    /// Whether a field of this type may be left out.
    const NEED: Need = Need::Required;
    /// Whether a field of this value is left out.
    fn is_absent(&self) -> bool {
        false
    }
    /// Writes the value.
    fn write(&self, writer: &mut Writer);
    /// Reads the value, `None` being a field that is missing. Answers `None` where the field is of
    /// another type, or is missing and must not be.
    fn read(value: Option<&Value>) -> Option<Self>;
}

/// Writes the JSON of one request.
pub struct Writer {
    out: String,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self {
            out: String::from("{"),
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.out.push('}');
        self.out
    }

    /// Writes a field, unless it is left out.
    pub fn field<T: Wire>(&mut self, name: &'static str, value: &T) {
        if !value.is_absent() {
            self.name(name);
            value.write(self);
        }
    }

    /// Writes a record in braces.
    pub(super) fn object<R: Record>(&mut self, record: &R) {
        self.raw("{");
        record.write(self);
        self.raw("}");
    }

    /// Writes what goes before a field's value.
    pub(super) fn name(&mut self, name: &str) {
        self.separate();
        self.text(name);
        self.out.push(':');
    }

    /// Writes a comma, unless this is the first in its brackets.
    pub(super) fn separate(&mut self) {
        if !matches!(self.out.as_bytes().last(), Some(b'{' | b'[')) {
            self.out.push(',');
        }
    }

    /// Writes something that needs no escaping.
    pub(super) fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    pub(super) fn integer(&mut self, number: i64) {
        self.raw(&json::integer_text(number));
    }

    pub(super) fn text(&mut self, text: &str) {
        json::write_string(&mut self.out, text);
    }
}

/// Reads the fields of one object.
pub struct Reader<'a> {
    object: &'a Value,
    missing: Option<&'static str>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(object: &'a Value) -> Self {
        Self {
            object,
            missing: None,
        }
    }

    /// Reads a field; where it is missing and must not be, remembers that.
    pub fn field<T: Wire>(&mut self, name: &'static str) -> T {
        let value = self.object.field(name);
        T::read(value).unwrap_or_else(|| {
            self.missing.get_or_insert(name);
            T::default()
        })
    }

    /// Reads a record out of a field's value; `None` where it lacks something.
    pub(super) fn object<R: Record>(value: &Value) -> Option<R> {
        value.as_object()?;
        let mut reader = Reader::new(value);
        let record = R::read(&mut reader);
        reader.missing.is_none().then_some(record)
    }

    /// The first field that is missing, or of another type.
    pub(super) fn missing(&self) -> Option<&'static str> {
        self.missing
    }
}

/// The request that calls the operation of that name.
pub(super) fn request(endpoint: &str, name: &str, body: String) -> HttpRequest {
    let mut target = String::from("AWSCognitoIdentityProviderService.");
    target.push_str(name);
    HttpRequest {
        method: "POST",
        url: endpoint.to_owned(),
        headers: vec![
            ("Content-Type", "application/x-amz-json-1.1".to_owned()),
            ("X-Amz-Target", target),
        ],
        body: Some(body),
    }
}

/// The object that an answer holds. Operations that answer nothing answer so with `{}` or with an
/// empty body.
// Once, and not in each operation that calls it.
#[inline(never)]
pub(super) fn open(response: &HttpResponse, may_be_empty: bool) -> Result<Value, ResponseError> {
    if !response.is_success() {
        return Err(error::read(response));
    }
    read(response, may_be_empty).map_err(ResponseError::Malformed)
}

/// The same of an answer of success.
pub(super) fn read(response: &HttpResponse, may_be_empty: bool) -> Result<Value, Malformed> {
    match response.json() {
        Ok(body @ Value::Object(_)) => Ok(body),
        Err(Malformed {
            kind: Malformation::Empty,
            ..
        }) if may_be_empty => Ok(Value::Null),
        Err(error) => Err(error),
        Ok(_) => Err(response.malformed(Malformation::NotJson)),
    }
}

pub(super) fn missing(response: &HttpResponse, name: &'static str) -> ResponseError {
    ResponseError::Malformed(response.malformed(Malformation::MissingField(name)))
}

impl Wire for String {
    const KIND: Kind = Kind::Text;

    fn write(&self, writer: &mut Writer) {
        writer.text(self);
    }

    fn read(value: Option<&Value>) -> Option<Self> {
        Some(value?.as_str()?.to_owned())
    }
}

impl Wire for Secret {
    const KIND: Kind = Kind::Secret;

    fn write(&self, writer: &mut Writer) {
        writer.text(self.expose());
    }

    fn read(value: Option<&Value>) -> Option<Self> {
        Some(Secret::new(value?.as_str()?))
    }
}

impl Wire for bool {
    const KIND: Kind = Kind::Bool;

    fn write(&self, writer: &mut Writer) {
        writer.raw(if *self { "true" } else { "false" });
    }

    fn read(value: Option<&Value>) -> Option<Self> {
        value?.as_bool()
    }
}

impl Wire for i64 {
    const KIND: Kind = Kind::Integer;

    fn write(&self, writer: &mut Writer) {
        writer.integer(*self);
    }

    fn read(value: Option<&Value>) -> Option<Self> {
        value?.as_i64()
    }
}

impl<T: Wire> Wire for Option<T> {
    const KIND: Kind = T::KIND;
    const NEED: Need = Need::Optional;

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn write(&self, writer: &mut Writer) {
        if let Some(value) = self {
            value.write(writer);
        }
    }

    fn read(value: Option<&Value>) -> Option<Self> {
        match value {
            None => Some(None),
            some => T::read(some).map(Some),
        }
    }
}

/// An empty list is left out, and a list that is missing is empty.
impl<T: Wire> Wire for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    const NEED: Need = Need::Optional;

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn write(&self, writer: &mut Writer) {
        writer.raw("[");
        for item in self {
            writer.separate();
            item.write(writer);
        }
        writer.raw("]");
    }

    fn read(value: Option<&Value>) -> Option<Self> {
        let Some(value) = value else {
            return Some(Vec::new());
        };
        value
            .as_array()?
            .iter()
            .map(|item| T::read(Some(item)))
            .collect()
    }
}
