//! `cargo xtask demo`: a local Cognito and the demo app, together.

use crate::build_cache::{self, BuildOutcome};
use crate::process::Cmd;
use crate::report::Progress;
use crate::service::{Service, ServiceOutput};
use crate::setup::{self, Mention, Need, wasm::Toolchain};
use crate::workspace::Workspace;
use crate::{emulator, ports, split};
use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

const DEFAULT_PORT: u16 = 8080;

#[derive(Args)]
pub struct Options {
    /// The demo's port; if it is in use, the next free one
    #[arg(long, default_value_t = DEFAULT_PORT)]
    port: u16,
    /// The emulator's port; if it is in use, the next free one
    #[arg(long, default_value_t = emulator::DEFAULT_PORT)]
    emulator_port: u16,
}

/// How the demo is compiled.
#[derive(Clone, Copy)]
enum Profile {
    /// Builds quickly, for work on the demo.
    Dev,
    /// Nearly the published build, without the slow last per cent of optimisation.
    Release,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    setup::ensure(
        workspace,
        &[Need::Wasm, Need::WasmBindgen, Need::Trunk],
        Mention::InstalledOnly,
    )?;
    let dist = workspace.xtask_dir().join("demo/dist");

    let progress = Progress::start("emulator");
    let program = emulator::build(workspace, &progress)?;
    progress.finish("✓", "built");
    // Built once before it is served, so that a failure shows the compiler's output and the address is printed only
    // when the page exists.
    let progress = Progress::start("demo");
    build(workspace, Profile::Dev, &dist, None, &progress)?;
    progress.finish("✓", "built");

    // Chosen after the build, which can take minutes: a port that was free before may be taken now.
    let emulator_port = choose("the emulator", options.emulator_port, &[])?;
    let demo_port = choose("the demo", options.port, &[emulator_port])?;
    let config = write_config(workspace, emulator_port)?;

    let mut local_cognito =
        emulator::start(workspace, &program, emulator_port, ServiceOutput::Terminal)?;
    let serve = trunk(workspace, "serve", Profile::Dev, &dist, Some(&config))?.args([
        "--address",
        "127.0.0.1",
        "--port",
        &demo_port.to_string(),
    ]);
    let mut demo = Service::start("trunk", serve, ServiceOutput::Terminal)?;
    demo.wait_until_up(demo_port, "/", Duration::from_secs(600))?;
    println!(
        "\n  The demo:   http://localhost:{demo_port}/\n  \
           Its e-mail: http://localhost:{emulator_port}/_inbox\n  \
           Ctrl-C stops both.\n"
    );
    watch(&mut [&mut local_cognito, &mut demo])
}

/// Builds the demo into `dist`, with `config` in place of the committed configuration if one is given.
fn build(
    workspace: &Workspace,
    profile: Profile,
    dist: &Path,
    config: Option<&Path>,
    progress: &Progress,
) -> Result<()> {
    trunk(workspace, "build", profile, dist, config)?
        .run_or_fail(&workspace.xtask_dir().join("demo-build.log"), progress)?;
    Ok(())
}

/// Builds the demo as a site would publish it, unless it is up to date. Its configuration names the emulator at the
/// default address.
pub fn publish(workspace: &Workspace, dist: &Path, progress: &Progress) -> Result<BuildOutcome> {
    let config = write_config(workspace, emulator::DEFAULT_PORT)?;
    build_cache::build_if_changed(workspace, "", dist, || {
        split::build(workspace, progress)?;
        build(workspace, Profile::Release, dist, Some(&config), progress)
    })
}

