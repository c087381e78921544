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
pub struct FileSize {
    pub raw: usize,
    pub gz: usize,
    pub br: usize,
}

impl FileSize {
    /// The sizes of a file. Compression takes a second for every few hundred kilobytes, so the result is cached by the
    /// file's path and content.
    pub fn of_file(workspace: &Workspace, path: &Path) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let folder = workspace.xtask_dir().join("sizes");
        let cached = folder.join(stamp::hash_text(&path.to_string_lossy()));
        let hash = stamp::hash_bytes(&bytes);
        let text = fs::read_to_string(&cached).ok();
        if let Some(size) = text.and_then(|text| Self::from_cache(&text, &hash)) {
            return Ok(size);
        }
        let size = Self::of(&bytes)?;
        fs::create_dir_all(&folder).context("cannot cache sizes")?;
        stamp::write(
            &cached,
            &json!([hash, size.raw, size.gz, size.br]).to_string(),
        )?;
        Ok(size)
    }

    fn from_cache(text: &str, hash: &str) -> Option<Self> {
        let (cached, raw, gz, br): (String, usize, usize, usize) =
            serde_json::from_str(text).ok()?;
        (cached == hash).then_some(Self { raw, gz, br })
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

/// Compresses with the slowest and best settings, as a site does when it publishes its files.
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

impl Add for FileSize {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gz: self.gz + other.gz,
            br: self.br + other.br,
        }
    }
}

impl Sum for FileSize {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::TempDir;

    #[test]
    fn compression_finds_repetition() {
        let size = FileSize::of(&[7; 10_000]).unwrap();
        assert_eq!(size.raw, 10_000);
        assert!(size.gz < 100 && size.br < 100);
    }

    #[test]
    fn a_cached_size_is_used_for_the_same_content_only() {
        let scratch = TempDir::new(&std::env::temp_dir(), "xtask-size").unwrap();
        let workspace = Workspace {
            root: scratch.0.clone(),
            target: scratch.0.join("target"),
            cache: scratch.0.join("cache"),
        };
        let path = scratch.0.join("a");
        for bytes in [[7; 100].as_slice(), &[8; 200]] {
            fs::write(&path, bytes).unwrap();
            let size = FileSize::of(bytes).unwrap();
            for _ in 0..2 {
                assert_eq!(FileSize::of_file(&workspace, &path).unwrap(), size);
            }
        }
        assert_eq!(
            FileSize::from_cache("[\"x\",3,2,1]", "x").map(|it| it.br),
            Some(1)
        );
        assert_eq!(FileSize::from_cache("[\"x\",3,2,1]", "y"), None);
        assert_eq!(FileSize::from_cache("half", "x"), None);
    }

    #[test]
    fn each_measure_is_summed_by_itself() {
        let size = FileSize {
            raw: 3,
            gz: 2,
            br: 1,
        };
        let sum: FileSize = [size, size].into_iter().sum();
        assert_eq!((sum.raw, sum.gz, sum.br), (6, 4, 2));
    }
}
