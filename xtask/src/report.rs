//! Terminal output: one line for each step, with progress while it runs.

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

/// How often a long step prints that it is still running, without a terminal.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(60);

/// The finished steps and how long each took.
static DONE: Mutex<Vec<(String, Duration)>> = Mutex::new(Vec::new());

/// The spinners on the terminal.
static SPINNERS: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// Prints a text without mixing it with the output of other threads or the spinners.
///
/// A write error (full disk, closed pipe) is ignored: it must not end the run.
pub fn print(text: &str) {
    SPINNERS.suspend(|| writeln!(io::stdout().lock(), "{text}").unwrap_or_default());
}

/// One running step: a spinner on a terminal, otherwise a line now and then.
pub struct Progress {
    name: String,
    started: Instant,
    last_printed: Cell<Instant>,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub fn start(name: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| spinner(name));
        Self {
            name: name.to_owned(),
            started: Instant::now(),
            last_printed: Cell::new(Instant::now()),
            bar,
        }
    }

    /// Shows what a long step does next.
    pub fn note(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(text.to_owned()),
            None => print(&format!("  … {}: {text}", self.name)),
        }
    }

    /// Shows a line of a program's output on the spinner, which the next line replaces.
    pub fn line(&self, line: &str) {
        match &self.bar {
            Some(bar) if !line.trim().is_empty() => bar.set_message(truncate(line.trim(), 90)),
            _ => self.tick(),
        }
    }

    /// Prints the heartbeat if it is due. Call it about every second while waiting.
    pub fn tick(&self) {
        if self.bar.is_none() && self.last_printed.get().elapsed() >= HEARTBEAT_INTERVAL {
            self.last_printed.set(Instant::now());
            print(&format!(
                "  … {}: running for {}",
                self.name,
                format_duration(self.started.elapsed())
            ));
        }
    }

    /// Ends the step without a line.
    pub fn clear(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }

    /// Ends the step and prints its line.
    pub fn finish(self, mark: &str, detail: &str) {
        self.finish_with(mark, detail, "");
    }

    /// Ends the step and prints its line, with `below` under it.
    pub fn finish_with(self, mark: &str, detail: &str, below: &str) {
        let took = self.started.elapsed();
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        let line = format!(
            "{mark} {:<18} {detail}  ({})",
            self.name,
            format_duration(took)
        );
        print([&line, below].join("\n").trim_end());
        if let Ok(mut done) = DONE.lock() {
            done.push((self.name, took));
        }
    }
}

/// The steps that took at least `least` in sum, the longest first.
pub fn longest_steps(least: Duration) -> Vec<(String, Duration)> {
    let done = DONE.lock().map(|done| done.clone()).unwrap_or_default();
    summed(done, least)
}

/// The sum for each step's name.
fn summed(done: Vec<(String, Duration)>, least: Duration) -> Vec<(String, Duration)> {
    let mut sums: Vec<(String, Duration)> = Vec::new();
    for (name, took) in done {
        match sums.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += took,
            None => sums.push((name, took)),
        }
    }
    sums.retain(|(_, sum)| *sum >= least);
    sums.sort_by(|(_, one), (_, other)| other.cmp(one));
    sums
}

pub fn format_duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        let whole = duration.as_secs();
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

fn spinner(name: &str) -> ProgressBar {
    let bar = SPINNERS.add(ProgressBar::new_spinner());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} [{elapsed}] {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(name.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn truncate(line: &str, most: usize) -> String {
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(line)),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_formatted_in_seconds_or_minutes() {
        assert_eq!(format_duration(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(format_duration(Duration::from_secs(485)), "8 min 05 s");
    }

    #[test]
    fn steps_with_the_same_name_are_summed() {
        let took = |name: &str, seconds| (name.to_owned(), Duration::from_secs(seconds));
        let done = vec![took("a", 5), took("b", 8), took("c", 1), took("a", 5)];
        assert_eq!(
            summed(done, Duration::from_secs(2)),
            [took("a", 10), took("b", 8)]
        );
    }

    #[test]
    fn long_lines_are_truncated_at_a_character_boundary() {
        assert_eq!(truncate("äöü", 2), "äö…");
        assert_eq!(truncate("äö", 2), "äö");
    }
}
