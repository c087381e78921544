//! What a file weighs on the wire.

use crate::setup::stamp;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::iter::Sum;
use std::ops::Add;
use std::path::Path;

/// Bytes as they are, by gzip 9, and by brotli 11.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    pub raw: usize,
    pub gz: usize,
    pub br: usize,
}

impl Weight {
    /// The weight of a file. Compressing takes a second for every few hundred kilobytes, so what came of it is kept
    /// for as long as nothing else has the file's place.
    pub fn of_file(workspace: &Workspace, path: &Path) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let kept = workspace.own_dir().join("weights");
        let kept = kept.join(stamp::of_text(&path.to_string_lossy()));
        let sum = stamp::short_name(&bytes);
        let known = fs::read_to_string(&kept).ok();
        if let Some(weight) = known.and_then(|text| Self::kept(&text, &sum)) {
            return Ok(weight);
        }
        let weight = Self::of(&bytes)?;
        fs::create_dir_all(workspace.own_dir().join("weights")).context("cannot keep weights")?;
        stamp::write(
            &kept,
            &json!([sum, weight.raw, weight.gz, weight.br]).to_string(),
        )?;
        Ok(weight)
    }

    fn kept(text: &str, sum: &str) -> Option<Self> {
        let (of, raw, gz, br): (String, usize, usize, usize) = serde_json::from_str(text).ok()?;
        (of == sum).then_some(Self { raw, gz, br })
    }

    pub fn of(bytes: &[u8]) -> Result<Self> {
        let mut gz = GzEncoder::new(Vec::new(), Compression::best());
        gz.write_all(bytes).context("cannot compress")?;
        let gz = gz.finish().context("cannot compress")?;
        Ok(Self {
            raw: bytes.len(),
            gz: gz.len(),
            br: brotli(bytes)?.len(),
        })
    }

    pub fn to_json(self) -> Value {
        json!({ "raw": self.raw, "gz": self.gz, "br": self.br })
    }
}

/// As a site would compress its files once, when it publishes them.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut br = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut br, &settings).context("cannot compress")?;
    Ok(br)
}

impl Add for Weight {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gz: self.gz + other.gz,
            br: self.br + other.br,
        }
    }
}

impl Sum for Weight {
    fn sum<I: Iterator<Item = Self>>(weights: I) -> Self {
        weights.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Scratch;

    #[test]
    fn compression_finds_repetition() {
        let weight = Weight::of(&[7; 10_000]).unwrap();
        assert_eq!(weight.raw, 10_000);
        assert!(weight.gz < 100 && weight.br < 100);
    }

    #[test]
    fn what_is_kept_is_the_weight_of_that_file_alone() {
        let scratch = Scratch::new(&std::env::temp_dir(), "xtask-weight").unwrap();
        let workspace = Workspace {
            root: scratch.0.clone(),
            target: scratch.0.join("target"),
            cache: scratch.0.join("cache"),
        };
        let path = scratch.0.join("a");
        for bytes in [[7; 100].as_slice(), &[8; 200]] {
            fs::write(&path, bytes).unwrap();
            let weight = Weight::of(bytes).unwrap();
            for _ in 0..2 {
                assert_eq!(Weight::of_file(&workspace, &path).unwrap(), weight);
            }
        }
        assert_eq!(Weight::kept("[\"x\",3,2,1]", "x").map(|it| it.br), Some(1));
        assert_eq!(Weight::kept("[\"x\",3,2,1]", "y"), None);
        assert_eq!(Weight::kept("half", "x"), None);
    }

    #[test]
    fn each_measure_is_summed_by_itself() {
        let weight = Weight {
            raw: 3,
            gz: 2,
            br: 1,
        };
        let sum: Weight = [weight, weight].into_iter().sum();
        assert_eq!((sum.raw, sum.gz, sum.br), (6, 4, 2));
    }
}
