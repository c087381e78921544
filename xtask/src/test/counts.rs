//! Reads from the runners' output how many tests passed and failed.

use serde_json::Value;
use std::fmt;
use std::ops::AddAssign;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
}

impl Counts {
    pub fn one(passed: bool) -> Self {
        Self {
            passed: u64::from(passed),
            failed: u64::from(!passed),
        }
    }

    pub fn total(self) -> u64 {
        self.passed + self.failed
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The output format of a test runner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunnerFormat {
    /// cargo-nextest: `Summary [ 0.1s] 3 tests run: 2 passed, 1 failed, 0 skipped`
    Nextest,
    /// cargo test and wasm-bindgen-test, a line for each binary: `test result: ok. 3 passed; 0 failed; …`
    Libtest,
    /// Our own scripts, in the last line: `3 passed, 0 failed`
    Plain,
}

impl RunnerFormat {
    /// The counts of the summary; `None` if the runner printed none.
    pub fn read(self, output: &str) -> Option<Counts> {
        let clean = without_colours(output);
        match self {
            RunnerFormat::Nextest => nextest(&clean),
            RunnerFormat::Libtest => libtest(&clean),
            RunnerFormat::Plain => clean
                .lines()
                .rev()
                .find(|line| !line.trim().is_empty())
                .and_then(plain),
        }
    }
}

/// How many tests may pass at the second try. With more of them, each counts as failed.
///
/// A busy machine delays a page now and then; a real bug fails the same test again, or many tests.
const MAX_FLAKY: usize = 3;

/// The results in Playwright's JSON report.
#[derive(Debug, PartialEq, Eq)]
pub struct PlaywrightResults {
    pub counts: Counts,
    /// The tests that passed at the second try.
    pub flaky: Vec<String>,
}

/// Reads Playwright's JSON report.
pub fn playwright(report: &str) -> Option<PlaywrightResults> {
    let report: Value = serde_json::from_str(report).ok()?;
    let stats = report.get("stats")?;
    let number = |key: &str| stats.get(key).and_then(Value::as_u64);
    // Errors outside of any test, such as a file that cannot be loaded.
    let errors = items(&report, "errors").count();
    let mut counts = Counts {
        passed: number("expected")?,
        failed: number("unexpected")? + u64::try_from(errors).ok()?,
    };
    let flaky = items(&report, "suites")
        .flat_map(flaky_of)
        .collect::<Vec<_>>();
    match flaky.len() > MAX_FLAKY {
        true => counts.failed += number("flaky")?,
        false => counts.passed += number("flaky")?,
    }
    Some(PlaywrightResults { counts, flaky })
}

/// The flaky tests of a suite and of its subsuites.
fn flaky_of(suite: &Value) -> Vec<String> {
    let file = suite.get("file").and_then(Value::as_str).unwrap_or("?");
    let own = items(suite, "specs").filter(|spec| {
        items(spec, "tests").any(|test| test.get("status").and_then(Value::as_str) == Some("flaky"))
    });
    let titles = own.map(|spec| {
        let title = spec.get("title").and_then(Value::as_str).unwrap_or("?");
        format!("{file}: {title}")
    });
    titles
        .chain(items(suite, "suites").flat_map(flaky_of))
        .collect()
}

fn items<'a>(of: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    of.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn nextest(output: &str) -> Option<Counts> {
    let summary = output
        .lines()
        .rev()
        .find(|line| line.trim_start().starts_with("Summary ["))?;
    let (_, parts) = summary.split_once(" run: ")?;
    // Leaves out the brackets, which say how many of the passed tests were slow or leaky.
    let mut plain = String::new();
    let mut depth = 0_u32;
    for c in parts.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let mut counts = Counts::default();
    for part in plain.split(',') {
        let (number, word) = part.trim().split_once(' ')?;
        let number: u64 = number.parse().ok()?;
        match word.trim() {
            "passed" => counts.passed += number,
            "skipped" => {}
            // failed, timed out, exec failed
            _ => counts.failed += number,
        }
    }
    Some(counts)
}

fn libtest(output: &str) -> Option<Counts> {
    let mut lines = output
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("test result: "))
        .peekable();
    lines.peek()?;
    let mut counts = Counts::default();
    for line in lines {
        counts.passed += number_before(line, " passed")?;
        counts.failed += number_before(line, " failed")?;
    }
    Some(counts)
}

