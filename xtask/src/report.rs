//! What a person sees: a line a step, with progress while it runs.

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

/// Without a terminal, a long step says this often that it is still running.
const HEARTBEAT: Duration = Duration::from_secs(60);

/// What has been done so far, and how long it took.
static DONE: Mutex<Vec<(String, Duration)>> = Mutex::new(Vec::new());

/// The spinners that are on the terminal, one below the other.
static SPINNERS: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// Prints what is whole only together, whatever else is printed at the same time.
///
/// A log that takes no more (its disk is full, its reader is gone) ends no run.
pub fn say(text: &str) {
    SPINNERS.suspend(|| writeln!(io::stdout().lock(), "{text}").unwrap_or_default());
}

/// One running step: a spinner on a terminal, now and then a line elsewhere.
pub struct Progress {
    name: String,
    started: Instant,
    spoke: Cell<Instant>,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub fn start(name: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| spinner(name));
        Self {
            name: name.to_owned(),
            started: Instant::now(),
            spoke: Cell::new(Instant::now()),
            bar,
        }
    }

    /// Says what a long step is about to do.
    pub fn note(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(text.to_owned()),
            None => say(&format!("  … {}: {text}", self.name)),
        }
    }

    /// Shows a line of a program's output, where it can be overwritten again.
    pub fn line(&self, line: &str) {
        match &self.bar {
            Some(bar) if !line.trim().is_empty() => bar.set_message(shorten(line.trim(), 90)),
            _ => self.tick(),
        }
    }

    /// To be called every second or so while waiting.
    pub fn tick(&self) {
        if self.bar.is_none() && self.spoke.get().elapsed() >= HEARTBEAT {
            self.spoke.set(Instant::now());
            say(&format!(
                "  … {}: running for {}",
                self.name,
                time(self.started.elapsed())
            ));
        }
    }

    /// Ends a step that there is nothing to say about.
    pub fn drop_quietly(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }

    /// Ends the step with its one line.
    pub fn finish(self, mark: &str, detail: &str) {
        self.finish_with(mark, detail, "");
    }

    /// The same, and what belongs below the line.
    pub fn finish_with(self, mark: &str, detail: &str, below: &str) {
        let took = self.started.elapsed();
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        let line = format!("{mark} {:<18} {detail}  ({})", self.name, time(took));
        say([&line, below].join("\n").trim_end());
        if let Ok(mut done) = DONE.lock() {
            done.push((self.name, took));
        }
    }
}

/// The steps that took at least `least` in all, the longest first: where the time went.
pub fn longest(least: Duration) -> Vec<(String, Duration)> {
    let done = DONE.lock().map(|done| done.clone()).unwrap_or_default();
    summed(done, least)
}

/// A step that ran several times counts once, with the sum.
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

pub fn time(duration: Duration) -> String {
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

fn shorten(line: &str, most: usize) -> String {
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(line)),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_say_them() {
        assert_eq!(time(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(time(Duration::from_secs(485)), "8 min 05 s");
    }

    #[test]
    fn steps_of_one_name_count_together() {
        let took = |name: &str, seconds| (name.to_owned(), Duration::from_secs(seconds));
        let done = vec![took("a", 5), took("b", 8), took("c", 1), took("a", 5)];
        assert_eq!(
            summed(done, Duration::from_secs(2)),
            [took("a", 10), took("b", 8)]
        );
    }

    #[test]
    fn long_lines_are_cut_between_characters() {
        assert_eq!(shorten("äöü", 2), "äö…");
        assert_eq!(shorten("äö", 2), "äö");
    }
}
