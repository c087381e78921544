//! The one writer and the one reader that serve every operation.

use super::describe::{Field, Kind, Need};
use crate::http::{HttpRequest, HttpResponse, Malformation, Malformed};
use crate::json::{self, Value};
use crate::secret::Secret;

/// A struct that is an object on the wire. The macro `record!` writes this implementation.
pub trait Record: Default {
    /// Its fields, as AWS's model would describe them.
    const FIELDS: &'static [Field];
    /// Writes the fields.
    fn write(&self, writer: &mut Writer);
    /// Reads the fields into a record that has none yet; the reader remembers what is missing.
    fn read(&mut self, reader: &mut Reader<'_>);
}

/// The record of an operation that answers nothing.
impl Record for () {
    const FIELDS: &'static [Field] = &[];
    fn write(&self, _: &mut Writer) {}
    fn read(&mut self, _: &mut Reader<'_>) {}
}

/// A type that a field can have. Its default is the value that stands in where a field is missing.
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
    /// Reads the value in place of the default, and tells whether it is of this type. In place, since
    /// records that are handed on from call to call are what an operation more would weigh.
    fn read(&mut self, value: &Value) -> bool;
}

/// Writes the JSON of one request.
pub struct Writer {
    out: String,
}

impl Writer {
    fn new() -> Self {
        Self {
            out: String::from("{"),
        }
    }

    /// What has written the fields of a request.
    pub(crate) fn of<R: Record>(request: &R) -> Self {
        let mut writer = Self::new();
        request.write(&mut writer);
        writer
    }

    /// The JSON of the request.
    pub fn finish(mut self) -> String {
        self.out.push('}');
        self.out
    }

    /// Writes a field, unless it is left out.
    // Once for each type, and not in each record.
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
    /// Of nothing but an object can a record be read.
    #[inline(never)]
    fn within(object: &'a Value) -> Self {
        let is_object = object.as_object().is_some();
        Self {
            object,
            missing: (!is_object).then_some(""),
        }
    }

    /// Reads a field; where it is missing and must not be, remembers that.
    // Once for each type, and not in each record.
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

    /// Reads a record out of a field's value, and tells whether it lacks nothing.
    pub(crate) fn object<R: Record>(value: &Value, to: &mut R) -> bool {
        let mut reader = Reader::within(value);
        to.read(&mut reader);
        reader.missing.is_none()
    }
}

/// The request that calls the operation of that name with that JSON.
pub fn request_of(endpoint: &str, name: &str, body: String) -> HttpRequest {
    request_to(endpoint, "AWSCognitoIdentityProviderService.", name, body)
}

/// The same, of a service of that prefix.
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

/// An operation's answer of success, in which no field was looked at yet: what is the same for all of
/// them is done once.
pub struct Answer {
    response: HttpResponse,
    body: Value,
}

impl Answer {
    /// Opens an answer. Operations that answer nothing answer so with `{}` or with an empty body.
    ///
    /// # Errors
    /// [`Malformed`] where it holds anything else.
    pub fn open(response: HttpResponse, may_be_empty: bool) -> Result<Box<Self>, Malformed> {
        let body = read(&response, may_be_empty)?;
        Ok(Answer::of(response, body))
    }

    /// An answer whose body was read.
    pub fn of(response: HttpResponse, body: Value) -> Box<Self> {
        Box::new(Self { response, body })
    }

    /// Reads its fields.
    ///
    /// # Errors
    /// [`Malformed`] where one is missing, or of another type.
    pub fn read<R: Record, E: From<Malformed>>(self: Box<Self>) -> Result<R, E> {
        let mut record = R::default();
        let mut reader = Reader {
            object: &self.body,
            missing: None,
        };
        record.read(&mut reader);
        let missing = reader.missing;
        match self.lacks(missing) {
            None => Ok(record),
            Some(error) => Err(error),
        }
    }

    /// The whole of it, in AWS's own names.
    pub fn into_body(self) -> Value {
        self.body
    }

    // Once, and not for each response: what it gives back of the answer, too, which is why it takes the box.
    #[allow(clippy::boxed_local)]
    #[inline(never)]
    fn lacks<E: From<Malformed>>(self: Box<Self>, missing: Option<&'static str>) -> Option<E> {
        let missing = Malformation::MissingField(missing?);
        Some(self.response.malformed(missing).into())
    }
}

/// The object that an answer of success holds.
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

/// Puts a value where the default is, if there is one.
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
