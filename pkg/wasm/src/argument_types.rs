//! The types of commands' arguments, read from JSON in the form of the types in `pkg/src`.

mod aws;

use std::time::Duration;

pub(super) use super::arguments::Fields;
use super::arguments::{Argument, Failure, Pairs};
pub(super) use super::records::{ConflictPolicy, ConflictResolution, DatasetChanges, SeenConflict};
pub(super) use aws::{AwsErrorResponse, AwsSamlRole, AwsSignRequest};
pub(super) use vestibule::Timestamp;
use vestibule::npm;
use vestibule::protocol::json::Value;
pub(super) use vestibule::protocol::secret::Secret;
use vestibule::{Credentials, HostedScreen, Redirect, Remember};

/// The input of a sign-in (`Credentials` in `pkg/src/steps.ts`).
pub(super) struct SignIn {
    pub credentials: Credentials,
    pub remember: Remember,
}

/// A new user (`Account` in `pkg/src/steps.ts`).
pub(super) struct SignUp(pub vestibule::SignUp);

/// The options of a redirect (`RedirectOptions` in `pkg/src/steps.ts`).
pub(super) struct RedirectOptions {
    pub redirect: Redirect,
    pub remember: Remember,
}

/// The required strength and age of an authentication (`StepUp` in `pkg/src/config.ts`).
pub(super) struct StepUp(pub vestibule::StepUp);

/// A step-up at the hosted UI, for which no first factor can be preferred.
pub(super) struct RedirectStepUp(pub vestibule::StepUp);

impl Argument for SignIn {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let mut given = Fields::required(value, name)?;
        let remember = given.take("remember")?;
        let flows = ["srp", "password", "choice", "custom", "signedUp"];
        let flow = given.choice("flow", &flows)?.unwrap_or("srp");
        let username = given.take::<String>("username")?;
        let credentials = match flow {
            "choice" => choice(username, &mut given)?,
            "signedUp" => npm::signed_up(username, given.take("session")?),
            "password" => Credentials::plain(username, given.take::<String>("password")?),
            "custom" => match given.take::<Option<String>>("password")? {
                Some(password) => Credentials::custom_srp(username, password),
                None => Credentials::custom(username),
            },
            _ => Credentials::srp(username, given.take::<String>("password")?),
        };
        Ok(SignIn {
            credentials,
            remember,
        })
    }
}

fn choice(username: String, given: &mut Fields) -> Result<Credentials, Failure> {
    let mut credentials = Credentials::choice(username);
    if let Some(preferred) = given.take::<Option<String>>("preferred")? {
        credentials = credentials.preferred(preferred);
    }
    if let Some(password) = given.take::<Option<String>>("password")? {
        credentials = credentials.password(password);
    }
    Ok(credentials)
}

impl Argument for Remember {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        Ok(match Option::<bool>::read(value, name)? {
            Some(false) => Remember::Briefly,
            _ => Remember::default(),
        })
    }
}

impl Argument for SignUp {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let mut given = Fields::required(value, name)?;
        let username = given.take::<String>("username")?;
        let mut sign_up = match given.take::<Option<String>>("password")? {
            Some(password) => vestibule::SignUp::new(username, password),
            None => vestibule::SignUp::without_password(username),
        };
        for (name, value) in given.take::<Pairs>("attributes")?.0 {
            sign_up = sign_up.attribute(name, value);
        }
        for (name, value) in given.take::<Pairs>("validationData")?.0 {
            sign_up = sign_up.validation(name, value);
        }
        Ok(SignUp(sign_up))
    }
}

