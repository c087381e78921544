//! Bundles and measures the peers, in the versions of `bench/package-lock.json`.

use super::file_size::FileSize;
use crate::report::Progress;
use crate::setup::{self, Mention, Need, stamp};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;

/// The entry files in `bench/peers/`, and their names in tables.
pub const PEERS: [(&str, &str); 7] = [
    ("amplify-four", "Amplify: four functions"),
    ("amplify-a", "Amplify: A"),
    ("amplify-b", "Amplify: B"),
    ("amplify-c", "Amplify: C, Authenticator"),
    ("identity-js", "amazon-cognito-identity-js"),
    ("amplify-aws", "Amplify: AWS credentials"),
    ("sdk-aws", "AWS SDK: AWS credentials"),
];

/// Bundles every peer. Returns the folder with the bundles.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    setup::ensure(workspace, &[Need::Npm], Mention::InstalledOnly)?;
    let progress = Progress::start("peers");
    install(workspace, &progress)?;
    let bench = workspace.root.join("bench");
    let out = workspace.xtask_dir().join("bench/peers");
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("cannot clear {}", out.display()))?;
    }
    let entries = PEERS.map(|(entry, _)| format!("peers/{entry}.js"));
    workspace
        .cmd(bench.join("node_modules/.bin/esbuild"))
        .dir(&bench)
        .args(entries)
        .args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--legal-comments=none",
            "--define:process.env.NODE_ENV=\"production\"",
            "--define:global=globalThis",
        ])
        .arg(format!("--outdir={}", out.display()))
        .run_or_fail(&workspace.xtask_dir().join("bench/peers.log"), &progress)?;
    progress.finish("✓", "bundled");
    Ok(out)
}

/// Measures what a page fetches for each peer: its script, and its style sheet if it has one.
pub fn measure(workspace: &Workspace) -> Result<Vec<(&'static str, FileSize)>> {
    let dir = build(workspace)?;
    let measure_one = |(entry, title): (&str, &'static str)| {
        let mut sum = FileSize::default();
        for kind in ["js", "css"] {
            let path = dir.join(entry).with_extension(kind);
            if kind == "css" && !path.exists() {
                continue;
            }
            let bytes =
                fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            sum = sum + FileSize::of(&bytes)?;
        }
        Ok((title, sum))
    };
    PEERS.into_iter().map(measure_one).collect()
}

fn install(workspace: &Workspace, progress: &Progress) -> Result<()> {
    let bench = workspace.root.join("bench");
    let wanted = stamp::hash_file(&bench.join("package-lock.json"))?;
    let path = bench.join("node_modules/.vestibule-stamp");
    if stamp::matches(&path, &wanted) {
        return Ok(());
    }
    workspace
        .cmd("npm")
        .dir(&bench)
        .args(["ci", "--no-audit", "--no-fund"])
        .advice("run `npm ci` in bench/")
        .run_or_fail(&workspace.xtask_dir().join("bench/npm.log"), progress)?;
    stamp::write(&path, &wanted)
}