/// Writes the demo's configuration for an emulator on `port`.
pub fn write_config(workspace: &Workspace, port: u16) -> Result<PathBuf> {
    let committed = workspace.root.join("demo/config.json");
    let text = fs::read_to_string(&committed)
        .with_context(|| format!("cannot read {}", committed.display()))?;
    let mut config: Value = serde_json::from_str(&text)
        .with_context(|| format!("{} is not JSON", committed.display()))?;
    if !point_at_emulator(&mut config, &emulator::url(port)) {
        println!(
            "note: demo/config.json names a pool of its own; the demo uses the emulator's instead. \
             `trunk serve` alone uses the one in the file."
        );
    }
    let path = workspace
        .xtask_dir()
        .join(format!("demo/config-{port}.json"));
    fs::create_dir_all(workspace.xtask_dir().join("demo"))
        .and_then(|()| fs::write(&path, format!("{config:#}\n")))
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

fn choose(what: &str, preferred: u16, taken: &[u16]) -> Result<u16> {
    let port = ports::choose(preferred, taken)?;
    if port != preferred {
        println!("note: port {preferred} is in use, so {what} takes {port}");
    }
    Ok(port)
}

fn trunk(
    workspace: &Workspace,
    verb: &str,
    profile: Profile,
    dist: &Path,
    config: Option<&Path>,
) -> Result<Cmd> {
    let toolchain = Toolchain::find(workspace).context("the wasm32 target is not installed")?;
    let cmd = setup::tool(workspace, "trunk")
        .args([verb, "--skip-version-check", "--dist"])
        .arg(dist)
        // A backtrace of Trunk itself would hide the message.
        .env_not_shown("RUST_BACKTRACE", "0")
        // Trunk reads this variable as one of its own options and accepts only "true" and "false".
        .env_remove("NO_COLOR");
    let cmd = match profile {
        Profile::Dev => cmd,
        Profile::Release => cmd
            .args(["--release", "--cargo-profile", "web"])
            .env(split::PROFILE, "web")
            .env(split::QUICK, "1"),
    };
    let cmd = match config {
        Some(path) => cmd.env("VESTIBULE_DEMO_CONFIG", path),
        None => cmd,
    };
    Ok(toolchain.apply(cmd))
}

/// Waits until one of the services exits, which is a failure: Ctrl-C ends the whole program.
fn watch(services: &mut [&mut Service]) -> Result<ExitCode> {
    loop {
        for service in services.iter_mut() {
            if let Some(status) = service.exit_status() {
                bail!(
                    "{} has ended by itself ({status}); its last lines are above",
                    service.name()
                );
            }
        }
        thread::sleep(Duration::from_millis(200));
    }
}

/// Sets the emulator's addresses. Returns `false` if the file is for a real pool, which is then replaced by the
/// emulator's default one.
fn point_at_emulator(config: &mut Value, url: &str) -> bool {
    let ours = config
        .get("endpoint")
        .and_then(Value::as_str)
        .is_some_and(|endpoint| {
            endpoint.starts_with("http://127.0.0.1:") || endpoint.starts_with("http://localhost:")
        });
    if !ours {
        *config = serde_json::json!({
            "userPoolId": "eu-west-1_Vestibule",
            "clientId": "vestibuledemobrowser000001",
            "identityPoolId": "eu-west-1:11111111-2222-3333-4444-555555555555",
        });
    }
    if let Some(fields) = config.as_object_mut() {
        fields.insert("endpoint".to_owned(), url.into());
        fields.insert("domain".to_owned(), url.into());
        fields.insert("bucket".to_owned(), format!("{url}/vestibule-demo").into());
        fields.insert("inbox".to_owned(), format!("{url}/_inbox").into());
    }
    ours
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_committed_pool_is_kept_with_the_emulators_address() {
        let mut config = json!({"userPoolId": "eu-west-1_X", "endpoint": "http://127.0.0.1:9229"});
        assert!(point_at_emulator(&mut config, "http://127.0.0.1:9300"));
        assert_eq!(config["userPoolId"], "eu-west-1_X");
        assert_eq!(config["endpoint"], "http://127.0.0.1:9300");
        assert_eq!(config["inbox"], "http://127.0.0.1:9300/_inbox");
    }

    #[test]
    fn a_real_pool_in_the_file_is_replaced_by_the_emulators() {
        let mut config = json!({"userPoolId": "us-east-2_Real", "domain": "auth.example.com"});
        assert!(!point_at_emulator(&mut config, "http://127.0.0.1:9229"));
        assert_ne!(config["userPoolId"], "us-east-2_Real");
    }
}
