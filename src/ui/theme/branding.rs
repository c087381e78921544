//! Converts a managed login style to a theme.

use std::fmt;

use super::{Density, Theme};
use crate::protocol::json::{Value, parse};
use crate::ui::ColorScheme;

/// A managed login style (of Cognito's hosted pages), read from the JSON of the AWS CLI: `aws cognito-idp
/// describe-managed-login-branding-by-client --return-merged-resources …`, or from its `Settings`. With it the screens
/// look like the hosted pages.
///
/// Fetching it from Cognito needs an IAM key, so it is read when an app is built, not in a browser. `cargo run
/// --features ui --example theme_from_branding < branding.json > src/theme.rs` writes a file to include; a build script
/// can do the same:
///
/// ```
/// use vestibule::ui::Branding;
///
/// let json = r#"{
///     "Settings": {
///         "componentClasses": { "buttons": { "borderRadius": 8.0 } },
///         "components": {
///             "primaryButton": { "lightMode": { "defaults": { "backgroundColor": "0972d3ff" } } }
///         }
///     }
/// }"#;
/// let branding = Branding::read(json)?;
/// assert!(branding.theme.to_source().contains(r##".set_light("accent", "#0972d3")"##));
/// # Ok::<(), vestibule::ui::BrandingError>(())
/// ```
///
/// Images are not included: set the logo with [`Options::logo`](crate::ui::Options::logo), and an image behind the card
/// with [`Theme::background`].
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-branding.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Branding {
    /// Colours and sizes.
    pub theme: Theme,
    /// Light, dark, or the system's.
    pub color_scheme: ColorScheme,
}

/// Why a text is not a managed login style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BrandingError {
    /// It is not JSON.
    NotJson,
    /// The JSON has neither `components` nor `componentClasses`.
    NoSettings,
}

impl fmt::Display for BrandingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BrandingError::NotJson => "the branding is not JSON",
            BrandingError::NoSettings => {
                "the branding has neither `components` nor `componentClasses`; \
                 ask for it with --return-merged-resources"
            }
        })
    }
}

impl std::error::Error for BrandingError {}

impl Branding {
    /// Reads the style. Values that it does not contain keep the screens' defaults.
    ///
    /// # Errors
    /// [`BrandingError`], if the text is not such a style.
    pub fn read(json: &str) -> Result<Self, BrandingError> {
        let document = parse(json).map_err(|_| BrandingError::NotJson)?;
        let settings = settings(&document).ok_or(BrandingError::NoSettings)?;
        let mut theme = Theme::new();
        for (name, path) in RADII {
            if let Some(pixels) = at(settings, path).and_then(pixels) {
                theme = theme.set(name, pixels);
            }
        }
        for (name, path) in COLOURS {
            if let Some(colour) = colour(settings, path, "lightMode") {
                theme = theme.set_light(*name, colour);
            }
            if let Some(colour) = colour(settings, path, "darkMode") {
                theme = theme.set_dark(*name, colour);
            }
        }
        if text(settings, "categories.global.spacingDensity") == Some("COMPACT") {
            theme = theme.density(Density::Compact);
        }
        let color_scheme = match text(settings, "categories.global.colorSchemeMode") {
            Some("LIGHT") => ColorScheme::Light,
            Some("DARK") => ColorScheme::Dark,
            _ => ColorScheme::System,
        };
        Ok(Branding {
            theme,
            color_scheme,
        })
    }
}

impl Theme {
    /// Returns the colours and sizes of a [`Branding`].
    ///
    /// # Errors
    /// As [`Branding::read`].
    pub fn from_branding(json: &str) -> Result<Self, BrandingError> {
        Branding::read(json).map(|branding| branding.theme)
    }
}

const RADII: [(&str, &str); 2] = [
    ("radius", "componentClasses.buttons.borderRadius"),
    ("radius-card", "components.form.borderRadius"),
];

/// Properties, and the path of each colour; `*` stands for the mode.
const COLOURS: &[(&str, &str)] = &[
    ("page", "components.pageBackground.*.color"),
    ("surface", "components.form.*.backgroundColor"),
    ("soft", "components.secondaryButton.*.hover.backgroundColor"),
    ("line", "componentClasses.divider.*.borderColor"),
    ("border", "componentClasses.input.*.defaults.borderColor"),
    ("text", "components.pageText.*.headingColor"),
    ("quiet", "components.pageText.*.descriptionColor"),
    (
        "accent",
        "components.primaryButton.*.defaults.backgroundColor",
    ),
    (
        "accent-strong",
        "components.primaryButton.*.hover.backgroundColor",
    ),
    ("on-accent", "components.primaryButton.*.defaults.textColor"),
    (
        "danger",
        "componentClasses.statusIndicator.*.error.indicatorColor",
    ),
    (
        "success",
        "componentClasses.statusIndicator.*.success.indicatorColor",
    ),
];