fn plain(line: &str) -> Option<Counts> {
    Some(Counts {
        passed: number_before(line, " passed")?,
        failed: number_before(line, " failed")?,
    })
}

fn number_before(line: &str, word: &str) -> Option<u64> {
    let (before, _) = line.split_once(word)?;
    before
        .rsplit(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

fn without_colours(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        clean.push_str(before);
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        rest = rest
            .strip_prefix(|c: char| c.is_ascii_alphabetic())
            .unwrap_or(rest);
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64) -> Option<Counts> {
        Some(Counts { passed, failed })
    }

    #[test]
    fn nextest_summaries_are_read() {
        let read = |text| RunnerFormat::Nextest.read(text);
        assert_eq!(
            read("     Summary [   0.005s] 3 tests run: 3 passed, 0 skipped"),
            counts(3, 0)
        );
        assert_eq!(
            read(
                "x\n     Summary [  10.1s] 9 tests run: 6 passed (1 slow, 1 leaky), 2 failed, 1 timed out, 4 skipped\n  FAIL a"
            ),
            counts(6, 3)
        );
        assert_eq!(
            read(
                "\u{1b}[32;1m     Summary\u{1b}[0m [   0.005s] \u{1b}[1m1\u{1b}[0m test run: \u{1b}[1m1\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, \u{1b}[1m0\u{1b}[0m \u{1b}[33;1mskipped\u{1b}[0m"
            ),
            counts(1, 0)
        );
        assert_eq!(read("error: could not compile `x`"), None);
    }

    #[test]
    fn the_counts_of_all_test_binaries_are_summed() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n\
                    test result: FAILED. 1 passed; 2 failed; 0 ignored";
        assert_eq!(RunnerFormat::Libtest.read(text), counts(4, 2));
        assert_eq!(RunnerFormat::Libtest.read("panicked"), None);
    }

    #[test]
    fn a_scripts_counts_are_in_its_last_line() {
        assert_eq!(
            RunnerFormat::Plain.read("ok 1\ninterop: 12 passed, 1 failed\n\n"),
            counts(12, 1)
        );
        assert_eq!(
            RunnerFormat::Plain.read("1 passed, 0 failed\nTraceback"),
            None
        );
        assert_eq!(RunnerFormat::Plain.read(""), None);
    }

    #[test]
    fn playwright_reports_are_read() {
        let read = |report: &str| playwright(report).map(|played| played.counts);
        let report = r#"{"errors":[],"stats":{"expected":5,"unexpected":1,"flaky":0,"skipped":2}}"#;
        assert_eq!(read(report), counts(5, 1));
        let broken = r#"{"errors":[{"message":"x"}],"stats":{"expected":0,"unexpected":0,"flaky":0,"skipped":0}}"#;
        assert_eq!(read(broken), counts(0, 1));
        assert_eq!(read("{"), None);
    }

    fn report_with_flaky(number: usize) -> String {
        let spec = |n| {
            format!(
                r#"{{"title":"test {n}","tests":[{{"status":"flaky"}}]}},{{"title":"x","tests":[{{"status":"expected"}}]}}"#
            )
        };
        let specs = (0..number).map(spec).collect::<Vec<_>>().join(",");
        format!(
            r#"{{"errors":[],"suites":[{{"file":"a.spec.ts","specs":[],"suites":[{{"file":"a.spec.ts","specs":[{specs}]}}]}}],
            "stats":{{"expected":{number},"unexpected":0,"flaky":{number},"skipped":0}}}}"#
        )
    }

    #[test]
    fn a_few_flaky_tests_pass_and_are_listed_and_many_fail() {
        let played = playwright(&report_with_flaky(2)).unwrap();
        assert_eq!(Some(played.counts), counts(4, 0));
        assert_eq!(played.flaky, ["a.spec.ts: test 0", "a.spec.ts: test 1"]);
        let many = playwright(&report_with_flaky(MAX_FLAKY + 1)).unwrap();
        assert_eq!(Some(many.counts), counts(4, 4));
    }
}
