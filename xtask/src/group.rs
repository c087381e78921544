//! Process groups: what we start, and what that starts, ends with us, however we end.

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process_group};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take to end after it was asked to.
const KILL_AFTER: Duration = Duration::from_secs(4);

/// The groups that are running now.
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// Whether we were told to end; what goes wrong from then on is no news.
static ENDING: AtomicBool = AtomicBool::new(false);

/// A running program, and whatever it has started.
pub struct Group {
    pub child: Child,
    pid: Pid,
}

impl Group {
    /// Starts a program in a group of its own: a signal to the group reaches its children, too.
    pub fn spawn(command: &mut Command, shown: &str) -> Result<Self> {
        end_with_us();
        let child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start `{shown}`"))?;
        let pid = Pid::from_child(&child);
        running().push(pid);
        Ok(Self { child, pid })
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        signal(self.pid, Signal::TERM);
        let end = Instant::now() + KILL_AFTER;
        while Instant::now() < end && self.child.try_wait().is_ok_and(|status| status.is_none()) {
            thread::sleep(Duration::from_millis(20));
        }
        // Also when the program itself has ended: a child of its may have stayed.
        signal(self.pid, Signal::KILL);
        let _ = self.child.wait();
        running().retain(|other| *other != self.pid);
    }
}

/// Leaves the last word to the handler of Ctrl-C, where it is at work.
pub fn wait_if_ending() {
    while ENDING.load(Ordering::SeqCst) {
        thread::park();
    }
}

/// Sees to it that Ctrl-C, and a request to end, reach every group.
fn end_with_us() {
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
    // A group that has ended already is what we want.
    let _ = kill_process_group(group, signal);
}

fn running() -> MutexGuard<'static, Vec<Pid>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
