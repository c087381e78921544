//! `cargo xtask size`: measures the published package, and compares it with its peers and its budgets.

pub mod app;
pub mod budgets;
pub mod downloads;
pub mod file_size;
pub mod peers;
mod symbols;

use crate::pkg::{self, Variant};
use crate::setup::{self, Mention, Need, small_std};
use crate::test::Counts;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use clap::Args;
use downloads::{Download, File};
use file_size::FileSize;
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

#[derive(Args)]
pub struct Options {
    /// Write the figures to bench/sizes.json, the baseline of later runs
    #[arg(long)]
    save: bool,
    /// Only check the published build against its budgets
    #[arg(long, conflicts_with = "save")]
    check: bool,
    /// Check only the budget of this name in bench/budgets.json
    #[arg(long, value_name = "NAME", requires = "check")]
    only: Option<String>,
    /// List the largest symbols of the npm package and the screens, or of the download that --only names
    #[arg(long, value_name = "COUNT")]
    symbols: Option<usize>,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    if options.only.as_deref() == Some(app::NAME) {
        return Ok(exit_code(app::check(workspace)));
    }
    if let Some(name) = &options.only {
        let download = Download::ALL
            .into_iter()
            .find(|download| download.name() == name);
        let download = download.with_context(|| format!("there is no budget {name}"))?;
        let variant = Variant::published(workspace);
        let package = match download {
            Download::Headless
            | Download::Session
            | Download::Element
            | Download::ElementSignIn => pkg::publishable(workspace)?,
            // Chunks need only the module.
            download if !download.chunks().is_empty() => downloads::package(workspace, variant)?,
            _ => workspace.root.join("pkg/dist"),
        };
        let counts = budgets::check_download(workspace, variant, &package, download);
        print_symbols(workspace, variant, download, options.symbols)?;
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
            _ => workspace.xtask_dir().join("pkg").join(name).join("dist"),
        };
        pkg::build(workspace, variant, &package)?;
        let known = baseline.get(name);
        let mut measured = Map::new();
        for download in Download::ALL {
            let files = download.measure(workspace, variant, &package)?;
            let title = format!("{}: {}", name, download.title());
            print(
                &title,
                &files,
                known.and_then(|known| known.get(download.name())),
            );
            measured.insert(download.name().to_owned(), to_json(&files));
            if name == "published" {
                published.push((download, variant, downloads::sum(&files)));
            }
        }
        report.insert(name.to_owned(), measured.into());
    }
    let ours = published
        .first()
        .map(|(_, _, sum)| *sum)
        .unwrap_or_default();
    let peers = peers::measure(workspace)?;
    print_peers(&peers, ours);
    let peers = peers
        .iter()
        .map(|(name, size)| ((*name).to_owned(), size.to_json()));
    report.insert("peers".to_owned(), Value::Object(peers.collect()));
    println!();
    let mut counts = Counts::default();
    for (download, variant, sum) in published {
        if matches!(variant, Variant::SmallStd(_)) {
            counts += budgets::check_size(workspace, variant, download, Ok(sum.br));
        }
        if matches!(download, Download::Headless | Download::Screens) {
            print_symbols(workspace, variant, download, options.symbols)?;
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
    download: Download,
    count: Option<usize>,
) -> Result<()> {
    if let Some(count) = count {
        print!(
            "{}",
            budgets::largest_symbols(workspace, variant, download, count)?
        );
    }
    Ok(())
}

fn exit_code(counts: Counts) -> ExitCode {
    match counts.failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// The variants to measure: the published one, and the one with the prebuilt standard library if it is another.
fn variants(workspace: &Workspace) -> Result<Vec<(&'static str, Variant)>> {
    setup::ensure(workspace, &[Need::SmallStd], Mention::InstalledOnly)?;
    Ok(match small_std::Compiler::find(workspace) {
        Some(compiler) => vec![
            ("usual", Variant::PrebuiltStd),
            ("published", Variant::SmallStd(compiler)),
        ],
        None => vec![("published", Variant::PrebuiltStd)],
    })
}

fn print(title: &str, files: &[File], known: Option<&Value>) {
    println!(
        "\n{title}\n{:<26}{:>10}{:>10}{:>10}  since the baseline",
        "", "raw", "gzip 9", "brotli 11"
    );
    for file in files {
        print_row(&file.name, file.size, known_br(known, &file.name));
    }
    if files.len() > 1 {
        print_row(SUM, downloads::sum(files), known_br(known, SUM));
    }
}

/// The name of the sum of fetched files, in tables and in the baseline.
const SUM: &str = "sum of what a page fetches";

/// Prints the peers' sizes and the published package's size relative to each.
fn print_peers(peers: &[(&str, FileSize)], ours: FileSize) {
    println!(
        "\n{:<26}{:>10}{:>10}{:>10}  the published package, by brotli",
        "the peers", "raw", "gzip 9", "brotli 11"
    );
    for (name, FileSize { raw, gz, br }) in peers {
        let ratio = ours.br as f64 / (*br).max(1) as f64;
        println!("{name:<26}{raw:>10}{gz:>10}{br:>10}  {ratio:.2} of it");
    }
}

fn print_row(name: &str, size: FileSize, known: Option<i64>) {
    let now = i64::try_from(size.br).unwrap_or(i64::MAX);
    let change = match known {
        Some(known) => format!("{:+} br", now - known),
        None => String::new(),
    };
    println!(
        "{name:<26}{:>10}{:>10}{:>10}  {change}",
        size.raw, size.gz, size.br
    );
}

fn known_br(baseline: Option<&Value>, name: &str) -> Option<i64> {
    baseline?.get(name)?.get("br")?.as_i64()
}

fn to_json(files: &[File]) -> Value {
    let rows = files
        .iter()
        .map(|file| (file.name.clone(), file.size.to_json()));
    let sum = (SUM.to_owned(), downloads::sum(files).to_json());
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
    fn saved_sizes_are_found_in_the_baseline() {
        let size = FileSize {
            raw: 30,
            gz: 20,
            br: 10,
        };
        let saved = to_json(&[File {
            name: "a".to_owned(),
            fetched: true,
            size,
        }]);
        assert_eq!(known_br(Some(&saved), "a"), Some(10));
        assert_eq!(known_br(Some(&saved), SUM), Some(10));
        assert_eq!(known_br(Some(&saved), "b"), None);
    }
}