impl Argument for RedirectOptions {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        let mut given = Fields::read(value, name)?;
        given.check_names(&[
            "grant",
            "provider",
            "idpIdentifier",
            "appState",
            "returnTo",
            "lang",
            "loginHint",
            "prompt",
            "resource",
            "scopes",
            "screen",
            "remember",
        ])?;
        let mut redirect = match given.choice("grant", &["code", "implicit"])? {
            Some("implicit") => Redirect::implicit(),
            _ => Redirect::code(),
        };
        type Set = fn(Redirect, String) -> Redirect;
        let texts: [(&str, Set); 8] = [
            ("provider", Redirect::provider),
            ("idpIdentifier", Redirect::idp_identifier),
            ("appState", Redirect::app_state),
            ("returnTo", Redirect::return_to),
            ("lang", Redirect::lang),
            ("loginHint", Redirect::login_hint),
            ("prompt", Redirect::prompt),
            ("resource", Redirect::resource),
        ];
        for (name, set) in texts {
            if let Some(text) = given.take::<Option<String>>(name)? {
                redirect = set(redirect, text);
            }
        }
        let scopes = given.take::<Option<Vec<String>>>("scopes")?;
        for scope in scopes.unwrap_or_default() {
            redirect = redirect.scope(scope);
        }
        let screens = ["signIn", "signUp", "forgotPassword"];
        let redirect = match given.choice("screen", &screens)? {
            Some("signUp") => redirect.screen(HostedScreen::SignUp),
            Some("forgotPassword") => redirect.screen(HostedScreen::ForgotPassword),
            _ => redirect,
        };
        let remember = given.take("remember")?;
        Ok(RedirectOptions { redirect, remember })
    }
}

impl Argument for StepUp {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        step_up(value, name, &["acr", "maxAge", "preferred"]).map(StepUp)
    }
}

impl Argument for RedirectStepUp {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        step_up(value, name, &["acr", "maxAge"]).map(RedirectStepUp)
    }
}

fn step_up(value: Value, name: &str, fields: &[&str]) -> Result<vestibule::StepUp, Failure> {
    let mut given = Fields::required(value, name)?;
    given.check_names(fields)?;
    let mut step_up = vestibule::StepUp::default();
    for level in given.take::<Levels>("acr")?.0 {
        step_up = step_up.or(level);
    }
    if let Some(Seconds(age)) = given.take("maxAge")? {
        step_up = step_up.max_age(age);
    }
    if let Some(preferred) = given.take::<Option<String>>("preferred")? {
        step_up = step_up.preferred(preferred);
    }
    Ok(step_up)
}

/// One level or an array of levels.
struct Levels(Vec<String>);

impl Argument for Levels {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        Ok(Levels(match value {
            Value::Null => Vec::new(),
            Value::String(level) => vec![level],
            levels => Argument::read(levels, name)?,
        }))
    }
}

struct Seconds(Duration);

