//! Process groups: ends the started programs and their children when this program ends.

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process_group};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take to end after SIGTERM before it is killed.
const KILL_AFTER: Duration = Duration::from_secs(4);

/// The groups that are running now.
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// Whether Ctrl-C was pressed; later failures are consequences and are not reported.
static ENDING: AtomicBool = AtomicBool::new(false);

/// A running program and its children.
pub struct ProcessGroup {
    pub child: Child,
    pid: Pid,
}

impl ProcessGroup {
    /// Starts a program in a process group of its own, so that a signal to the group also reaches its children.
    pub fn spawn(command: &mut Command, shown: &str) -> Result<Self> {
        install_ctrl_c_handler();
        let child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start `{shown}`"))?;
        let pid = Pid::from_child(&child);
        running().push(pid);
        Ok(Self { child, pid })
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        signal(self.pid, Signal::TERM);
        let end = Instant::now() + KILL_AFTER;
        while Instant::now() < end && self.child.try_wait().is_ok_and(|status| status.is_none()) {
            thread::sleep(Duration::from_millis(20));
        }
        // Even if the program has ended: a child may still run.
        signal(self.pid, Signal::KILL);
        let _ = self.child.wait();
        running().retain(|other| *other != self.pid);
    }
}

/// Blocks if the Ctrl-C handler is running, so that the handler sets the exit code.
pub fn wait_for_ctrl_c_handler() {
    while ENDING.load(Ordering::SeqCst) {
        thread::park();
    }
}

/// Makes Ctrl-C and SIGTERM end every group.
fn install_ctrl_c_handler() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let set = ctrlc::set_handler(|| {
            ENDING.store(true, Ordering::SeqCst);
            stop_all();
            eprintln!("\nstopped");
            std::process::exit(130);
        });
        if let Err(error) = set {
            eprintln!("warning: Ctrl-C may leave programs running ({error})");
        }
    });
}

fn stop_all() {
    let groups = running().clone();
    for group in &groups {
        signal(*group, Signal::TERM);
    }
    if !groups.is_empty() {
        thread::sleep(Duration::from_millis(300));
    }
    for group in &groups {
        signal(*group, Signal::KILL);
    }
}

fn signal(group: Pid, signal: Signal) {
    // An error means that the group has ended already.
    let _ = kill_process_group(group, signal);
}

fn running() -> MutexGuard<'static, Vec<Pid>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
