//! Other people's clients and servers: every `run.py` and `run.mjs` in a folder of `tests/interop`.

use super::builds::Builds;
use super::counts::Dialect;
use super::{Counts, Outcome, log, native};
use crate::process::Cmd;
use crate::report::Progress;
use crate::service::Speak;
use crate::setup::{self, browser, python, stamp};
use crate::workspace::Workspace;
use crate::{emulator, ports};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

const EMULATOR_PORT: u16 = 9249;

/// What takes longest begins first, so that nothing runs alone in the end.
const LONG: [&str; 4] = ["models", "upgrade", "bundlers", "recipes"];

/// Ports are chosen one after another: one that was chosen is free until its server listens there.
static STARTING: Mutex<()> = Mutex::new(());

/// Runs these suites, or all.
pub fn run(
    workspace: &Workspace,
    builds: &Builds<'_>,
    only: Option<&BTreeSet<String>>,
) -> Result<Counts> {
    let mut scripts = scripts(&workspace.root.join("tests/interop"))?;
    if scripts.is_empty() {
        bail!("tests/interop holds no suite: a folder with a run.py or a run.mjs");
    }
    scripts.retain(|script| only.is_none_or(|only| only.contains(&name_of(script))));
    let progress = Progress::start("emulator");
    let program = emulator::build(workspace, &progress)?;
    progress.finish("✓", "built");
    builds.package()?;
    scripts.sort_by_key(|script| !LONG.contains(&name_of(script).as_str()));
    let left = Mutex::new(scripts.into_iter());
    let next = || left.lock().ok().and_then(|mut left| left.next());
    let in_turn = || {
        let mut counts = Counts::default();
        while let Some(script) = next() {
            counts += named(workspace, &program, &script);
        }
        counts
    };
    // Some wait more than they work.
    let at_once = thread::available_parallelism().map_or(1, usize::from) + 1;
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..at_once).map(|_| scope.spawn(in_turn)).collect();
        let mut counts = Counts::default();
        for lane in lanes {
            counts += lane.join().unwrap_or(Counts::one(false));
        }
        Ok(counts)
    })
}

fn named(workspace: &Workspace, program: &PathBuf, script: &Path) -> Counts {
    let name = format!("interop/{}", name_of(script));
    let progress = Progress::start(&name);
    let outcome = one(workspace, program, script, &progress)
        .unwrap_or_else(|error| Outcome::broken(format!("{error:#}")));
    outcome.print(&name, progress);
    outcome.counts
}

/// Each script has an emulator of its own, so that no suite sees what another left.
fn one(
    workspace: &Workspace,
    program: &PathBuf,
    script: &Path,
    progress: &Progress,
) -> Result<Outcome> {
    let name = name_of(script);
    let emulator_log = log(workspace, &format!("interop-{name}-emulator"));
    let starting = STARTING.lock();
    let port = ports::choose(EMULATOR_PORT, &[])?;
    let _emulator = emulator::start(workspace, program, port, Speak::Log(&emulator_log))?;
    drop(starting);
    packages(workspace, script, progress)?;
    let path = log(workspace, &format!("interop-{name}"));
    let cmd = interpreter(workspace, script)
        .arg(script)
        .env("VESTIBULE_EMULATOR_URL", emulator::url(port))
        .env("VESTIBULE_EMULATOR_PROGRAM", program)
        .env("CHROME", browser::chromium().unwrap_or_default());
    // What the native tests of this run have exchanged need not be exchanged again.
    let exchanges = native::exchanges(workspace);
    let cmd = match exchanges.exists() {
        true => cmd.env(native::EXCHANGES, exchanges),
        false => cmd,
    };
    let output = cmd.logged(&path, progress)?;
    Ok(Outcome::judge(
        &output,
        Dialect::Plain.read(&output.text),
        path,
    ))
}

/// The npm packages of a suite that has some of its own.
fn packages(workspace: &Workspace, script: &Path, progress: &Progress) -> Result<()> {
    let folder = script.parent().context("a script is in a folder")?;
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        return Ok(());
    }
    let wanted = stamp::of_file(&lock)?;
    let path = folder.join("node_modules/.vestibule-stamp");
    if stamp::holds(&path, &wanted) {
        return Ok(());
    }
    let name = name_of(script);
    workspace
        .cmd("npm")
        .dir(folder)
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .by_hand(format!("run `npm ci` in tests/interop/{name}"))
        .must(&log(workspace, &format!("interop-{name}-npm")), progress)?;
    stamp::write(&path, &wanted)
}

fn interpreter(workspace: &Workspace, script: &Path) -> Cmd {
    if script
        .extension()
        .is_some_and(|extension| extension == "py")
    {
        workspace.cmd(python::interpreter(workspace))
    } else {
        setup::tool(workspace, "node")
    }
}

fn scripts(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let folder = entry
            .with_context(|| format!("cannot list {}", dir.display()))?
            .path();
        found.extend(
            ["run.py", "run.mjs"]
                .map(|file| folder.join(file))
                .into_iter()
                .filter(|path| path.is_file()),
        );
    }
    found.sort();
    Ok(found)
}

/// `boto3` for `tests/interop/boto3/run.py`.
fn name_of(script: &Path) -> String {
    let folder = script
        .parent()
        .and_then(Path::file_name)
        .unwrap_or_default();
    folder.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Scratch;

    #[test]
    fn a_suite_is_a_folder_with_a_run_file() {
        let scratch = Scratch::new(&std::env::temp_dir(), "xtask-interop").unwrap();
        for (folder, file) in [("b", "run.mjs"), ("a", "run.py"), ("c", "helper.mjs")] {
            fs::create_dir_all(scratch.0.join(folder)).unwrap();
            fs::write(scratch.0.join(folder).join(file), "").unwrap();
        }
        let found = scripts(&scratch.0).unwrap();
        let names: Vec<String> = found.iter().map(|path| name_of(path)).collect();
        assert_eq!(names, ["a", "b"]);
    }
}
