//! Reads the arguments of commands, which are untyped JSON values.

use vestibule::protocol::json::Value;
use vestibule::protocol::secret::Secret;
use vestibule::{Error, Timestamp};

use super::view;

/// Why a command has no result.
pub(super) enum Failure {
    Error(Error),
    /// An argument is invalid. The text is the JSON of the error.
    InvalidArgument(String),
}

/// The arguments of a command, and the number of those already read.
#[derive(Default)]
pub(super) struct Arguments {
    given: Vec<Value>,
    read: usize,
}

/// A type of an argument or of a field of one.
pub(super) trait Argument: Sized {
    /// Reads a value, which is `null` if it is missing. `name` is used in the error.
    ///
    /// # Errors
    /// If the value has another type.
    fn read(value: Value, name: &str) -> Result<Self, Failure>;
}

/// The unread fields of an object. Empty if the argument is missing.
pub(super) struct Fields(Vec<(String, Value)>);

/// Strings by name. Empty if the argument is missing.
pub(super) struct Pairs(pub Vec<(String, String)>);

impl Failure {
    /// The message contains the type of the value, never the value itself, which may be a misplaced password.
    pub fn wrong_type(value: &Value, name: &str, wanted: &str) -> Self {
        let found = match value {
            Value::Null => "missing",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "another string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        let message = ["`", name, "` must be ", wanted, ", and is ", found].concat();
        let help = ["Pass `", name, "` as ", wanted, "."].concat();
        Failure::InvalidArgument(view::wrong_argument(name, &message, &help))
    }

    /// The arguments are not valid JSON. JavaScript strings can contain lone surrogates.
    pub fn unreadable() -> Self {
        let message = "An argument holds half of a character, or is nested too deeply";
        let help =
            "Cut texts between characters: `text.toWellFormed()` mends what was cut inside of one.";
        Failure::InvalidArgument(view::wrong_argument("arguments", message, help))
    }

    /// There is no command of this name.
    pub fn unknown(command: &str) -> Self {
        let message = ["There is no command `", command, "`"].concat();
        Failure::InvalidArgument(view::wrong_argument("command", &message, ""))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Error(error)
    }
}

impl Arguments {
    /// Takes the elements of an array.
    pub fn from_value(given: Value) -> Self {
        match given {
            Value::Array(given) => Arguments { given, read: 0 },
            _ => Arguments::default(),
        }
    }

    /// Reads the next argument. `name` is used in the error.
    pub fn take<T: Argument>(&mut self, name: &str) -> Result<T, Failure> {
        let value = self.given.get_mut(self.read).map(std::mem::take);
        self.read += 1;
        T::read(value.unwrap_or_default(), name)
    }
}

impl Fields {
    /// Takes the fields of an object; there are none for other values.
    pub fn from_value(value: Value) -> Self {
        match value {
            Value::Object(fields) => Fields(fields),
            _ => Fields(Vec::new()),
        }
    }

    /// Takes the fields of an object, which must not be missing.
    pub fn required(value: Value, name: &str) -> Result<Self, Failure> {
        match value {
            Value::Object(fields) => Ok(Fields(fields)),
            value => Err(Failure::wrong_type(&value, name, "an object")),
        }
    }

    /// Reads the field of this name.
    pub fn take<T: Argument>(&mut self, name: &str) -> Result<T, Failure> {
        T::read(self.take_value(name), name)
    }

    /// Takes the field of this name, of any type. If the name occurs several times, the last field is used.
    pub fn take_value(&mut self, name: &str) -> Value {
        let mut fields = self.0.iter_mut().rev();
        let found = fields.find(|(key, _)| key == name);
        found
            .map(|(_, value)| std::mem::take(value))
            .unwrap_or_default()
    }

    /// Reads an optional field that has to be one of these strings.
    pub fn choice(
        &mut self,
        name: &str,
        choices: &[&'static str],
    ) -> Result<Option<&'static str>, Failure> {
        let value = self.take_value(name);
        let found = |text| choices.iter().copied().find(|choice| *choice == text);
        match (value.as_str().and_then(found), &value) {
            (None, Value::Null) => Ok(None),
            (Some(choice), _) => Ok(Some(choice)),
            (None, value) => Err(Failure::wrong_type(
                value,
                name,
                &quoted_list(choices, " or "),
            )),
        }
    }

    /// Checks that there are no other fields than these.
    ///
    /// # Errors
    /// If a field has another name.
    pub fn check_names(&self, names: &[&str]) -> Result<(), Failure> {
        let is_unknown = |(name, _): &&(String, Value)| !names.contains(&name.as_str());
        let Some((name, _)) = self.0.iter().find(is_unknown) else {
            return Ok(());
        };
        let message = ["There is no setting `", name, "`"].concat();
        let help = ["There are: ", &quoted_list(names, ", "), "."].concat();
        Err(Failure::InvalidArgument(view::wrong_argument(
            name, &message, &help,
        )))
    }

    /// Returns all unread fields as an object.
    pub fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

/// Joins names in quotation marks.
fn quoted_list(names: &[&str], separator: &str) -> String {
    let mut list = String::new();
    for name in names {
        if !list.is_empty() {
            list.push_str(separator);
        }
        list.extend(["\"", name, "\""]);
    }
    list
}

impl Argument for String {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        match value {
            Value::String(text) => Ok(text),
            value => Err(Failure::wrong_type(&value, name, "a string")),
        }
    }
}

impl Argument for Secret {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        String::read(value, name).map(Secret::from)
    }
}

