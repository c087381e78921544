//! Reads a style of managed login from its input, and writes it as a theme in Rust:
//!
//! ```sh
//! aws cognito-idp describe-managed-login-branding-by-client --return-merged-resources \
//!     --user-pool-id … --client-id … > branding.json
//! cargo run --features ui --example theme_from_branding < branding.json > src/theme.rs
//! ```

use std::io::{self, Read, Write};

use vestibule::ui::Branding;

fn main() -> io::Result<()> {
    let mut json = String::new();
    io::stdin().read_to_string(&mut json)?;
    let branding = Branding::read(&json).map_err(io::Error::other)?;
    let mut output = io::stdout().lock();
    writeln!(
        output,
        "// Made by theme_from_branding, from a style of managed login."
    )?;
    writeln!(
        output,
        "pub fn theme() -> vestibule::ui::Theme {{\n    {}\n}}\n",
        branding.theme.to_source().replace('\n', "\n    ")
    )?;
    writeln!(
        output,
        "pub const COLOR_SCHEME: vestibule::ui::ColorScheme = vestibule::ui::ColorScheme::{:?};",
        branding.color_scheme
    )
}
