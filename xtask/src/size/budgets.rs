//! Size budgets: `bench/budgets.json`, and the check of them.

use super::app;
use super::downloads::{self, Download};
use super::symbols;
use crate::pkg::{self, Variant};
use crate::process::tail;
use crate::report::Progress;
use crate::test::{Counts, Outcome};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// How many symbols are shown if a budget is exceeded.
const SHOWN_SYMBOLS: usize = 20;

/// A size budget, in bytes compressed by brotli 11.
#[derive(Debug, PartialEq, Eq)]
pub struct Budget {
    /// A larger download fails the test.
    pub limit: usize,
    /// The size to work towards. A limit above it needs a reason (`why`).
    pub goal: usize,
}

/// Checks the app and every download against its budget, each as one test.
pub fn check(workspace: &Workspace, variant: Variant, package: &Path) -> Counts {
    // The app is built with the prebuilt standard library, whatever this machine publishes.
    let mut counts = app::check(workspace);
    counts += check_downloads(workspace, variant, package);
    counts
}

/// Checks every download against its budget. The budgets are for the small standard library; a build with the prebuilt
/// one is not checked and counts as no test.
pub fn check_downloads(workspace: &Workspace, variant: Variant, package: &Path) -> Counts {
    let mut counts = Counts::default();
    if variant == Variant::PrebuiltStd {
        Progress::start("size").finish(
            "-",
            "not checked: the budgets are for a standard library built for size",
        );
        return counts;
    }
    for download in Download::ALL {
        counts += check_download(workspace, variant, package, download);
    }
    counts
}

/// Measures a download and checks it against its budget.
pub fn check_download(
    workspace: &Workspace,
    variant: Variant,
    package: &Path,
    download: Download,
) -> Counts {
    let measured = download.measure(workspace, variant, package);
    let br = measured.map(|files| downloads::sum(&files).br);
    check_size(workspace, variant, download, br)
}

/// Checks a download's size against its budget, as one test.
pub fn check_size(
    workspace: &Workspace,
    variant: Variant,
    download: Download,
    br: Result<usize>,
) -> Counts {
    let title = ["size: ", download.name()].concat();
    let progress = Progress::start(&title);
    match br.and_then(|br| compare(workspace, variant, download, br)) {
        Ok(verdict) if verdict.largest.is_empty() => {
            progress.finish("✓", &verdict.line);
            Counts::one(true)
        }
        Ok(verdict) => {
            progress.finish("✗", &verdict.line);
            print!("{}", tail(&verdict.largest, SHOWN_SYMBOLS + 1));
            Counts::one(false)
        }
        Err(error) => {
            let outcome = Outcome::could_not_run(format!("{error:#}"));
            outcome.print(&title, progress);
            outcome.counts
        }
    }
}

struct Verdict {
    line: String,
    /// The largest symbols, if the budget is exceeded.
    largest: String,
}

fn compare(
    workspace: &Workspace,
    variant: Variant,
    download: Download,
    br: usize,
) -> Result<Verdict> {
    let budget = read(workspace, download.name())?;
    let largest = match br <= budget.limit {
        true => String::new(),
        false => largest_symbols(workspace, variant, download, SHOWN_SYMBOLS)?,
    };
    Ok(Verdict {
        line: format!("{br} bytes by brotli 11, {budget}"),
        largest,
    })
}

/// The largest symbols of a download's main module or of its chunks, a line each.
pub fn largest_symbols(
    workspace: &Workspace,
    variant: Variant,
    download: Download,
    count: usize,
) -> Result<String> {
    let files = match download.chunks() {
        [] => &[pkg::MAIN_MODULE],
        chunks => chunks,
    };
    let mut all = Vec::new();
    for file in files {
        let module = pkg::module_with_names(workspace, variant, download.module(), file)?;
        let bytes =
            fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
        all.extend(symbols::largest(&bytes, count)?);
    }
    all.sort_by_key(|symbol| usize::MAX - symbol.bytes);
    all.truncate(count);
    let mut text = "the largest symbols, in bytes before compression:\n".to_owned();
    for symbol in all {
        writeln!(text, "{:>8}  {}", symbol.bytes, symbol.name).context("cannot write")?;
    }
    Ok(text)
}

/// Reads a budget from `bench/budgets.json`.
pub fn read(workspace: &Workspace, name: &str) -> Result<Budget> {
    let path = workspace.root.join("bench/budgets.json");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let all: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
    parse(&all["sizes"], name).with_context(|| format!("in {}", path.display()))
}

fn parse(all: &Value, name: &str) -> Result<Budget> {
    let entry = all
        .get(name)
        .with_context(|| format!("there is no budget {name:?}"))?;
    let number = |key: &str| {
        let number = entry.get(key).and_then(Value::as_u64);
        number
            .and_then(|number| usize::try_from(number).ok())
            .with_context(|| format!("the budget {name:?} has no whole number {key:?}"))
    };
    let budget = Budget {
        limit: number("limit")?,
        goal: number("goal")?,
    };
    let why = entry.get("why").and_then(Value::as_str).unwrap_or_default();
    if budget.limit > budget.goal && why.trim().is_empty() {
        bail!("the limit of {name:?} is above its goal, and \"why\" does not say why");
    }
    Ok(budget)
}

impl std::fmt::Display for Budget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "limit {}", self.limit)?;
        if self.limit > self.goal {
            write!(f, ", goal {}", self.goal)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_limit_above_its_goal_needs_a_reason() {
        let budget = |why: &str| json!({"a": {"limit": 2, "goal": 1, "why": why}});
        assert!(parse(&budget(" "), "a").is_err());
        assert_eq!(
            parse(&budget("worked on"), "a").unwrap(),
            Budget { limit: 2, goal: 1 }
        );
    }

    #[test]
    fn a_missing_or_incomplete_budget_is_an_error() {
        assert!(parse(&json!({}), "a").is_err());
        assert!(parse(&json!({"a": {"limit": 2}}), "a").is_err());
        assert!(parse(&json!({"a": {"limit": -2, "goal": 1}}), "a").is_err());
    }

    #[test]
    fn the_committed_budgets_are_complete() {
        let workspace = Workspace::find().unwrap();
        for download in Download::ALL {
            read(&workspace, download.name()).unwrap();
        }
        read(&workspace, app::NAME).unwrap();
    }
}
