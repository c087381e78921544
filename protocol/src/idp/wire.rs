//! Writing and reading of operations on the wire.

use super::describe::{Field, Kind, Need};
use crate::http::{HttpRequest, HttpResponse, Malformation, Malformed};
use crate::json::{self, Value};
use crate::secret::Secret;

/// A struct that is a JSON object on the wire. The macro `record!` implements it.
pub trait Record: Default {
    /// Its fields, as in AWS's model.
    const FIELDS: &'static [Field];
    /// Writes the fields.
    fn write(&self, writer: &mut Writer);
    /// Reads the fields into a default record. The reader remembers a missing field.
    fn read(&mut self, reader: &mut Reader<'_>);
}

/// The response of an operation without fields.
impl Record for () {
    const FIELDS: &'static [Field] = &[];
    fn write(&self, _: &mut Writer) {}
    fn read(&mut self, _: &mut Reader<'_>) {}
}

/// The type of a field. Its default is the value of a missing field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a field",
    note = "a record in a field of another record is also listed in `nested!`, at the end of its file"
)]
pub trait Wire: Default {
    /// Its type on the wire.
    const KIND: Kind;
    /// Whether a field of this type may be left out.
    const NEED: Need = Need::Required;
    /// Whether a field with this value is omitted.
    fn is_absent(&self) -> bool {
        false
    }
    /// Writes the value.
    fn write(&self, writer: &mut Writer);
    /// Reads the value into `self`, which is the default, and returns whether it has this type. In place, because
    /// returning records by value costs code in each operation.
    fn read(&mut self, value: &Value) -> bool;
}

/// Writes the JSON of a request.
pub struct Writer {
    out: String,
}

impl Writer {
    fn new() -> Self {
        Self {
            out: String::from("{"),
        }
    }

    /// Creates a writer and writes the fields of a request.
    pub(crate) fn of<R: Record>(request: &R) -> Self {
        let mut writer = Self::new();
        request.write(&mut writer);
        writer
    }

    /// Returns the JSON of the request.
    pub fn finish(mut self) -> String {
        self.out.push('}');
        self.out
    }

    /// Writes a field, unless it is omitted.
    // Not inlined, so that it is compiled once per type and not in each record.
    #[inline(never)]
    pub fn field<T: Wire>(&mut self, name: &'static str, value: &T) {
        if !value.is_absent() {
            self.name(name);
            value.write(self);
        }
    }

    /// Writes a record in braces.
    pub(crate) fn object<R: Record>(&mut self, record: &R) {
        self.raw("{");
        record.write(self);
        self.raw("}");
    }

    /// Writes the name of a field.
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

    /// Writes text that needs no escaping.
    pub(super) fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    pub(super) fn integer(&mut self, number: i64) {
        self.raw(&json::integer_text(number));
    }

    pub(crate) fn text(&mut self, text: &str) {
        json::write_string(&mut self.out, text);
    }
}

/// Reads the fields of one object.
pub struct Reader<'a> {
    object: &'a Value,
    missing: Option<&'static str>,
}

impl<'a> Reader<'a> {
    /// Anything but an object counts as a missing field.
    #[inline(never)]
    fn within(object: &'a Value) -> Self {
        let is_object = object.as_object().is_some();
        Self {
            object,
            missing: (!is_object).then_some(""),
        }
    }

    /// Reads a field, and remembers if a required one is missing.
    // Not inlined, so that it is compiled once per type and not in each record.
    #[inline(never)]
    pub fn field<T: Wire>(&mut self, name: &'static str, to: &mut T) {
        let is_good = match self.object.field(name) {
            Some(value) => to.read(value),
            None => T::NEED == Need::Optional,
        };
        self.note(name, is_good);
    }

    #[inline(never)]
    fn note(&mut self, name: &'static str, is_good: bool) {
        if !is_good {
            self.missing.get_or_insert(name);
        }
    }

    /// Reads a record from a field's value, and returns whether no required field is missing.
    pub(crate) fn object<R: Record>(value: &Value, to: &mut R) -> bool {
        let mut reader = Reader::within(value);
        to.read(&mut reader);
        reader.missing.is_none()
    }
}

