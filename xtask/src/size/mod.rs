//! `cargo xtask size`: how heavy the published package is, beside its peers and its budgets.

pub mod budgets;
pub mod peers;
mod symbols;
pub mod weight;

use crate::pkg::{self, Variant};
use crate::setup::{self, Mention, Need, small_std};
use crate::test::Counts;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use weight::Weight;

#[derive(Args)]
pub struct Options {
    /// Write the figures to bench/sizes.json, against which later ones are compared
    #[arg(long)]
    save: bool,
    /// Only hold the package that is published against its budget
    #[arg(long, conflicts_with = "save")]
    check: bool,
}

struct Row {
    name: String,
    weight: Weight,
    fetched: bool,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    if options.check {
        let dist = pkg::publishable(workspace)?;
        let counts = budgets::check(workspace, pkg::Variant::published(workspace), &dist);
        return Ok(exit_code(counts));
    }
    let baseline_path = workspace.root.join("bench/sizes.json");
    let baseline = read_baseline(&baseline_path)?;
    let mut report = Map::new();
    let mut counts = Counts::default();
    let mut ours = Weight::default();
    for (name, variant) in variants(workspace)? {
        let dist = match name {
            "published" => workspace.root.join("pkg/dist"),
            _ => workspace.own_dir().join("pkg").join(name).join("dist"),
        };
        pkg::build(workspace, variant, &dist)?;
        println!("\n{name}: with {}", variant.described(workspace));
        let rows = weigh(&dist)?;
        print(&rows, baseline.get(name));
        report.insert(name.to_owned(), to_json(&rows));
        counts += budgets::check(workspace, variant, &dist);
        ours = fetched_sum(&rows);
        let with_screens = format!("{name}, with the screens");
        let dist = workspace.own_dir().join("pkg/screens").join(name);
        pkg::build_screens(workspace, variant, &dist)?;
        println!("\n{with_screens}");
        let rows = weigh(&dist)?;
        print(&rows, baseline.get(&with_screens));
        report.insert(with_screens, to_json(&rows));
    }
    let peers = peers::weigh(workspace)?;
    print_peers(&peers, ours);
    let peers = peers
        .iter()
        .map(|(name, weight)| ((*name).to_owned(), weight.to_json()));
    report.insert("peers".to_owned(), Value::Object(peers.collect()));
    if options.save {
        write_baseline(&baseline_path, &Value::Object(report))?;
        println!("\nsaved to {}", baseline_path.display());
    }
    Ok(exit_code(counts))
}

fn exit_code(counts: Counts) -> ExitCode {
    match counts.failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// The usual build beside the published one, where they differ.
fn variants(workspace: &Workspace) -> Result<Vec<(&'static str, Variant)>> {
    setup::ensure(workspace, &[Need::SmallStd], Mention::InstalledOnly)?;
    Ok(match small_std::Compiler::find(workspace) {
        Some(compiler) => vec![
            ("usual", Variant::Usual),
            ("published", Variant::Small(compiler)),
        ],
        None => vec![("published", Variant::Usual)],
    })
}

fn weigh(dist: &Path) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let entries = fs::read_dir(dist).with_context(|| format!("cannot list {}", dist.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot list {}", dist.display()))?
            .path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        rows.push(Row {
            fetched: pkg::FETCHED.contains(&name.as_str()),
            weight: Weight::of(&bytes)?,
            name,
        });
    }
    // What a page fetches comes first, the heaviest on top.
    rows.sort_by_key(|row| (!row.fetched, usize::MAX - row.weight.raw));
    Ok(rows)
}

fn print(rows: &[Row], baseline: Option<&Value>) {
    println!(
        "{:<26}{:>10}{:>10}{:>10}  since the baseline",
        "", "raw", "gzip 9", "brotli 11"
    );
    for row in rows {
        print_row(&row.name, row.weight, known_br(baseline, &row.name));
    }
    let known = baseline.map(|baseline| {
        let fetched = pkg::FETCHED
            .iter()
            .filter_map(|name| known_br(Some(baseline), name));
        fetched.sum()
    });
    print_row("sum of what a page fetches", fetched_sum(rows), known);
}

/// The peers, and the part of each that ours comes to.
fn print_peers(peers: &[(&str, Weight)], ours: Weight) {
    println!(
        "\n{:<26}{:>10}{:>10}{:>10}  the published package is, by brotli",
        "the peers", "raw", "gzip 9", "brotli 11"
    );
    for (name, Weight { raw, gz, br }) in peers {
        let ratio = ours.br as f64 / (*br).max(1) as f64;
        println!("{name:<26}{raw:>10}{gz:>10}{br:>10}  {ratio:.2} of it");
    }
}

fn print_row(name: &str, weight: Weight, known: Option<i64>) {
    let now = i64::try_from(weight.br).unwrap_or(i64::MAX);
    let change = match known {
        Some(known) => format!("{:+} br", now - known),
        None => String::new(),
    };
    println!(
        "{name:<26}{:>10}{:>10}{:>10}  {change}",
        weight.raw, weight.gz, weight.br
    );
}

fn fetched_sum(rows: &[Row]) -> Weight {
    rows.iter()
        .filter(|row| row.fetched)
        .map(|row| row.weight)
        .sum()
}

fn known_br(baseline: Option<&Value>, name: &str) -> Option<i64> {
    baseline?.get(name)?.get("br")?.as_i64()
}

fn to_json(rows: &[Row]) -> Value {
    rows.iter()
        .map(|row| (row.name.clone(), row.weight.to_json()))
        .collect::<Map<_, _>>()
        .into()
}

fn read_baseline(path: &Path) -> Result<Value> {
    if !path.exists() {
        return Ok(Value::Null);
    }
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}

fn write_baseline(path: &Path, report: &Value) -> Result<()> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    }
    fs::write(path, format!("{report:#}\n"))
        .with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, fetched: bool, br: usize) -> Row {
        Row {
            name: name.to_owned(),
            fetched,
            weight: Weight {
                raw: br,
                gz: br,
                br,
            },
        }
    }

    #[test]
    fn the_sum_is_of_what_a_page_fetches() {
        let rows = [
            row("a", true, 10),
            row("README.md", false, 100),
            row("b", true, 5),
        ];
        assert_eq!(fetched_sum(&rows).br, 15);
    }

    #[test]
    fn a_baseline_gives_back_what_was_saved() {
        let saved = to_json(&[row("a", true, 10)]);
        assert_eq!(known_br(Some(&saved), "a"), Some(10));
        assert_eq!(known_br(Some(&saved), "b"), None);
    }
}
