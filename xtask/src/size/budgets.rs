//! How heavy the package may be: `bench/budgets.json`, and the check of it.

use super::{fetched_sum, symbols, weigh};
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

/// The budget of all that a page fetches of the npm package.
const HEADLESS: &str = "headless";
/// How many symbols are named where a budget is broken.
const SHOWN_SYMBOLS: usize = 20;

/// What one part may weigh, in bytes by brotli 11.
#[derive(Debug, PartialEq, Eq)]
pub struct Budget {
    /// More than this is a failure.
    pub limit: usize,
    /// What is worked towards; `why` says what stands in the way.
    pub goal: usize,
}

/// Holds the package in `dist` against its budget, as one test. The budget is of the build that is
/// published; one with the usual standard library is not judged, and counts as no test.
pub fn check(workspace: &Workspace, variant: Variant, dist: &Path) -> Counts {
    let progress = Progress::start("size");
    if variant == Variant::Usual {
        progress.finish(
            "-",
            "not judged: the budget is for a standard library made for size",
        );
        return Counts::default();
    }
    match judge(workspace, variant, dist) {
        Ok(verdict) if verdict.heaviest.is_empty() => {
            progress.finish("✓", &verdict.line);
            Counts::one(true)
        }
        Ok(verdict) => {
            progress.finish("✗", &verdict.line);
            print!("{}", tail(&verdict.heaviest, SHOWN_SYMBOLS + 1));
            Counts::one(false)
        }
        Err(error) => {
            let outcome = Outcome::broken(format!("{error:#}"));
            outcome.print("size", progress);
            outcome.counts
        }
    }
}

struct Verdict {
    line: String,
    /// The heaviest symbols, where the budget is broken.
    heaviest: String,
}

fn judge(workspace: &Workspace, variant: Variant, dist: &Path) -> Result<Verdict> {
    let budget = read(workspace, HEADLESS)?;
    let br = fetched_sum(&weigh(dist)?).br;
    let heaviest = match br <= budget.limit {
        true => String::new(),
        false => heaviest(&pkg::with_names(workspace, variant)?)?,
    };
    Ok(Verdict {
        line: format!("{HEADLESS}: {br} bytes by brotli 11, {budget}"),
        heaviest,
    })
}

fn heaviest(module: &Path) -> Result<String> {
    let bytes = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let mut text = "the heaviest symbols, in bytes before compression:\n".to_owned();
    for symbol in symbols::heaviest(&bytes, SHOWN_SYMBOLS)? {
        writeln!(text, "{:>8}  {}", symbol.bytes, symbol.name).context("cannot write")?;
    }
    Ok(text)
}

/// The budget of that name in `bench/budgets.json`.
pub fn read(workspace: &Workspace, name: &str) -> Result<Budget> {
    let path = workspace.root.join("bench/budgets.json");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let all =
        serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
    parse(&all, name).with_context(|| format!("in {}", path.display()))
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
    fn a_budget_that_is_missing_or_half_written_is_no_budget() {
        assert!(parse(&json!({}), "a").is_err());
        assert!(parse(&json!({"a": {"limit": 2}}), "a").is_err());
        assert!(parse(&json!({"a": {"limit": -2, "goal": 1}}), "a").is_err());
    }

    #[test]
    fn the_committed_budgets_are_whole() {
        let workspace = Workspace::find().unwrap();
        read(&workspace, HEADLESS).unwrap();
    }
}