/// Returns the request that calls the operation of this name with this JSON.
pub fn request_of(endpoint: &str, name: &str, body: String) -> HttpRequest {
    request_to(endpoint, "AWSCognitoIdentityProviderService.", name, body)
}

/// Returns the request for a service with this prefix of `X-Amz-Target`.
pub(crate) fn request_to(endpoint: &str, prefix: &str, name: &str, body: String) -> HttpRequest {
    let target = [prefix, name].concat();
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

/// The successful response of an operation, whose fields have not been read yet. Not generic, so that it is compiled
/// once.
pub struct ResponseBody {
    response: HttpResponse,
    body: Value,
}

impl ResponseBody {
    /// Parses the body. The response of an operation without fields is `{}` or an empty body.
    ///
    /// # Errors
    /// [`Malformed`] for any other body.
    pub fn parse(response: HttpResponse, may_be_empty: bool) -> Result<Box<Self>, Malformed> {
        let body = read(&response, may_be_empty)?;
        Ok(Self::new(response, body))
    }

    /// Creates one from a parsed body.
    pub fn new(response: HttpResponse, body: Value) -> Box<Self> {
        Box::new(Self { response, body })
    }

    /// Reads the fields.
    ///
    /// # Errors
    /// [`Malformed`] if a field is missing or has another type.
    pub fn read<R: Record, E: From<Malformed>>(self: Box<Self>) -> Result<R, E> {
        let mut record = R::default();
        let mut reader = Reader {
            object: &self.body,
            missing: None,
        };
        record.read(&mut reader);
        let missing = reader.missing;
        match self.missing_error(missing) {
            None => Ok(record),
            Some(error) => Err(error),
        }
    }

    /// Returns the whole body, with AWS's names.
    pub fn into_body(self) -> Value {
        self.body
    }

    // Not inlined, so that it is compiled once. It takes the box so that dropping the response is compiled here, too.
    #[allow(clippy::boxed_local)]
    #[inline(never)]
    fn missing_error<E: From<Malformed>>(
        self: Box<Self>,
        missing: Option<&'static str>,
    ) -> Option<E> {
        let missing = Malformation::MissingField(missing?);
        Some(self.response.malformed(missing).into())
    }
}

/// Parses the body of a successful response.
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

/// Assigns the value, if there is one. Returns whether there is.
pub(super) fn put<T>(to: &mut T, value: Option<T>) -> bool {
    let is_there = value.is_some();
    if let Some(value) = value {
        *to = value;
    }
    is_there
}

impl Wire for String {
    const KIND: Kind = Kind::Text;

    fn write(&self, writer: &mut Writer) {
        writer.text(self);
    }

    fn read(&mut self, value: &Value) -> bool {
        let text = value.as_str();
        self.push_str(text.unwrap_or_default());
        text.is_some()
    }
}

impl Wire for Secret {
    const KIND: Kind = Kind::Secret;

    fn write(&self, writer: &mut Writer) {
        writer.text(self.expose());
    }

    fn read(&mut self, value: &Value) -> bool {
        let text = value.as_str();
        *self = Secret::new(text.unwrap_or_default());
        text.is_some()
    }
}

impl Wire for bool {
    const KIND: Kind = Kind::Bool;

    fn write(&self, writer: &mut Writer) {
        writer.raw(if *self { "true" } else { "false" });
    }

    fn read(&mut self, value: &Value) -> bool {
        put(self, value.as_bool())
    }
}

impl Wire for i64 {
    const KIND: Kind = Kind::Integer;

    fn write(&self, writer: &mut Writer) {
        writer.integer(*self);
    }

    fn read(&mut self, value: &Value) -> bool {
        put(self, value.as_i64())
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

    fn read(&mut self, value: &Value) -> bool {
        self.get_or_insert_default().read(value)
    }
}

/// An empty list is omitted, and a missing list is empty.
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

    fn read(&mut self, value: &Value) -> bool {
        let Some(items) = value.as_array() else {
            return false;
        };
        items.iter().all(|value| {
            let mut item = T::default();
            let is_good = item.read(value);
            self.push(item);
            is_good
        })
    }
}
