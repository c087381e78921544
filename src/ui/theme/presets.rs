//! Preset themes.

use super::Theme;
use crate::ui::Text;

/// The size of controls and spacing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Density {
    /// Controls of 36 px, for tools that people use with a mouse. Smaller than the 44 px recommended for touch, larger
    /// than the 24 px that WCAG 2.2 requires at level AA.
    Compact,
    /// Controls of 44 px.
    #[default]
    Regular,
    /// Controls of 52 px, and more space around the form.
    Spacious,
}

/// The properties that a density sets: the height of a control, the card's padding, and the gap between its head and
/// its body.
const DENSITY_PROPERTIES: [&str; 3] = ["control", "padding", "gap"];

impl Theme {
    /// Returns the look of [shadcn/ui](https://ui.shadcn.com/docs/theming): black on white, white on black, thin lines.
    /// The borders of controls are darker than in shadcn/ui, where their contrast is 1.3 : 1.
    pub fn shadcn() -> Self {
        let theme = Theme::new().radius("0.5rem").set("radius-card", "0.875rem");
        let theme = SHADCN_LIGHT
            .into_iter()
            .fold(theme, |theme, (name, value)| theme.set_light(name, value));
        SHADCN_DARK
            .into_iter()
            .fold(theme, |theme, (name, value)| theme.set_dark(name, value))
    }

    /// Returns a theme that reads the custom properties of a page with [shadcn/ui](https://ui.shadcn.com/docs/theming)
    /// (`--primary`, `--card` and so on, each a complete colour). It follows the page's theme and its class `dark`.
    pub fn shadcn_variables() -> Self {
        SHADCN_VARIABLES
            .into_iter()
            .fold(Theme::new(), |theme, (name, value)| theme.set(name, value))
    }

    /// Sets the corner radius of fields and buttons.
    pub fn radius(self, radius: impl Into<Text>) -> Self {
        self.set("radius", radius)
    }

    /// Sets the background behind the card, if the screens take the whole page: a colour, or any other value of CSS's
    /// `background`. An image has to be allowed by the page's `img-src`.
    pub fn background(self, background: impl Into<Text>) -> Self {
        self.set("page", background)
    }

    /// Sets the size of controls and spacing.
    pub fn density(self, density: Density) -> Self {
        let values = match density {
            Density::Compact => ["2.25rem", "1.5rem", "1rem"],
            Density::Regular => ["2.75rem", "2rem", "1.5rem"],
            Density::Spacious => ["3.25rem", "3rem", "2rem"],
        };
        DENSITY_PROPERTIES
            .into_iter()
            .zip(values)
            .fold(self, |theme, (name, value)| theme.set(name, value))
    }
}

const SHADCN_LIGHT: [(&str, &str); 12] = [
    ("page", "#fff"),
    ("surface", "#fff"),
    ("soft", "#f5f5f5"),
    ("line", "#e5e5e5"),
    ("border", "#8c8c8c"),
    ("text", "#0a0a0a"),
    ("quiet", "#6b6b6b"),
    ("accent", "#171717"),
    ("accent-strong", "#404040"),
    ("on-accent", "#fafafa"),
    ("danger", "#c10007"),
    ("shadow", "0 0 0 1px #e5e5e5, 0 1px 3px rgb(0 0 0 / 10%)"),
];

const SHADCN_DARK: [(&str, &str); 12] = [
    ("page", "#0a0a0a"),
    ("surface", "#171717"),
    ("soft", "#262626"),
    ("line", "#2e2e2e"),
    ("border", "#737373"),
    ("text", "#fafafa"),
    ("quiet", "#a1a1a1"),
    ("accent", "#e5e5e5"),
    ("accent-strong", "#fff"),
    ("on-accent", "#171717"),
    ("danger", "#ff8a8c"),
    ("shadow", "0 0 0 1px rgb(255 255 255 / 10%)"),
];

const SHADCN_VARIABLES: [(&str, &str); 14] = [
    ("font", "var(--font-sans, system-ui, sans-serif)"),
    ("radius", "calc(var(--radius, 0.625rem) - 2px)"),
    ("radius-card", "calc(var(--radius, 0.625rem) + 4px)"),
    ("page", "var(--background)"),
    ("surface", "var(--card)"),
    ("soft", "var(--accent)"),
    ("line", "var(--border)"),
    // Their border is too faint: a control needs 3 : 1.
    (
        "border",
        "color-mix(in oklab, var(--foreground) 55%, var(--card))",
    ),
    ("text", "var(--card-foreground)"),
    ("quiet", "var(--muted-foreground)"),
    ("accent", "var(--primary)"),
    (
        "accent-strong",
        "color-mix(in oklab, var(--primary) 85%, var(--foreground))",
    ),
    ("on-accent", "var(--primary-foreground)"),
    ("danger", "var(--destructive)"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'a>(set: &'a [(&str, &str)], name: &str) -> &'a str {
        set.iter().find(|(known, _)| *known == name).expect(name).1
    }

    /// Returns the relative luminance of a colour, by WCAG.
    fn luminance(colour: &str) -> f64 {
        let digits = colour.strip_prefix('#').expect("a hexadecimal colour");
        let wide: String = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => digits.to_owned(),
        };
        let channel = |at: usize| {
            let byte = u8::from_str_radix(&wide[at..at + 2], 16).expect("two digits");
            let share = f64::from(byte) / 255.0;
            match share <= 0.04045 {
                true => share / 12.92,
                false => ((share + 0.055) / 1.055).powf(2.4),
            }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn the_preset_can_be_read_by_everybody() {
        for set in [&SHADCN_LIGHT, &SHADCN_DARK] {
            let of = |name| value(set, name);
            for (front, behind, least) in [
                ("text", "surface", 4.5),
                ("text", "soft", 4.5),
                ("quiet", "surface", 4.5),
                ("quiet", "soft", 4.5),
                ("accent", "surface", 4.5),
                ("on-accent", "accent", 4.5),
                ("on-accent", "accent-strong", 4.5),
                ("danger", "surface", 4.5),
                ("border", "surface", 3.0),
            ] {
                let is = contrast(of(front), of(behind));
                assert!(is >= least, "{front} on {behind} is {is:.2} : 1");
            }
        }
    }

    #[test]
    fn a_density_sets_all_measures_and_the_last_one_counts() {
        let theme = Theme::new()
            .density(Density::Spacious)
            .density(Density::Compact);
        let css = theme.css();
        for name in DENSITY_PROPERTIES {
            assert_eq!(css.matches(&format!("--vestibule-{name}:")).count(), 1);
        }
        assert!(css.contains("--vestibule-control:2.25rem;"), "{css}");
    }
}
