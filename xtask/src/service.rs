//! Background programs, which are stopped together with their children when this program ends.

use crate::process::{Cmd, tail};
use crate::process_group::ProcessGroup;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

/// A background program with its children.
pub struct Service {
    name: String,
    group: ProcessGroup,
    log: Option<PathBuf>,
}

/// Where a service's output goes.
pub enum ServiceOutput<'a> {
    /// To a file.
    LogFile(&'a Path),
    /// To the terminal, each line prefixed with the service's name.
    Terminal,
}

impl Service {
    pub fn start(name: &str, cmd: Cmd, output: ServiceOutput<'_>) -> Result<Self> {
        let line = cmd.command_line().to_owned();
        let mut command = cmd.into_std();
        let log = match &output {
            ServiceOutput::LogFile(path) => {
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
            ServiceOutput::Terminal => {
                command.stdout(Stdio::piped()).stderr(Stdio::piped());
                None
            }
        };
        let mut group = ProcessGroup::spawn(&mut command, &line)?;
        if matches!(output, ServiceOutput::Terminal) {
            print_lines(name, group.child.stdout.take());
            print_lines(name, group.child.stderr.take());
        }
        Ok(Self {
            name: name.to_owned(),
            group,
            log,
        })
    }

    /// Waits until a request of `path` at `port` is answered with status 200.
    pub fn wait_until_up(&mut self, port: u16, path: &str, limit: Duration) -> Result<()> {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            if let Some(status) = self.exit_status() {
                bail!(
                    "{} ended at its start ({status}){}",
                    self.name,
                    self.output_tail()
                );
            }
            if responds(port, path) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        bail!(
            "{} did not answer http://127.0.0.1:{port}{path} within {} s{}",
            self.name,
            limit.as_secs(),
            self.output_tail()
        )
    }

    /// The exit status, once the program has ended.
    pub fn exit_status(&mut self) -> Option<String> {
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

    fn output_tail(&self) -> String {
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

fn print_lines(name: &str, stream: Option<impl Read + Send + 'static>) {
    let Some(stream) = stream else { return };
    let name = name.to_owned();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines() {
            let Ok(line) = line else { return };
            println!("{name:<8} │ {line}");
        }
    });
}

fn responds(port: u16, path: &str) -> bool {
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
    use crate::process::TempDir;

    #[test]
    fn stopping_a_service_stops_its_children() {
        let scratch = TempDir::new(&std::env::temp_dir(), "xtask-service").unwrap();
        let pid_file = scratch.0.join("pid");
        let script = format!("sleep 60 & echo $! > {}; wait", pid_file.display());
        let log = scratch.0.join("log");
        let service = Service::start(
            "shell",
            Cmd::new("sh").args(["-c", &script]),
            ServiceOutput::LogFile(&log),
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
    fn a_program_that_exits_at_once_is_an_error_with_its_output() {
        let scratch = TempDir::new(&std::env::temp_dir(), "xtask-service-end").unwrap();
        let log = scratch.0.join("log");
        let cmd = Cmd::new("sh").args(["-c", "echo no such pool; exit 2"]);
        let mut service = Service::start("shell", cmd, ServiceOutput::LogFile(&log)).unwrap();
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
