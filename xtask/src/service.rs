//! Programs that run beside ours and are stopped with it, whatever they have started themselves.

use crate::group::Group;
use crate::process::{Cmd, tail};
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

/// A running program with all its children.
pub struct Service {
    name: String,
    group: Group,
    log: Option<PathBuf>,
}

/// Where a service's output goes.
pub enum Speak<'a> {
    /// To a file.
    Log(&'a Path),
    /// To the terminal, each line under the service's name.
    Aloud,
}

impl Service {
    pub fn start(name: &str, cmd: Cmd, speak: Speak<'_>) -> Result<Self> {
        let line = cmd.line().to_owned();
        let mut command = cmd.into_std();
        let log = match &speak {
            Speak::Log(path) => {
                if let Some(dir) = path.parent() {
                    fs::create_dir_all(dir)
                        .with_context(|| format!("cannot make {}", dir.display()))?;
                }
                let file = File::create(path)
                    .with_context(|| format!("cannot write {}", path.display()))?;
                command.stdout(file.try_clone().context("cannot share the log")?);
                command.stderr(file);
                Some(path.to_path_buf())
            }
            Speak::Aloud => {
                command.stdout(Stdio::piped()).stderr(Stdio::piped());
                None
            }
        };
        let mut group = Group::spawn(&mut command, &line)?;
        if matches!(speak, Speak::Aloud) {
            aloud(name, group.child.stdout.take());
            aloud(name, group.child.stderr.take());
        }
        Ok(Self {
            name: name.to_owned(),
            group,
            log,
        })
    }

    /// Waits until `port` answers `path` over HTTP with success.
    pub fn wait_until_up(&mut self, port: u16, path: &str, limit: Duration) -> Result<()> {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            if let Some(status) = self.ended() {
                bail!(
                    "{} ended at its start ({status}){}",
                    self.name,
                    self.last_words()
                );
            }
            if answers(port, path) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        bail!(
            "{} did not answer http://127.0.0.1:{port}{path} within {} s{}",
            self.name,
            limit.as_secs(),
            self.last_words()
        )
    }

    /// How the program ended, if it has.
    pub fn ended(&mut self) -> Option<String> {
        self.group
            .child
            .try_wait()
            .ok()
            .flatten()
            .map(|status| status.to_string())
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    fn last_words(&self) -> String {
        let text = self
            .log
            .as_ref()
            .and_then(|log| fs::read_to_string(log).ok());
        match text {
            Some(text) => format!("; its output ended with:\n{}", tail(&text, 15)),
            None => String::new(),
        }
    }
}

fn aloud(name: &str, stream: Option<impl Read + Send + 'static>) {
    let Some(stream) = stream else { return };
    let name = name.to_owned();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines() {
            let Ok(line) = line else { return };
            println!("{name:<8} │ {line}");
        }
    });
}

fn answers(port: u16, path: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(500))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\nConnection: close\r\n\r\n"
        )?;
        let mut start = [0; 12];
        stream.read_exact(&mut start)?;
        Ok(start.starts_with(b"HTTP/1.") && start.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Scratch;

    #[test]
    fn stopping_a_service_stops_its_children() {
        let scratch = Scratch::new(&std::env::temp_dir(), "xtask-service").unwrap();
        let pid_file = scratch.0.join("pid");
        let script = format!("sleep 60 & echo $! > {}; wait", pid_file.display());
        let log = scratch.0.join("log");
        let service = Service::start(
            "shell",
            Cmd::new("sh").args(["-c", &script]),
            Speak::Log(&log),
        )
        .unwrap();
        let end = Instant::now() + Duration::from_secs(5);
        let pid = loop {
            let text = fs::read_to_string(&pid_file).unwrap_or_default();
            if let Some(pid) = text.strip_suffix('\n') {
                break pid.to_owned();
            }
            assert!(Instant::now() < end, "the shell did not start its child");
            thread::sleep(Duration::from_millis(10));
        };
        drop(service);
        let end = Instant::now() + Duration::from_secs(5);
        while is_running(&pid) {
            assert!(Instant::now() < end, "process {pid} outlived the service");
            thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn a_program_that_ends_at_once_is_told_with_its_last_words() {
        let scratch = Scratch::new(&std::env::temp_dir(), "xtask-service-end").unwrap();
        let log = scratch.0.join("log");
        let cmd = Cmd::new("sh").args(["-c", "echo no such pool; exit 2"]);
        let mut service = Service::start("shell", cmd, Speak::Log(&log)).unwrap();
        let error = service
            .wait_until_up(1, "/", Duration::from_secs(5))
            .unwrap_err();
        assert!(error.to_string().contains("no such pool"), "{error}");
    }

    fn is_running(pid: &str) -> bool {
        let status = Cmd::new("ps")
            .args(["-o", "stat=", "-p", pid])
            .read()
            .unwrap_or_default();
        !status.trim().is_empty() && !status.trim().starts_with('Z')
    }
}
