//! The outcome of a suite.

use super::counts::Counts;
use crate::process::{Output, tail};
use crate::report::Progress;
use std::path::PathBuf;

/// How many lines are shown of the end of a failed suite's output; all of it is in its log.
const SHOWN_LINES: usize = 40;
/// How many lines are shown of what comes before that end: those around lines with a word of [`FAILURE_WORDS`].
const SHOWN_FAILURE_LINES: usize = 60;
/// Words in lines that report a failure.
const FAILURE_WORDS: [&str; 7] = [
    "FAIL",
    "panicked",
    "Failed to",
    "rror:",
    "✘",
    "timed out",
    "not ok",
];
/// How many lines before and after such a line are shown with it.
const CONTEXT_LINES: usize = 3;

pub struct Outcome {
    pub counts: Counts,
    /// The output to show for a failure.
    pub failure: Option<String>,
    pub log: Option<PathBuf>,
}

impl Outcome {
    /// A suite that could not run counts as one failed test.
    pub fn could_not_run(why: String) -> Self {
        Self {
            counts: Counts::one(false),
            failure: Some(why),
            log: None,
        }
    }

    /// A check counts as one test, which fails if it found anything.
    pub fn from_findings(found: &[String]) -> Self {
        Self {
            counts: Counts::one(found.is_empty()),
            failure: (!found.is_empty()).then(|| found.join("\n")),
            log: None,
        }
    }

    /// The outcome of a runner, by its exit code and the counts in its output. Success without a single test is a
    /// failure.
    pub fn of_runner(output: &Output, counts: Option<Counts>, log: PathBuf) -> Self {
        let mut counts = counts.unwrap_or_default();
        let mut failure = (!output.success || counts.failed > 0).then(|| output.text.clone());
        if output.success && counts.total() == 0 {
            failure = Some(format!("{}\nno test ran, or none was counted", output.text));
        }
        if failure.is_some() && counts.failed == 0 {
            counts.failed = 1;
        }
        Self {
            counts,
            failure,
            log: Some(log),
        }
    }

    /// Prints the suite's line and its failures.
    pub fn print(&self, name: &str, progress: Progress) {
        let mark = if self.failure.is_none() { "✓" } else { "✗" };
        let mut below = String::new();
        if let Some(failure) = &self.failure {
            below.push_str(excerpt(failure).trim_end());
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

/// The end of an output, and the failures before it: other test binaries may have run since.
fn excerpt(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let (before, _) = lines.split_at(lines.len().saturating_sub(SHOWN_LINES));
    let reports_failure = |line: &&str| FAILURE_WORDS.iter().any(|word| line.contains(word));
    let mut shown = String::new();
    let mut next = 0;
    let near = (0..before.len()).filter(|&at| {
        let from = at.saturating_sub(CONTEXT_LINES);
        let to = (at + CONTEXT_LINES + 1).min(before.len());
        before
            .get(from..to)
            .is_some_and(|near| near.iter().any(reports_failure))
    });
    for at in near.take(SHOWN_FAILURE_LINES) {
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

    fn counted(success: bool, counts: Option<(u64, u64)>) -> Counts {
        let output = Output {
            success,
            code: Some(i32::from(!success)),
            text: "text".to_owned(),
        };
        let counts = counts.map(|(passed, failed)| Counts { passed, failed });
        Outcome::of_runner(&output, counts, PathBuf::from("log")).counts
    }

    #[test]
    fn the_runners_counts_are_kept() {
        assert_eq!(
            counted(true, Some((3, 0))),
            Counts {
                passed: 3,
                failed: 0
            }
        );
        assert_eq!(
            counted(false, Some((3, 2))),
            Counts {
                passed: 3,
                failed: 2
            }
        );
    }

    #[test]
    fn an_early_failure_is_shown_with_its_context() {
        let mut lines: Vec<String> = (0..300).map(|n| format!("line {n}")).collect();
        if let Some(line) = lines.get_mut(50) {
            *line = "thread 'x' panicked at y".to_owned();
        }
        let text = excerpt(&lines.join("\n"));
        assert!(
            text.contains("    …\n    line 47\n") && text.contains("panicked at y\n    line 51")
        );
        assert!(!text.contains("line 46\n") && !text.contains("line 54\n"));
        assert!(text.contains("… 260 lines before") && text.contains("line 299"));
    }

    #[test]
    fn a_crash_and_an_empty_suite_are_failures() {
        assert_eq!(
            counted(false, None),
            Counts {
                passed: 0,
                failed: 1
            }
        );
        assert_eq!(
            counted(true, None),
            Counts {
                passed: 0,
                failed: 1
            }
        );
        assert_eq!(
            counted(true, Some((0, 0))),
            Counts {
                passed: 0,
                failed: 1
            }
        );
        // Every test passed, and then the runner died.
        assert_eq!(
            counted(false, Some((3, 0))),
            Counts {
                passed: 3,
                failed: 1
            }
        );
    }
}