/// Returns the settings of an output or an input of the AWS CLI, or the document itself.
fn settings(document: &Value) -> Option<&Value> {
    let answer = document.field("ManagedLoginBranding").unwrap_or(document);
    let settings = answer.field("Settings").unwrap_or(answer);
    let says = |name| settings.field(name).is_some();
    (says("components") || says("componentClasses")).then_some(settings)
}

fn at<'a>(settings: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(settings, Value::field)
}

fn text<'a>(settings: &'a Value, path: &str) -> Option<&'a str> {
    at(settings, path)?.as_str()
}

/// Converts `0972d3ff` to `#0972d3`; the last two digits are the alpha channel.
fn colour(settings: &Value, path: &str, mode: &str) -> Option<String> {
    let written = text(settings, &path.replace('*', mode))?;
    let is_colour =
        matches!(written.len(), 6 | 8) && written.bytes().all(|b| b.is_ascii_hexdigit());
    let digits = written.to_ascii_lowercase();
    let opaque = match digits.len() {
        8 => digits.strip_suffix("ff").unwrap_or(&digits),
        _ => &digits,
    };
    is_colour.then(|| ["#", opaque].concat())
}

/// Returns a number of pixels, which may be written as a float.
fn pixels(value: &Value) -> Option<String> {
    let Value::Number(number) = value else {
        return None;
    };
    let number = number.as_text();
    let number = number.strip_suffix(".0").unwrap_or(number);
    let is_plain = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    is_plain.then(|| [number, "px"].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of `aws cognito-idp update-managed-login-branding help`.
    const AWS: &str = include_str!("../../../tests/ui/branding/managed-login.json");

    #[test]
    fn the_example_of_the_aws_cli_becomes_a_theme() {
        let branding = Branding::read(AWS).expect("AWS's own example");
        assert_eq!(branding.color_scheme, ColorScheme::Light);
        let source = branding.theme.to_source();
        for value in [
            r##".set("radius", "8px")"##,
            r##".set("radius-card", "8px")"##,
            r##".set_light("accent", "#0972d3")"##,
            r##".set_dark("accent", "#539fe5")"##,
            r##".set_light("accent-strong", "#033160")"##,
            r##".set_dark("on-accent", "#000716")"##,
            r##".set_light("border", "#7d8998")"##,
            r##".set_dark("surface", "#0f1b2a")"##,
            r##".set_light("danger", "#d91515")"##,
            r##".set_dark("success", "#29ad32")"##,
        ] {
            assert!(source.contains(value), "{value} is not in {source}");
        }
        for (name, path) in COLOURS {
            for mode in ["lightMode", "darkMode"] {
                let value = parse(AWS).ok();
                let value = value.and_then(|document| colour(settings(&document)?, path, mode));
                assert!(value.is_some(), "AWS's example has no {name} at {path}");
            }
        }
    }

    #[test]
    fn it_is_read_from_an_answer_a_request_and_alone() {
        let parts = r#"{"components":{"form":{"borderRadius":12}}}"#;
        for around in [
            parts.to_owned(),
            format!(r#"{{"Settings":{parts}}}"#),
            format!(r#"{{"ManagedLoginBranding":{{"Settings":{parts}}}}}"#),
        ] {
            let theme = Theme::from_branding(&around).expect("a style");
            assert_eq!(theme, Theme::new().set("radius-card", "12px"), "{around}");
        }
    }

    #[test]
    fn what_is_no_style_says_so() {
        assert_eq!(Branding::read("<html>"), Err(BrandingError::NotJson));
        for other in ["{}", "[]", r#"{"ManagedLoginBranding":{}}"#] {
            assert_eq!(Branding::read(other), Err(BrandingError::NoSettings));
        }
    }

    #[test]
    fn what_is_no_colour_and_no_measure_is_left_out() {
        let json = r#"{"components":{
            "pageBackground":{"lightMode":{"color":"red;}"},"darkMode":{"color":"0f1b2a80"}},
            "form":{"borderRadius":"8;","lightMode":{"backgroundColor":7}}
        }}"#;
        let theme = Theme::from_branding(json).expect("a style");
        assert_eq!(theme, Theme::new().set_dark("page", "#0f1b2a80"));
    }

    #[test]
    fn density_and_scheme_come_along() {
        let json = r#"{"components":{},"categories":{"global":{
            "spacingDensity":"COMPACT","colorSchemeMode":"DARK"}}}"#;
        let branding = Branding::read(json).expect("a style");
        assert_eq!(branding.theme, Theme::new().density(Density::Compact));
        assert_eq!(branding.color_scheme, ColorScheme::Dark);
    }
}
