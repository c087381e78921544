//! `cargo xtask gallery`: every screen in every state, language, theme and width, side by side in a browser. The pages are
//! in `tests/gallery`; tests compare pictures of them.

use crate::serve::FileServer;
use crate::workspace::Workspace;
use crate::{pkg, ports};
use anyhow::Result;
use clap::Args;
use std::process::ExitCode;
use std::thread;

const DEFAULT_PORT: u16 = 8230;

#[derive(Args)]
pub struct Options {
    /// The port; if it is in use, the next free one
    #[arg(long, default_value_t = DEFAULT_PORT)]
    port: u16,
}

/// Builds the npm package, whose custom elements show the screens, and serves the gallery until Ctrl-C.
pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    pkg::publishable(workspace)?;
    let port = ports::choose(options.port, &[])?;
    let server = FileServer::start_with_frames(&workspace.root, port)?;
    println!(
        "\nEvery screen: http://localhost:{}/tests/gallery/\nCtrl-C ends it.",
        server.port
    );
    loop {
        thread::park();
    }
}
