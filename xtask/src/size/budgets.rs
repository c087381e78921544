//! How heavy each part may be: `bench/budgets.json`, and the check of it.

use super::app;
use super::parts::{self, Part};
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

/// Holds everything against its budget, each as one test.
pub fn check(workspace: &Workspace, variant: Variant, package: &Path) -> Counts {
    // With the compiler as everybody has it, whatever is published here.
    let mut counts = app::check(workspace);
    counts += check_parts(workspace, variant, package);
    counts
}

/// The same, but the app. The budgets are of the build that is published; one with the usual standard library is
/// not judged, and counts as no test.
pub fn check_parts(workspace: &Workspace, variant: Variant, package: &Path) -> Counts {
    let mut counts = Counts::default();
    if variant == Variant::Usual {
        Progress::start("size").finish(
            "-",
            "not judged: the budgets are for a standard library made for size",
        );
        return counts;
    }
    for part in Part::ALL {
        counts += check_part(workspace, variant, package, part);
    }
    counts
}

/// Weighs one of them, and holds it against its budget.
pub fn check_part(workspace: &Workspace, variant: Variant, package: &Path, part: Part) -> Counts {
    let weighed = part.weigh(workspace, variant, package);
    let br = weighed.map(|files| parts::sum(&files).br);
    check_one(workspace, variant, part, br)
}

/// Holds what a part weighs against its budget, as one test.
pub fn check_one(workspace: &Workspace, variant: Variant, part: Part, br: Result<usize>) -> Counts {
    let title = ["size: ", part.name()].concat();
    let progress = Progress::start(&title);
    match br.and_then(|br| judge(workspace, variant, part, br)) {
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
            outcome.print(&title, progress);
            outcome.counts
        }
    }
}

struct Verdict {
    line: String,
    /// The heaviest symbols, where the budget is broken.
    heaviest: String,
}

fn judge(workspace: &Workspace, variant: Variant, part: Part, br: usize) -> Result<Verdict> {
    let budget = read(workspace, part.name())?;
    let heaviest = match br <= budget.limit {
        true => String::new(),
        false => heaviest(workspace, variant, part, SHOWN_SYMBOLS)?,
    };
    Ok(Verdict {
        line: format!("{br} bytes by brotli 11, {budget}"),
        heaviest,
    })
}

/// The heaviest symbols of a part, a line each: of its main module, or of the chunks that it is.
pub fn heaviest(
    workspace: &Workspace,
    variant: Variant,
    part: Part,
    count: usize,
) -> Result<String> {
    let files = match part.chunks() {
        [] => &[pkg::BOUND],
        chunks => chunks,
    };
    let mut all = Vec::new();
    for file in files {
        let module = pkg::with_names(workspace, variant, part.module(), file)?;
        let bytes =
            fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
        all.extend(symbols::heaviest(&bytes, count)?);
    }
    all.sort_by_key(|symbol| usize::MAX - symbol.bytes);
    all.truncate(count);
    let mut text = "the heaviest symbols, in bytes before compression:\n".to_owned();
    for symbol in all {
        writeln!(text, "{:>8}  {}", symbol.bytes, symbol.name).context("cannot write")?;
    }
    Ok(text)
}

/// The budget of that name in `bench/budgets.json`.
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
    fn a_budget_that_is_missing_or_half_written_is_no_budget() {
        assert!(parse(&json!({}), "a").is_err());
        assert!(parse(&json!({"a": {"limit": 2}}), "a").is_err());
        assert!(parse(&json!({"a": {"limit": -2, "goal": 1}}), "a").is_err());
    }

    #[test]
    fn the_committed_budgets_are_whole() {
        let workspace = Workspace::find().unwrap();
        for part in Part::ALL {
            read(&workspace, part.name()).unwrap();
        }
        read(&workspace, app::NAME).unwrap();
    }
}