impl Argument for bool {
    /// `false` if it is missing.
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        match value {
            Value::Null => Ok(false),
            Value::Bool(value) => Ok(value),
            value => Err(Failure::wrong_type(&value, name, "true or false")),
        }
    }
}

impl Argument for Timestamp {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        match value.as_i64().and_then(|millis| millis.try_into().ok()) {
            Some(millis) => Ok(Timestamp::from_millis(millis)),
            None => Err(Failure::wrong_type(&value, name, "a time in milliseconds")),
        }
    }
}

impl Argument for Fields {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        match value {
            Value::Null => Ok(Fields(Vec::new())),
            value => Fields::required(value, name),
        }
    }
}

impl Argument for Pairs {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let mut pairs = Vec::new();
        for (name, value) in Fields::read(value, name)?.0 {
            let value = String::read(value, &name)?;
            pairs.push((name, value));
        }
        Ok(Pairs(pairs))
    }
}

impl<T: Argument> Argument for Option<T> {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        match value {
            Value::Null => Ok(None),
            value => T::read(value, name).map(Some),
        }
    }
}

impl Argument for Vec<String> {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let texts = value.strings();
        match value.as_array() {
            Some(items) if items.len() == texts.len() => Ok(texts),
            _ => Err(Failure::wrong_type(&value, name, "an array of strings")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{AccountCommand, Chunk};
    use vestibule::protocol::json;

    fn arguments(given: &str) -> Arguments {
        Arguments::from_value(json::parse(given).unwrap())
    }

    /// Field and message of an error.
    fn refused<T>(result: Result<T, Failure>) -> (String, String) {
        let Err(Failure::InvalidArgument(view)) = result else {
            panic!("it was taken");
        };
        let view = json::parse(&view).unwrap();
        assert_eq!(view.string("kind"), Some("invalidInput"));
        let text = |name| view.string(name).unwrap_or_default().to_owned();
        (text("field"), text("message"))
    }

    #[test]
    fn arguments_are_read_in_order() {
        let mut given = arguments(r#"["ada",null,true]"#);
        assert_eq!(
            given.take::<String>("username").ok().as_deref(),
            Some("ada")
        );
        assert!(matches!(given.take::<Option<String>>("next"), Ok(None)));
        assert!(matches!(given.take::<bool>("ends"), Ok(true)));
        let (field, message) = refused(given.take::<String>("code"));
        assert_eq!(field, "code");
        assert_eq!(message, "`code` must be a string, and is missing");
        assert!(arguments("{}").take::<String>("code").is_err());
    }

    #[test]
    fn an_argument_of_another_type_is_refused_without_its_value() {
        for (given, found) in [
            ("[7]", "a number"),
            ("[false]", "a boolean"),
            (r#"[["secret"]]"#, "an array"),
            (r#"[{"a":"secret"}]"#, "an object"),
        ] {
            let (field, message) = refused(arguments(given).take::<String>("password"));
            assert_eq!(field, "password");
            assert_eq!(
                message,
                format!("`password` must be a string, and is {found}")
            );
        }
        let (_, message) = refused(arguments(r#"["secret"]"#).take::<Fields>("input"));
        assert_eq!(message, "`input` must be an object, and is another string");
        refused(arguments(r#"["x"]"#).take::<bool>("remember"));
        refused(arguments("[-1]").take::<Timestamp>("at"));
        refused(arguments("[1.5]").take::<Timestamp>("at"));
    }

    #[test]
    fn fields_are_refused_by_their_own_names() {
        let fields = |given| arguments(given).take::<Fields>("options").ok().unwrap();
        let given = r#"[{"scopes":["a",1],"grant":"token","attributes":{"email":1}}]"#;
        let (field, message) = refused(fields(given).take::<Vec<String>>("scopes"));
        assert_eq!(field, "scopes");
        assert_eq!(
            message,
            "`scopes` must be an array of strings, and is an array"
        );
        let (field, message) = refused(fields(given).choice("grant", &["code", "implicit"]));
        assert_eq!(field, "grant");
        let wanted = "`grant` must be \"code\" or \"implicit\", and is another string";
        assert_eq!(message, wanted);
        assert_eq!(
            refused(fields(given).take::<Pairs>("attributes")).0,
            "email"
        );
        let (field, message) = refused(fields(given).check_names(&["scopes", "grant"]));
        assert_eq!(field, "attributes");
        assert_eq!(message, "There is no setting `attributes`");
        assert!(
            fields(given)
                .check_names(&["attributes", "scopes", "grant"])
                .is_ok()
        );
        assert!(matches!(fields("[]").choice("grant", &["code"]), Ok(None)));
    }

    #[test]
    fn an_unknown_command_is_refused() {
        let read = |name| AccountCommand::read(name, &mut Arguments::default());
        let (field, message) = refused(read("nonsense"));
        assert_eq!(field, "command");
        assert_eq!(message, "There is no command `nonsense`");
        assert_eq!(refused(read("devices.forget")).0, "key");
        assert!(read("devices.this").is_ok());
        assert!(Chunk::named("nonsense").is_none() && Chunk::named("account").is_some());
    }

    #[test]
    fn the_last_of_several_fields_with_one_name_is_used() {
        let mut given = arguments(r#"[{"a":"first","a":"last"}]"#);
        let mut fields = given.take::<Fields>("options").ok().unwrap();
        assert_eq!(fields.take::<String>("a").ok().as_deref(), Some("last"));
    }
}
