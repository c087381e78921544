//! What JavaScript gives to a command: JSON values, of which nothing is known before they are read.

use vestibule::protocol::json::Value;
use vestibule::protocol::secret::Secret;
use vestibule::{Error, Timestamp};

use super::view;

/// Why a command has no result.
pub(super) enum Failure {
    Refused(Error),
    /// What was given to the command is wrong: the error as JavaScript sees it.
    Given(String),
}

/// The arguments of a command, and how many of them are read.
#[derive(Default)]
pub(super) struct Arguments {
    given: Vec<Value>,
    read: usize,
}

/// What an argument, or a field of one, is read as.
pub(super) trait Argument: Sized {
    /// `null` where nothing was given.
    ///
    /// # Errors
    /// That the value of this name has another type.
    fn read(value: Value, name: &str) -> Result<Self, Failure>;
}

/// The fields of an object that are not read yet. None where nothing was given.
pub(super) struct Fields(Vec<(String, Value)>);

/// Texts by name. None where nothing was given.
pub(super) struct Pairs(pub Vec<(String, String)>);

impl Failure {
    /// Tells the type of the value and never the value: it may be a password in the wrong place.
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
        Failure::Given(view::wrong_argument(name, &message, &help))
    }

    /// What was given cannot be read at all. JavaScript has texts that no other language has.
    pub fn unreadable() -> Self {
        let message = "An argument holds half of a character, or is nested too deeply";
        let help =
            "Cut texts between characters: `text.toWellFormed()` mends what was cut inside of one.";
        Failure::Given(view::wrong_argument("arguments", message, help))
    }

    /// The program has no command of this name.
    pub fn unknown(command: &str) -> Self {
        let message = ["There is no command `", command, "`"].concat();
        Failure::Given(view::wrong_argument("command", &message, ""))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Refused(error)
    }
}

impl Arguments {
    /// Of an array.
    pub fn of(given: Value) -> Self {
        match given {
            Value::Array(given) => Arguments { given, read: 0 },
            _ => Arguments::default(),
        }
    }

    /// The next argument, which has this name in an error.
    pub fn take<T: Argument>(&mut self, name: &str) -> Result<T, Failure> {
        let value = self.given.get_mut(self.read).map(std::mem::take);
        self.read += 1;
        T::read(value.unwrap_or_default(), name)
    }
}

impl Fields {
    /// Of an object; none of anything else.
    pub fn of(value: Value) -> Self {
        match value {
            Value::Object(fields) => Fields(fields),
            _ => Fields(Vec::new()),
        }
    }

    /// Of an object that has to be there.
    pub fn required(value: Value, name: &str) -> Result<Self, Failure> {
        match value {
            Value::Object(fields) => Ok(Fields(fields)),
            value => Err(Failure::wrong_type(&value, name, "an object")),
        }
    }

    /// The field of this name.
    pub fn take<T: Argument>(&mut self, name: &str) -> Result<T, Failure> {
        T::read(self.take_value(name), name)
    }

    /// The field of this name, whatever it is: of several the last one holds.
    pub fn take_value(&mut self, name: &str) -> Value {
        let mut fields = self.0.iter_mut().rev();
        let found = fields.find(|(key, _)| key == name);
        found
            .map(|(_, value)| std::mem::take(value))
            .unwrap_or_default()
    }

    /// The field of this name, if it is there: one of these texts.
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
            (None, value) => Err(Failure::wrong_type(value, name, &listed(choices, " or "))),
        }
    }

    /// # Errors
    /// That a field has a name that is none of these.
    pub fn check_names(&self, names: &[&str]) -> Result<(), Failure> {
        let is_unknown = |(name, _): &&(String, Value)| !names.contains(&name.as_str());
        let Some((name, _)) = self.0.iter().find(is_unknown) else {
            return Ok(());
        };
        let message = ["There is no setting `", name, "`"].concat();
        let help = ["There are: ", &listed(names, ", "), "."].concat();
        Err(Failure::Given(view::wrong_argument(name, &message, &help)))
    }

    /// All of them.
    pub fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

/// The names in quotation marks.
fn listed(names: &[&str], between: &str) -> String {
    let mut list = String::new();
    for name in names {
        if !list.is_empty() {
            list.push_str(between);
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
    /// `false` where nothing was given.
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        match value {
            Value::Null => Ok(false),
            Value::Bool(truth) => Ok(truth),
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
        Arguments::of(json::parse(given).unwrap())
    }

    /// Field and message of what was refused.
    fn refused<T>(result: Result<T, Failure>) -> (String, String) {
        let Err(Failure::Given(view)) = result else {
            panic!("it was taken");
        };
        let view = json::parse(&view).unwrap();
        assert_eq!(view.string("kind"), Some("invalidInput"));
        let text = |name| view.string(name).unwrap_or_default().to_owned();
        (text("field"), text("message"))
    }

    #[test]
    fn arguments_come_one_after_another_and_are_missing_after_the_last_one() {
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
    fn a_command_that_there_is_not_is_refused() {
        let read = |name| AccountCommand::read(name, &mut Arguments::default());
        let (field, message) = refused(read("nonsense"));
        assert_eq!(field, "command");
        assert_eq!(message, "There is no command `nonsense`");
        assert_eq!(refused(read("devices.forget")).0, "key");
        assert!(read("devices.this").is_ok());
        assert!(Chunk::named("nonsense").is_none() && Chunk::named("account").is_some());
    }

    #[test]
    fn of_fields_with_one_name_the_last_one_holds() {
        let mut given = arguments(r#"[{"a":"first","a":"last"}]"#);
        let mut fields = given.take::<Fields>("options").ok().unwrap();
        assert_eq!(fields.take::<String>("a").ok().as_deref(), Some("last"));
    }
}
