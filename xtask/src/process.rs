//! Runs other programs: writes their output to a log, shows progress, and shows the end of the output on failure.

use crate::process_group::ProcessGroup;
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

/// A command to run, with advice for the case that it fails.
pub struct Cmd {
    command: Command,
    shown: String,
    advice: Option<String>,
}

/// The result of a finished command.
pub struct Output {
    pub success: bool,
    /// The exit code; `None` if a signal ended the command.
    pub code: Option<i32>,
    /// Standard output and standard error together.
    pub text: String,
}

impl Cmd {
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program.as_ref());
        command.stdin(Stdio::null());
        Self {
            command,
            shown: shell_quoted(program.as_ref()),
            advice: None,
        }
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.shown.push(' ');
        self.shown.push_str(&shell_quoted(arg.as_ref()));
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
        self.shown = format!("{key}={} {}", shell_quoted(value.as_ref()), self.shown);
        self.command.env(key, value);
        self
    }

    /// Sets a variable that is left out where the command is shown: nobody needs it to repeat the command by hand.
    pub fn env_not_shown(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
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
    pub fn prepend_path(self, dirs: &[PathBuf]) -> Self {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let paths = dirs.iter().cloned().chain(std::env::split_paths(&old));
        match std::env::join_paths(paths) {
            Ok(path) => self.env_not_shown("PATH", path),
            Err(_) => self,
        }
    }

    /// Sets what the user is advised to do if the command fails.
    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// The command as it would be typed in a shell.
    pub fn command_line(&self) -> &str {
        &self.shown
    }

    /// The standard library's command, for programs that run in the background.
    pub fn into_std(self) -> Command {
        self.command
    }

    /// Runs the command without showing anything. An error means that it could not be started.
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

    /// Runs the command without showing anything. Returns its output, or `None` if it failed.
    pub fn read(self) -> Option<String> {
        self.output().ok().filter(|o| o.success).map(|o| o.text)
    }

    /// Runs the command, shows progress and writes the output to `log`. The caller checks whether it succeeded.
    pub fn run_logged(mut self, log: &Path, progress: &Progress) -> Result<Output> {
        if let Some(dir) = log.parent() {
            fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
        }
        let mut file =
            File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        writeln!(file, "$ {}", self.shown).context("cannot write the log")?;
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut group = ProcessGroup::spawn(&mut self.command, &self.shown)?;
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

    /// Like [`Cmd::run_logged`], but a failed command is an error, which has the command line, the end of the output and
    /// the advice.
    pub fn run_or_fail(self, log: &Path, progress: &Progress) -> Result<String> {
        let line = self.shown.clone();
        let advice = self.advice.clone();
        let output = self.run_logged(log, progress)?;
        if output.success {
            return Ok(output.text);
        }
        bail!(failure_message(&line, &output, log, advice.as_deref()));
    }
}

/// The last `lines` lines of an output.
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

fn failure_message(line: &str, output: &Output, log: &Path, advice: Option<&str>) -> String {
    let code = match output.code {
        Some(code) => format!("exit code {code}"),
        None => "ended by a signal".to_owned(),
    };
    let mut message = format!(
        "this command failed ({code}):\n    {line}\nIts output ended with:\n{}All of it: {}",
        tail(&output.text, SHOWN_LINES),
        log.display()
    );
    if let Some(advice) = advice {
        message.push_str("\nBy hand: ");
        message.push_str(advice);
    }
    message
}

/// Sends each line of a stream to the channel. A carriage return, as progress bars use it, also ends a line.
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

fn shell_quoted(word: &OsStr) -> String {
    let text = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@+%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// The words of a text, as arguments.
pub fn words<'a>(text: &'a str) -> impl Iterator<Item = OsString> + 'a {
    text.split_whitespace().map(OsString::from)
}

/// A temporary folder, which is removed on drop.
pub struct TempDir(pub PathBuf);

impl TempDir {
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

impl Drop for TempDir {
    fn drop(&mut self) {
        // A folder left behind does no harm, and an error cannot be reported here.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tail_keeps_the_last_lines_and_counts_the_others() {
        assert_eq!(tail("a\nb\nc\n", 2), "    … 1 lines before\n    b\n    c\n");
        assert_eq!(tail("a\nb", 2), "    a\n    b\n");
    }

    #[test]
    fn words_with_blanks_are_quoted_for_a_shell() {
        let cmd = Cmd::new("echo")
            .arg("two words")
            .arg("plain")
            .env("A", "it's");
        assert_eq!(cmd.command_line(), r"A='it'\''s' echo 'two words' plain");
    }

    #[test]
    fn folders_in_front_of_the_path_keep_their_order() {
        let dirs = [PathBuf::from("/first"), PathBuf::from("/second")];
        let path = Cmd::new("sh")
            .args(["-c", "echo $PATH"])
            .prepend_path(&dirs)
            .read()
            .unwrap();
        assert!(path.starts_with("/first:/second:"), "{path}");
    }

    #[test]
    fn a_failure_has_the_command_its_output_and_the_advice() {
        let scratch = TempDir::new(&std::env::temp_dir(), "xtask-process").unwrap();
        let log = scratch.0.join("log");
        let progress = Progress::start("test");
        let error = Cmd::new("sh")
            .args(["-c", "echo out; echo err >&2; exit 3"])
            .advice("do it yourself")
            .run_or_fail(&log, &progress)
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
