//! What came of a suite.

use super::counts::Counts;
use crate::process::{Output, tail};
use crate::report::Progress;
use std::path::PathBuf;

/// How much of a failed suite's output is shown; all of it is in its log.
const SHOWN_LINES: usize = 60;

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
        progress.finish(mark, &self.counts.to_string());
        if let Some(trouble) = &self.trouble {
            println!("{}", tail(trouble, SHOWN_LINES).trim_end());
            if let Some(log) = &self.log {
                println!("    ({name}: all of it is in {})", log.display());
            }
        }
    }
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