impl Argument for Seconds {
    fn read(value: Value, name: &str) -> Result<Self, Failure> {
        match value.as_i64().and_then(|age| age.try_into().ok()) {
            Some(seconds) => Ok(Seconds(Duration::from_secs(seconds))),
            None => Err(Failure::wrong_type(
                &value,
                name,
                "a whole number of seconds",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule::protocol::json;

    fn read<T: Argument>(given: &str) -> Result<T, Failure> {
        T::read(json::parse(given).unwrap(), "given")
    }

    fn refused_field<T: Argument>(given: &str) -> String {
        let Err(Failure::InvalidArgument(view)) = read::<T>(given) else {
            panic!("{given} was taken");
        };
        let view = json::parse(&view).unwrap();
        view.string("field").unwrap_or_default().to_owned()
    }

    #[test]
    fn credentials_are_those_of_their_flow() {
        for (given, flow) in [
            (r#"{"username":"ada","password":"x"}"#, "USER_SRP_AUTH"),
            (
                r#"{"username":"ada","password":"x","flow":"password"}"#,
                "USER_PASSWORD_AUTH",
            ),
            (r#"{"username":"ada","flow":"choice"}"#, "USER_AUTH"),
            (r#"{"username":"ada","flow":"custom"}"#, "CUSTOM_AUTH"),
            (
                r#"{"username":"ada","password":"x","flow":"custom"}"#,
                "CUSTOM_AUTH",
            ),
            (
                r#"{"username":"ada","session":"s","flow":"signedUp"}"#,
                "USER_AUTH",
            ),
        ] {
            let sign_in = read::<SignIn>(given).ok().unwrap();
            let credentials = format!("{:?}", sign_in.credentials);
            for field in [format!("flow: \"{flow}\""), "username: \"ada\"".to_owned()] {
                assert!(credentials.contains(&field), "{given}: {credentials}");
            }
            let has_password = !credentials.contains("password: None");
            assert_eq!(has_password, given.contains("password\":"), "{given}");
            assert_eq!(sign_in.remember, Remember::Lastingly);
        }
        let given =
            r#"{"username":"ada","flow":"choice","preferred":"EMAIL_OTP","remember":false}"#;
        let sign_in = read::<SignIn>(given).ok().unwrap();
        let credentials = format!("{:?}", sign_in.credentials);
        assert!(credentials.contains("preferred: Some(\"EMAIL_OTP\")"));
        assert_eq!(sign_in.remember, Remember::Briefly);
    }

    #[test]
    fn credentials_are_refused_by_name() {
        for (given, field) in [
            ("null", "given"),
            (r#""ada""#, "given"),
            ("{}", "username"),
            (r#"{"username":"ada"}"#, "password"),
            (r#"{"username":"ada","password":7}"#, "password"),
            (
                r#"{"username":"ada","password":"x","flow":"magic"}"#,
                "flow",
            ),
            (
                r#"{"username":"ada","password":"x","remember":"no"}"#,
                "remember",
            ),
            (r#"{"username":"ada","flow":"signedUp"}"#, "session"),
            (
                r#"{"username":"ada","flow":"choice","preferred":7}"#,
                "preferred",
            ),
        ] {
            assert_eq!(refused_field::<SignIn>(given), field, "{given}");
        }
    }

    #[test]
    fn a_step_up_has_one_level_or_several_and_an_age() {
        let step_up = |given| read::<StepUp>(given).ok().unwrap().0;
        assert_eq!(step_up(r#"{"acr":"a"}"#), vestibule::StepUp::to("a"));
        let several = vestibule::StepUp::to("a")
            .or("b")
            .max_age(Duration::from_secs(300));
        assert_eq!(step_up(r#"{"acr":["a","b"],"maxAge":300}"#), several);
        assert_eq!(
            step_up(r#"{"preferred":"SMS_OTP"}"#),
            vestibule::StepUp::default().preferred("SMS_OTP")
        );
        for (given, field) in [
            (r#"{"maxAge":-1}"#, "maxAge"),
            (r#"{"maxAge":0.5}"#, "maxAge"),
            (r#"{"acr":[1]}"#, "acr"),
            (r#"{"preferred":7}"#, "preferred"),
            (r#"{"level":"a"}"#, "level"),
            ("null", "given"),
        ] {
            assert_eq!(refused_field::<StepUp>(given), field, "{given}");
        }
        let given = r#"{"preferred":"SMS_OTP"}"#;
        assert_eq!(refused_field::<RedirectStepUp>(given), "preferred");
    }

    #[test]
    fn the_options_of_a_redirect_are_refused_by_name() {
        assert!(read::<RedirectOptions>("null").is_ok());
        let all = r#"{"grant":"implicit","provider":"Google","idpIdentifier":"x","appState":"s","returnTo":"/",
            "lang":"de","loginHint":"ada","prompt":"login","resource":"r","scopes":["phone"],"screen":"signUp",
            "remember":true}"#;
        assert!(read::<RedirectOptions>(all).is_ok());
        for (given, field) in [
            (r#"{"grant":"token"}"#, "grant"),
            (r#"{"provider":1}"#, "provider"),
            (r#"{"scopes":"phone"}"#, "scopes"),
            (r#"{"screen":"x"}"#, "screen"),
            (r#"{"remember":"no"}"#, "remember"),
            (r#"{"state":"x"}"#, "state"),
        ] {
            assert_eq!(refused_field::<RedirectOptions>(given), field, "{given}");
        }
    }
}
