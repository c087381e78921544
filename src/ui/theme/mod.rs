//! Themes: colours and sizes as custom properties, set by hand, by a preset, or from a pool's managed login style.

mod branding;
mod presets;

pub use branding::{Branding, BrandingError};
pub use presets::Density;

use super::Text;

/// Values of the custom properties of the screens.
///
/// The name of each property is `--vestibule-` and the name given here. The first lines of the style sheet
/// (`STYLE_SHEET`) list them with their defaults. [`Theme::set`] sets a value for light and dark, [`Theme::set_light`]
/// and [`Theme::set_dark`] for one of them. Keep text at a contrast of 4.5 : 1 and the borders of controls at 3 : 1.
///
/// ```
/// use vestibule::ui::Theme;
///
/// let theme = Theme::new()
///     .set("radius", "4px")
///     .set_light("accent", "#7a1fa2")
///     .set_dark("accent", "#e2b6ff");
/// # let _ = theme;
/// ```
///
/// The theme is a constructable style sheet, which needs no `style-src 'unsafe-inline'`.
///
/// There are presets ([`Theme::shadcn`], [`Theme::shadcn_variables`]), methods for common settings ([`Theme::radius`],
/// [`Theme::density`], [`Theme::background`]), and [`Branding`], which reads a managed login style. A later value
/// replaces an earlier one:
///
/// ```
/// use vestibule::ui::{Density, Theme};
///
/// let theme = Theme::shadcn()
///     .density(Density::Compact)
///     .radius("6px")
///     .background("linear-gradient(#f5f5f5, #e5e5e5)");
/// # let _ = theme;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    both: Vec<(Text, Text)>,
    light: Vec<(Text, Text)>,
    dark: Vec<(Text, Text)>,
}

/// The style sheet of a theme. It is built when the app sets the theme, so that an app without one does not link this
/// code.
pub(super) struct ThemeSheet {
    /// The class of the screens' root elements.
    pub class: String,
    /// The style sheet for the class.
    pub css: String,
}

impl Theme {
    /// Returns a theme without values.
    pub fn new() -> Self {
        Theme::default()
    }

    /// Sets a property for light and dark.
    pub fn set(mut self, name: impl Into<Text>, value: impl Into<Text>) -> Self {
        push(&mut self.both, name.into(), value.into());
        self
    }

    /// Sets a property for the light set of colours.
    pub fn set_light(mut self, name: impl Into<Text>, value: impl Into<Text>) -> Self {
        push(&mut self.light, name.into(), value.into());
        self
    }

    /// Sets a property for the dark set of colours.
    pub fn set_dark(mut self, name: impl Into<Text>, value: impl Into<Text>) -> Self {
        push(&mut self.dark, name.into(), value.into());
        self
    }

    /// Returns the theme as a Rust expression, for code that is generated when an app is built; see [`Branding`].
    pub fn to_source(&self) -> String {
        let mut source = String::from("vestibule::ui::Theme::new()");
        for (call, values) in [
            (".set(", &self.both),
            (".set_light(", &self.light),
            (".set_dark(", &self.dark),
        ] {
            for (name, value) in values {
                source.push_str(&format!("\n    {call}{name:?}, {value:?})"));
            }
        }
        source
    }

    /// Returns the style sheet; `None` for a theme without values.
    pub(super) fn sheet(&self) -> Option<ThemeSheet> {
        (!self.is_empty()).then(|| ThemeSheet {
            class: self.class(),
            css: self.css(),
        })
    }

    fn is_empty(&self) -> bool {
        self.both.is_empty() && self.light.is_empty() && self.dark.is_empty()
    }

    fn css(&self) -> String {
        let class = self.class();
        let mut css = String::new();
        rule(&mut css, &[".", &class], &self.both);
        rule(&mut css, &[".", &class], &self.light);
        css.push_str("@media (prefers-color-scheme:dark){");
        let system = [".", &class, ":not([data-theme=light],[data-theme=light] *)"];
        rule(&mut css, &system, &self.dark);
        css.push('}');
        let forced = [
            ".",
            &class,
            ":is([data-theme=dark],[data-theme=dark] :not([data-theme=light]))",
        ];
        rule(&mut css, &forced, &self.dark);
        css
    }

    /// Returns a class name that depends on the values only, so that it is the same on a server and in the browser.
    fn class(&self) -> String {
        // FNV-1a, since the name needs no cryptographic hash.
        let mut hash: u32 = 0x811c_9dc5;
        for (name, value) in self.both.iter().chain(&self.light).chain(&self.dark) {
            for byte in name.bytes().chain(value.bytes()) {
                hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
            }
        }
        let mut class = String::from("vestibule-theme-");
        for shift in [28, 24, 20, 16, 12, 8, 4, 0] {
            class.push(char::from_digit((hash >> shift) & 15, 16).unwrap_or('0'));
        }
        class
    }
}

fn push(values: &mut Vec<(Text, Text)>, name: Text, value: Text) {
    // Characters that could end the declaration would break the rules after it.
    let breaks_out = |text: &Text| text.bytes().any(|b| matches!(b, b'{' | b'}' | b';' | b'<'));
    if !breaks_out(&name) && !breaks_out(&value) {
        values.retain(|(known, _)| *known != name);
        values.push((name, value));
    }
}

fn rule(css: &mut String, selector: &[&str], values: &[(Text, Text)]) {
    css.extend(selector.iter().copied());
    css.push('{');
    for (name, value) in values {
        css.extend(["--vestibule-", name, ":", value, ";"]);
    }
    css.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_land_in_their_sets() {
        let theme = Theme::new().set("radius", "4px").set_dark("accent", "#fff");
        let css = theme.css();
        let class = theme.class();
        assert!(css.starts_with(&format!(".{class}{{--vestibule-radius:4px;}}")));
        assert_eq!(css.matches("--vestibule-accent:#fff;").count(), 2);
    }

    #[test]
    fn a_value_cannot_leave_its_declaration() {
        let theme = Theme::new().set("accent", "red} body{display:none");
        assert!(theme.is_empty());
    }

    #[test]
    fn what_is_set_later_counts_and_stands_once() {
        let theme = Theme::new().set("radius", "4px").set("radius", "6px");
        assert_eq!(theme.css().matches("--vestibule-radius:").count(), 1);
        assert!(theme.css().contains("--vestibule-radius:6px;"));
    }

    #[test]
    fn a_theme_can_be_written_as_rust() {
        let theme = Theme::new()
            .set("font", "\"Inter\", sans-serif")
            .set_dark("accent", "#fff");
        let source = "vestibule::ui::Theme::new()\n    .set(\"font\", \"\\\"Inter\\\", sans-serif\")\n    .set_dark(\"accent\", \"#fff\")";
        assert_eq!(theme.to_source(), source);
    }

    #[test]
    fn the_class_depends_on_the_values() {
        let one = Theme::new().set("accent", "red");
        let other = Theme::new().set("accent", "blue");
        assert_ne!(one.class(), other.class());
        assert_eq!(one.class(), one.clone().class());
    }
}
