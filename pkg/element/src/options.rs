//! The options of the screens from JSON, in the form of the options in `pkg/element/elements.toml`.

use vestibule::Client;
use vestibule::protocol::json::Value;
use vestibule::ui::{
    CharacterClass, ColorScheme, FirstFactor, Layout, Link, Options, PasswordRules, Position,
    RememberMe, Routing, SignUpAccess, SignUpField, UsernameKind,
};

use super::extras::with_extras;
use super::given::{is_on, list};
use super::listener::Listener;
use super::reports;

fn options(given: &Value) -> Options {
    let mut options = with_choices(Options::new().layout(Layout::Inline), given);
    if let Some(app) = given.string("app") {
        options = options.app(app.to_owned());
    }
    if let Some(id) = given.string("id") {
        options = options.id(id.to_owned());
    }
    if let Some(rules) = given.field("passwordRules") {
        options = options.password_rules(password_rules(rules));
    }
    for it in list(given, "signUpFields") {
        options = options.sign_up_field(sign_up_field(it));
    }
    options
}

/// Returns the options, with those that few pages set. If there are any, the script has loaded their chunk. Errors are
/// reported to the listener.
pub fn of_page(client: &Client, given: &Value, listener: &Listener) -> Options {
    let options = reports::with_errors(options(given), client, listener);
    match is_on(given, "extras") {
        true => with_extras(options, given, client, listener),
        false => options,
    }
}

/// Reads the enums.
fn with_choices(options: Options, given: &Value) -> Options {
    let options = match given.string("layout") {
        Some("page") => options.layout(Layout::Page),
        _ => options,
    };
    let options = match given.string("colorScheme") {
        Some("light") => options.color_scheme(ColorScheme::Light),
        Some("dark") => options.color_scheme(ColorScheme::Dark),
        _ => options,
    };
    let options = match given.string("username") {
        Some("email") => options.username(UsernameKind::Email),
        Some("phone-number") => options.username(UsernameKind::PhoneNumber),
        _ => options,
    };
    let options = match given.string("firstFactor") {
        Some("choice") => options.first_factor(FirstFactor::Choice),
        Some("password-or-choice") => options.first_factor(FirstFactor::PasswordOrChoice),
        Some("custom") => options.first_factor(FirstFactor::Custom),
        _ => options,
    };
    let options = match given.string("rememberMe") {
        Some("unticked") => options.remember_me(RememberMe::Unticked),
        Some("ticked") => options.remember_me(RememberMe::Ticked),
        _ => options,
    };
    let options = match given.string("routing") {
        Some(it) => options.routing(routing(it)),
        None => options,
    };
    let options = match given.string("providersAt") {
        Some("first") => options.providers_at(Position::First),
        _ => options,
    };
    let options = match given.string("signUp") {
        Some("closed") => options.sign_up(SignUpAccess::Closed),
        _ => options,
    };
    match given.string("startsAt") {
        Some(name) => options.starts_at(Link::named(name.to_owned())),
        None => options,
    }
}

/// Reads the routing: a keyword or a path.
fn routing(given: &str) -> Routing {
    match given {
        "hash" => Routing::Hash,
        "off" => Routing::Off,
        path if path.starts_with('/') => Routing::Path(path.to_owned().into()),
        _ => Routing::Unchanged,
    }
}

fn password_rules(given: &Value) -> PasswordRules {
    let length = given.integer("length").and_then(|it| it.try_into().ok());
    let mut rules = PasswordRules::length(length.unwrap_or(8));
    for (name, class) in [
        ("lowercase", CharacterClass::Lowercase),
        ("uppercase", CharacterClass::Uppercase),
        ("number", CharacterClass::Number),
        ("symbol", CharacterClass::Symbol),
    ] {
        if is_on(given, name) {
            rules = rules.with(class);
        }
    }
    rules
}

fn sign_up_field(given: &Value) -> SignUpField {
    let text = |name| given.string(name).map(str::to_owned);
    let (attribute, label) = (text("attribute"), text("label"));
    let mut field = SignUpField::new(attribute.unwrap_or_default(), label.unwrap_or_default());
    if let Some(it) = text("autocomplete") {
        field = field.autocomplete(it);
    }
    if let Some(it) = text("inputType") {
        field = field.input_type(it);
    }
    if let Some(it) = text("hint") {
        field = field.hint(it);
    }
    match is_on(given, "optional") {
        true => field.optional(),
        false => field,
    }
}
