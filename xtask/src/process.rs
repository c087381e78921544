//! Running other programs: output kept in a log, its end shown on failure, progress while waiting.

use crate::group::Group;
use crate::report::Progress;
use anyhow::{Context, Result, bail};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How much of a failed command's output is shown.
const SHOWN_LINES: usize = 25;

/// A command to run, with what to do by hand should it fail.
pub struct Cmd {
    command: Command,
    shown: String,
    by_hand: Option<String>,
}

/// What a finished command left.
pub struct Output {
    pub success: bool,
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// Standard output and standard error, as they came.
    pub text: String,
}

impl Cmd {
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program.as_ref());
        command.stdin(Stdio::null());
        Self {
            command,
            shown: shown(program.as_ref()),
            by_hand: None,
        }
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.shown.push(' ');
        self.shown.push_str(&shown(arg.as_ref()));
        self.command.arg(arg);
        self
    }

    pub fn args<I, S>(self, args: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        args.into_iter().fold(self, Self::arg)
    }

    pub fn env(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        self.shown = format!("{key}={} {}", shown(value.as_ref()), self.shown);
        self.command.env(key, value);
        self
    }

    /// Sets a variable that a person who repeats the command by hand can do without.
    pub fn quiet_env(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(key, value);
        self
    }

    pub fn env_remove(mut self, key: &str) -> Self {
        self.command.env_remove(key);
        self
    }

    pub fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    /// Puts folders in front of `PATH`.
    pub fn path_first(self, dirs: &[PathBuf]) -> Self {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let paths = dirs.iter().cloned().chain(std::env::split_paths(&old));
        match std::env::join_paths(paths) {
            Ok(path) => self.quiet_env("PATH", path),
            Err(_) => self,
        }
    }

    /// What a person can do when the command fails.
    pub fn by_hand(mut self, advice: impl Into<String>) -> Self {
        self.by_hand = Some(advice.into());
        self
    }

    pub fn line(&self) -> &str {
        &self.shown
    }

    /// The command as the standard library knows it, for programs that are not waited for.
    pub fn into_std(self) -> Command {
        self.command
    }

    /// Runs to the end in silence. An error means that the program could not be started.
    pub fn output(mut self) -> Result<Output> {
        let output = self
            .command
            .output()
            .with_context(|| format!("cannot start `{}`", self.shown))?;
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        Ok(Output {
            success: output.status.success(),
            code: output.status.code(),
            text,
        })
    }

    /// Runs to the end in silence and hands back the output of a command that succeeded.
    pub fn read(self) -> Option<String> {
        self.output().ok().filter(|o| o.success).map(|o| o.text)
    }

    /// Runs with progress, its output going to `log`; whether it succeeded is for the caller to see.
    pub fn logged(mut self, log: &Path, progress: &Progress) -> Result<Output> {
        if let Some(dir) = log.parent() {
            fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
        }
        let mut file =
            File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        writeln!(file, "$ {}", self.shown).context("cannot write the log")?;
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut group = Group::spawn(&mut self.command, &self.shown)?;
        let (sender, lines) = mpsc::channel();
        forward(group.child.stdout.take(), sender.clone());
        forward(group.child.stderr.take(), sender);
        let mut text = String::new();
        loop {
            match lines.recv_timeout(Duration::from_secs(1)) {
                Ok(line) => {
                    progress.line(&line);
                    writeln!(file, "{line}").context("cannot write the log")?;
                    text.push_str(&line);
                    text.push('\n');
                }
                Err(mpsc::RecvTimeoutError::Timeout) => progress.tick(),
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
        }
        let status = group.child.wait().context("cannot wait for the command")?;
        Ok(Output {
            success: status.success(),
            code: status.code(),
            text,
        })
    }

    /// Like [`Cmd::logged`], but a failure is an error that says all that is needed to go on by hand.
    pub fn must(self, log: &Path, progress: &Progress) -> Result<String> {
        let line = self.shown.clone();
        let by_hand = self.by_hand.clone();
        let output = self.logged(log, progress)?;
        if output.success {
            return Ok(output.text);
        }
        bail!(failure(&line, &output, log, by_hand.as_deref()));
    }
}

