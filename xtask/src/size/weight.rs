//! What a file weighs on the wire.

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write;
use std::iter::Sum;
use std::ops::Add;

/// Bytes as they are, by gzip 9, and by brotli 11.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    pub raw: usize,
    pub gz: usize,
    pub br: usize,
}

impl Weight {
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

    #[test]
    fn compression_finds_repetition() {
        let weight = Weight::of(&[7; 10_000]).unwrap();
        assert_eq!(weight.raw, 10_000);
        assert!(weight.gz < 100 && weight.br < 100);
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
