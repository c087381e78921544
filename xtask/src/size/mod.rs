//! `cargo xtask size`: how heavy the published package is, beside its peers and its budgets.

pub mod app;
pub mod budgets;
pub mod parts;
pub mod peers;
mod symbols;
pub mod weight;

use crate::pkg::{self, Variant};
use crate::setup::{self, Mention, Need, small_std};
use crate::test::Counts;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use clap::Args;
use parts::{File, Part};
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
    /// Only hold what is published against its budgets
    #[arg(long, conflicts_with = "save")]
    check: bool,
    /// Of these, the one of that name alone, as bench/budgets.json has it
    #[arg(long, value_name = "PART", requires = "check")]
    only: Option<String>,
    /// Name the heaviest symbols: of the npm package and of the screens, or of the one part
    #[arg(long, value_name = "COUNT")]
    symbols: Option<usize>,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    if options.only.as_deref() == Some(app::NAME) {
        return Ok(exit_code(app::check(workspace)));
    }
    if let Some(name) = &options.only {
        let part = Part::ALL.into_iter().find(|part| part.name() == name);
        let part = part.with_context(|| format!("there is no part {name}"))?;
        let variant = Variant::published(workspace);
        let package = match part {
            Part::Headless | Part::Session | Part::Element | Part::ElementSignIn => {
                pkg::publishable(workspace)?
            }
            // Files of the module alone.
            part if !part.chunks().is_empty() => parts::package(workspace, variant)?,
            _ => workspace.root.join("pkg/dist"),
        };
        let counts = budgets::check_part(workspace, variant, &package, part);
        print_symbols(workspace, variant, part, options.symbols)?;
        return Ok(exit_code(counts));
    }
    if options.check {
        let package = pkg::publishable(workspace)?;
        let counts = budgets::check(workspace, Variant::published(workspace), &package);
        return Ok(exit_code(counts));
    }
    let baseline_path = workspace.root.join("bench/sizes.json");
    let baseline = read_baseline(&baseline_path)?;
    let mut report = Map::new();
    let mut published = Vec::new();
    for (name, variant) in variants(workspace)? {
        let package = match name {
            "published" => workspace.root.join("pkg/dist"),
            _ => workspace.own_dir().join("pkg").join(name).join("dist"),
        };
        pkg::build(workspace, variant, &package)?;
        let known = baseline.get(name);
        let mut weighed = Map::new();
        for part in Part::ALL {
            let files = part.weigh(workspace, variant, &package)?;
            let title = format!("{}: {}", name, part.title());
            print(
                &title,
                &files,
                known.and_then(|known| known.get(part.name())),
            );
            weighed.insert(part.name().to_owned(), to_json(&files));
            if name == "published" {
                published.push((part, variant, parts::sum(&files)));
            }
        }
        report.insert(name.to_owned(), weighed.into());
    }
    let ours = published
        .first()
        .map(|(_, _, sum)| *sum)
        .unwrap_or_default();
    let peers = peers::weigh(workspace)?;
    print_peers(&peers, ours);
    let peers = peers
        .iter()
        .map(|(name, weight)| ((*name).to_owned(), weight.to_json()));
    report.insert("peers".to_owned(), Value::Object(peers.collect()));
    println!();
    let mut counts = Counts::default();
    for (part, variant, sum) in published {
        if matches!(variant, Variant::Small(_)) {
            counts += budgets::check_one(workspace, variant, part, Ok(sum.br));
        }
        if matches!(part, Part::Headless | Part::Screens) {
            print_symbols(workspace, variant, part, options.symbols)?;
        }
    }
    counts += app::check(workspace);
    if options.save {
        write_baseline(&baseline_path, &Value::Object(report))?;
        println!("\nsaved to {}", baseline_path.display());
    }
    Ok(exit_code(counts))
}

fn print_symbols(
    workspace: &Workspace,
    variant: Variant,
    part: Part,
    count: Option<usize>,
) -> Result<()> {
    if let Some(count) = count {
        print!("{}", budgets::heaviest(workspace, variant, part, count)?);
    }
    Ok(())
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

fn print(title: &str, files: &[File], known: Option<&Value>) {
    println!(
        "\n{title}\n{:<26}{:>10}{:>10}{:>10}  since the baseline",
        "", "raw", "gzip 9", "brotli 11"
    );
    for file in files {
        print_row(&file.name, file.weight, known_br(known, &file.name));
    }
    if files.len() > 1 {
        print_row(SUM, parts::sum(files), known_br(known, SUM));
    }
}

/// What a page fetches of a part, in tables and in the baseline.
const SUM: &str = "sum of what a page fetches";

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

fn known_br(baseline: Option<&Value>, name: &str) -> Option<i64> {
    baseline?.get(name)?.get("br")?.as_i64()
}

fn to_json(files: &[File]) -> Value {
    let rows = files
        .iter()
        .map(|file| (file.name.clone(), file.weight.to_json()));
    let sum = (SUM.to_owned(), parts::sum(files).to_json());
    rows.chain([sum]).collect::<Map<_, _>>().into()
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

    #[test]
    fn a_baseline_gives_back_what_was_saved() {
        let weight = Weight {
            raw: 30,
            gz: 20,
            br: 10,
        };
        let saved = to_json(&[File {
            name: "a".to_owned(),
            fetched: true,
            weight,
        }]);
        assert_eq!(known_br(Some(&saved), "a"), Some(10));
        assert_eq!(known_br(Some(&saved), SUM), Some(10));
        assert_eq!(known_br(Some(&saved), "b"), None);
    }
}