/// The end of a long output.
pub fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.trim_end().lines().collect();
    let skipped = all.len().saturating_sub(lines);
    let mut shown = String::new();
    if skipped > 0 {
        shown.push_str(&format!("    … {skipped} lines before\n"));
    }
    for line in all.iter().skip(skipped) {
        shown.push_str("    ");
        shown.push_str(line);
        shown.push('\n');
    }
    shown
}

fn failure(line: &str, output: &Output, log: &Path, by_hand: Option<&str>) -> String {
    let code = match output.code {
        Some(code) => format!("exit code {code}"),
        None => "ended by a signal".to_owned(),
    };
    let mut message = format!(
        "this command failed ({code}):\n    {line}\nIts output ended with:\n{}All of it: {}",
        tail(&output.text, SHOWN_LINES),
        log.display()
    );
    if let Some(advice) = by_hand {
        message.push_str("\nBy hand: ");
        message.push_str(advice);
    }
    message
}

/// Sends a stream's lines on; a carriage return ends a line too, as progress bars use it.
fn forward(stream: Option<impl Read + Send + 'static>, sender: mpsc::Sender<String>) {
    let Some(stream) = stream else { return };
    thread::spawn(move || {
        for part in BufReader::new(stream).split(b'\n') {
            let Ok(bytes) = part else { return };
            let text = String::from_utf8_lossy(&bytes);
            let line = text
                .trim_end_matches('\r')
                .rsplit('\r')
                .next()
                .unwrap_or("");
            if sender.send(line.to_owned()).is_err() {
                return;
            }
        }
    });
}

fn shown(word: &OsStr) -> String {
    let text = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@+%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Paths and words in one list of arguments.
pub fn words<'a>(text: &'a str) -> impl Iterator<Item = OsString> + 'a {
    text.split_whitespace().map(OsString::from)
}

/// A folder that is removed when it goes out of scope.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new(parent: &Path, name: &str) -> Result<Self> {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let path = parent.join(format!("{name}-{}-{number}", std::process::id()));
        if path.exists() {
            fs::remove_dir_all(&path)
                .with_context(|| format!("cannot clear {}", path.display()))?;
        }
        fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A scratch folder left behind does no harm; there is nobody to tell here.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tail_keeps_the_last_lines_and_says_how_many_went() {
        assert_eq!(tail("a\nb\nc\n", 2), "    … 1 lines before\n    b\n    c\n");
        assert_eq!(tail("a\nb", 2), "    a\n    b\n");
    }

    #[test]
    fn words_with_blanks_are_quoted_for_a_shell() {
        let cmd = Cmd::new("echo")
            .arg("two words")
            .arg("plain")
            .env("A", "it's");
        assert_eq!(cmd.line(), r"A='it'\''s' echo 'two words' plain");
    }

    #[test]
    fn every_folder_put_first_is_searched_in_its_order() {
        let dirs = [PathBuf::from("/first"), PathBuf::from("/second")];
        let path = Cmd::new("sh")
            .args(["-c", "echo $PATH"])
            .path_first(&dirs)
            .read()
            .unwrap();
        assert!(path.starts_with("/first:/second:"), "{path}");
    }

    #[test]
    fn a_failure_names_the_command_its_output_and_the_way_out() {
        let scratch = Scratch::new(&std::env::temp_dir(), "xtask-process").unwrap();
        let log = scratch.0.join("log");
        let progress = Progress::start("test");
        let error = Cmd::new("sh")
            .args(["-c", "echo out; echo err >&2; exit 3"])
            .by_hand("do it yourself")
            .must(&log, &progress)
            .unwrap_err()
            .to_string();
        for part in [
            "exit code 3",
            "sh -c",
            "out",
            "err",
            "By hand: do it yourself",
        ] {
            assert!(error.contains(part), "{part:?} is not in {error}");
        }
    }
}
