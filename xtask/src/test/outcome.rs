//! What came of a suite.

use super::counts::Counts;
use crate::process::{Output, tail};
use crate::report::Progress;
use std::path::PathBuf;

/// How much of the end of a failed suite's output is shown; all of it is in its log.
const SHOWN_LINES: usize = 40;
/// How much is shown of what a failed suite said before its end, around the lines that speak of trouble.
const TROUBLE_LINES: usize = 60;
/// What stands in the lines that speak of trouble.
const TROUBLE: [&str; 7] = [
    "FAIL",
    "panicked",
    "Failed to",
    "rror:",
    "✘",
    "timed out",
    "not ok",
];
/// How many lines before and after a line that speaks of trouble are shown with it.
const AROUND: usize = 3;

pub struct Outcome {
    pub counts: Counts,
    /// What went wrong, to be shown.
    pub trouble: Option<String>,
    pub log: Option<PathBuf>,
}

impl Outcome {
    /// A suite that could not run at all: one failure.
    pub fn broken(why: String) -> Self {
        Self {
            counts: Counts::one(false),
            trouble: Some(why),
            log: None,
        }
    }

    /// A check that names what it found, a line each: one test.
    pub fn complaints(found: &[String]) -> Self {
        Self {
            counts: Counts::one(found.is_empty()),
            trouble: (!found.is_empty()).then(|| found.join("\n")),
            log: None,
        }
    }

    /// Judges a runner by its exit code and by the counts read from its output. Success without
    /// a single test is a failure: something was not found that should have been.
    pub fn judge(output: &Output, counts: Option<Counts>, log: PathBuf) -> Self {
        let mut counts = counts.unwrap_or_default();
        let mut trouble = (!output.success || counts.failed > 0).then(|| output.text.clone());
        if output.success && counts.total() == 0 {
            trouble = Some(format!("{}\nno test ran, or none was counted", output.text));
        }
        if trouble.is_some() && counts.failed == 0 {
            counts.failed = 1;
        }
        Self {
            counts,
            trouble,
            log: Some(log),
        }
    }

    /// Prints the suite's line, and what went wrong.
    pub fn print(&self, name: &str, progress: Progress) {
        let mark = if self.trouble.is_none() { "✓" } else { "✗" };
        let mut below = String::new();
        if let Some(trouble) = &self.trouble {
            below.push_str(shown(trouble).trim_end());
            if let Some(log) = &self.log {
                below.push_str(&format!(
                    "\n    ({name}: all of it is in {})",
                    log.display()
                ));
            }
        }
        progress.finish_with(mark, &self.counts.to_string(), &below);
    }
}

/// The end of an output, and what it says of trouble before: other binaries may have run since.
fn shown(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let (before, _) = lines.split_at(lines.len().saturating_sub(SHOWN_LINES));
    let speaks = |line: &&str| TROUBLE.iter().any(|word| line.contains(word));
    let mut shown = String::new();
    let mut next = 0;
    let near = (0..before.len()).filter(|&at| {
        let from = at.saturating_sub(AROUND);
        let to = (at + AROUND + 1).min(before.len());
        before
            .get(from..to)
            .is_some_and(|near| near.iter().any(speaks))
    });
    for at in near.take(TROUBLE_LINES) {
        if at > next {
            shown.push_str("    …\n");
        }
        shown.push_str(&format!("    {}\n", before.get(at).unwrap_or(&"")));
        next = at + 1;
    }
    shown + &tail(text, SHOWN_LINES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(success: bool, counts: Option<(u64, u64)>) -> Counts {
        let output = Output {
            success,
            code: Some(i32::from(!success)),
            text: "text".to_owned(),
        };
        let counts = counts.map(|(passed, failed)| Counts { passed, failed });
        Outcome::judge(&output, counts, PathBuf::from("log")).counts
    }

    #[test]
    fn what_the_runner_counted_stands() {
        assert_eq!(
            judged(true, Some((3, 0))),
            Counts {
                passed: 3,
                failed: 0
            }
        );
        assert_eq!(
            judged(false, Some((3, 2))),
            Counts {
                passed: 3,
                failed: 2
            }
        );
    }

    #[test]
    fn trouble_is_shown_however_much_was_said_after_it() {
        let mut lines: Vec<String> = (0..300).map(|n| format!("line {n}")).collect();
        if let Some(line) = lines.get_mut(50) {
            *line = "thread 'x' panicked at y".to_owned();
        }
        let text = shown(&lines.join("\n"));
        assert!(
            text.contains("    …\n    line 47\n") && text.contains("panicked at y\n    line 51")
        );
        assert!(!text.contains("line 46\n") && !text.contains("line 54\n"));
        assert!(text.contains("… 260 lines before") && text.contains("line 299"));
    }

    #[test]
    fn a_crash_and_an_empty_suite_are_failures() {
        assert_eq!(
            judged(false, None),
            Counts {
                passed: 0,
                failed: 1
            }
        );
        assert_eq!(
            judged(true, None),
            Counts {
                passed: 0,
                failed: 1
            }
        );
        assert_eq!(
            judged(true, Some((0, 0))),
            Counts {
                passed: 0,
                failed: 1
            }
        );
        // Every test passed, and then the runner died.
        assert_eq!(
            judged(false, Some((3, 0))),
            Counts {
                passed: 3,
                failed: 1
            }
        );
    }
}
