//! The interop suite, with other clients and servers: every `run.py` and `run.mjs` in a folder of `tests/interop`.

use super::builds::Builds;
use super::counts::RunnerFormat;
use super::{Counts, Outcome, log, native};
use crate::process::Cmd;
use crate::report::Progress;
use crate::service::ServiceOutput;
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

/// The slowest suites, which start first, so that none of them runs alone at the end.
const SLOWEST: [&str; 4] = ["models", "upgrade", "bundlers", "recipes"];

/// Held from choosing a port until the emulator listens there, so that no port is chosen twice.
static PORT_LOCK: Mutex<()> = Mutex::new(());

/// Runs these suites, or all of them.
pub fn run(
    workspace: &Workspace,
    builds: &Builds<'_>,
    only: Option<&BTreeSet<String>>,
) -> Result<Counts> {
    let mut scripts = scripts(&workspace.root.join("tests/interop"))?;
    if scripts.is_empty() {
        bail!("tests/interop has no suite: a folder with a run.py or a run.mjs");
    }
    scripts.retain(|script| only.is_none_or(|only| only.contains(&name_of(script))));
    let progress = Progress::start("emulator");
    let program = emulator::build(workspace, &progress)?;
    progress.finish("✓", "built");
    builds.package()?;
    scripts.sort_by_key(|script| !SLOWEST.contains(&name_of(script).as_str()));
    let queue = Mutex::new(scripts.into_iter());
    let next = || queue.lock().ok().and_then(|mut queue| queue.next());
    let work = || {
        let mut counts = Counts::default();
        while let Some(script) = next() {
            counts += run_reported(workspace, &program, &script);
        }
        counts
    };
    // One more than there are cores, since suites often wait.
    let workers = thread::available_parallelism().map_or(1, usize::from) + 1;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let mut counts = Counts::default();
        for thread in threads {
            counts += thread.join().unwrap_or(Counts::one(false));
        }
        Ok(counts)
    })
}

fn run_reported(workspace: &Workspace, program: &PathBuf, script: &Path) -> Counts {
    let name = format!("interop/{}", name_of(script));
    let progress = Progress::start(&name);
    let outcome = run_script(workspace, program, script, &progress)
        .unwrap_or_else(|error| Outcome::could_not_run(format!("{error:#}")));
    outcome.print(&name, progress);
    outcome.counts
}

/// Runs a script with an emulator of its own, so that suites do not affect each other.
fn run_script(
    workspace: &Workspace,
    program: &PathBuf,
    script: &Path,
    progress: &Progress,
) -> Result<Outcome> {
    let name = name_of(script);
    let emulator_log = log(workspace, &format!("interop-{name}-emulator"));
    let port_lock = PORT_LOCK.lock();
    let port = ports::choose(EMULATOR_PORT, &[])?;
    let _emulator = emulator::start(
        workspace,
        program,
        port,
        ServiceOutput::LogFile(&emulator_log),
    )?;
    drop(port_lock);
    install_packages(workspace, script, progress)?;
    let path = log(workspace, &format!("interop-{name}"));
    let cmd = interpreter(workspace, script)
        .arg(script)
        .env("VESTIBULE_EMULATOR_URL", emulator::url(port))
        .env("VESTIBULE_EMULATOR_PROGRAM", program)
        .env("CHROME", browser::chromium().unwrap_or_default());
    // The exchanges that the native tests of this run have recorded.
    let exchanges = native::exchanges(workspace);
    let cmd = match exchanges.exists() {
        true => cmd.env(native::EXCHANGES, exchanges),
        false => cmd,
    };
    let output = cmd.run_logged(&path, progress)?;
    Ok(Outcome::of_runner(
        &output,
        RunnerFormat::Plain.read(&output.text),
        path,
    ))
}

/// Installs the suite's own npm packages, if it has any.
fn install_packages(workspace: &Workspace, script: &Path, progress: &Progress) -> Result<()> {
    let folder = script.parent().context("a script is in a folder")?;
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        return Ok(());
    }
    let wanted = stamp::hash_file(&lock)?;
    let path = folder.join("node_modules/.vestibule-stamp");
    if stamp::matches(&path, &wanted) {
        return Ok(());
    }
    let name = name_of(script);
    workspace
        .cmd("npm")
        .dir(folder)
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .advice(format!("run `npm ci` in tests/interop/{name}"))
        .run_or_fail(&log(workspace, &format!("interop-{name}-npm")), progress)?;
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
    use crate::process::TempDir;

    #[test]
    fn a_suite_is_a_folder_with_a_run_file() {
        let scratch = TempDir::new(&std::env::temp_dir(), "xtask-interop").unwrap();
        for (folder, file) in [("b", "run.mjs"), ("a", "run.py"), ("c", "helper.mjs")] {
            fs::create_dir_all(scratch.0.join(folder)).unwrap();
            fs::write(scratch.0.join(folder).join(file), "").unwrap();
        }
        let found = scripts(&scratch.0).unwrap();
        let names: Vec<String> = found.iter().map(|path| name_of(path)).collect();
        assert_eq!(names, ["a", "b"]);
    }
}
