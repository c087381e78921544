//! The downloads that are measured and have a budget.

use super::file_size::FileSize;
use crate::pkg::{self, Module, Variant, element};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

const RECORDS: &str = "vestibule_records.wasm";
const AWS: &str = "vestibule_aws.wasm";
const SIGNING: &str = "vestibule_signing.wasm";

/// The files that a page fetches for one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Download {
    /// The npm package: what a sign-in by password fetches.
    Headless,
    /// The npm package: what a returning visitor with a fresh session fetches.
    Session,
    /// The screens with everything they need.
    Screens,
    /// The screens and the npm package in one module.
    Both,
    /// The custom element: what a page fetches until its form can be used.
    Element,
    /// The custom element: what a page fetches for a sign-in by password.
    ElementSignIn,
    /// AWS credentials in the npm package.
    Aws,
    /// Signed requests in the npm package.
    Signing,
    /// STS in the npm package.
    Sts,
    /// Records in the npm package, for each remote.
    RecordsCognitoSync,
    RecordsDynamoDb,
    RecordsOwnApi,
    /// One more operation, typed in Rust.
    Operation,
}

impl Download {
    pub const ALL: [Download; 13] = [
        Download::Headless,
        Download::Session,
        Download::Screens,
        Download::Both,
        Download::Element,
        Download::ElementSignIn,
        Download::Aws,
        Download::Signing,
        Download::Sts,
        Download::RecordsCognitoSync,
        Download::RecordsDynamoDb,
        Download::RecordsOwnApi,
        Download::Operation,
    ];

    /// The name in `bench/budgets.json` and `bench/sizes.json`.
    pub fn name(self) -> &'static str {
        match self {
            Download::Headless => "headless",
            Download::Session => "session",
            Download::Screens => "screens",
            Download::Both => "both",
            Download::Element => "element",
            Download::ElementSignIn => "element-sign-in",
            Download::Aws => "aws",
            Download::Signing => "signing",
            Download::Sts => "sts",
            Download::RecordsCognitoSync => "records-cognito-sync",
            Download::RecordsDynamoDb => "records-dynamo-db",
            Download::RecordsOwnApi => "records-own-api",
            Download::Operation => "operation",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Download::Headless => "the npm package, to sign in",
            Download::Session => "the npm package, to read a fresh session",
            Download::Screens => "the screens, with everything they need",
            Download::Both => "the screens and the npm package in one",
            Download::Element => "the custom element, until its form can be used",
            Download::ElementSignIn => "the custom element, until somebody is signed in",
            Download::Aws => "the npm package's chunk of AWS credentials",
            Download::Signing => "the npm package's chunk of signed requests",
            Download::Sts => "the npm package's chunk of STS",
            Download::RecordsCognitoSync => "the npm package's records, at Cognito Sync",
            Download::RecordsDynamoDb => "the npm package's records, in a table of DynamoDB",
            Download::RecordsOwnApi => "the npm package's records, at an API of the app's own",
            Download::Operation => "one more operation",
        }
    }

    /// The module with the symbols of this download.
    pub fn module(self) -> Module {
        match self {
            Download::Screens => pkg::SCREENS,
            Download::Both => pkg::BOTH,
            Download::Element | Download::ElementSignIn => element::ELEMENT,
            Download::Operation => pkg::OPERATIONS[1],
            _ => pkg::PACKAGE,
        }
    }

    /// The chunks of the package that this download consists of; empty if it includes the main module.
    pub fn chunks(self) -> &'static [&'static str] {
        match self {
            Download::Aws => &[AWS],
            Download::Signing => &[SIGNING],
            Download::Sts => &["vestibule_sts.wasm"],
            Download::RecordsCognitoSync => &[RECORDS, "vestibule_cognito_sync.wasm", AWS, SIGNING],
            Download::RecordsDynamoDb => &[RECORDS, "vestibule_dynamo_db.wasm", AWS, SIGNING],
            Download::RecordsOwnApi => &[RECORDS, "vestibule_own_api.wasm"],
            _ => &[],
        }
    }

    /// Builds what is missing, and measures the files. `package` is the folder with the package of this variant.
    pub fn measure(
        self,
        workspace: &Workspace,
        variant: Variant,
        package: &Path,
    ) -> Result<Vec<File>> {
        match self {
            Download::Headless => files(workspace, package),
            Download::Session => fetched_files(workspace, package, &[pkg::ENTRY]),
            Download::Screens => files(workspace, &screens(workspace, variant)?),
            Download::Both => files(workspace, &build(workspace, variant, pkg::BOTH, "both")?),
            Download::Element => element_files(workspace, package, &[]),
            Download::ElementSignIn => element_files(workspace, package, &[element::SIGN_IN]),
            Download::Aws
            | Download::Signing
            | Download::Sts
            | Download::RecordsCognitoSync
            | Download::RecordsDynamoDb
            | Download::RecordsOwnApi => fetched_files(workspace, package, self.chunks()),
            Download::Operation => {
                let [four, twenty] = pkg::OPERATIONS;
                let four = sum(&files(
                    workspace,
                    &build(workspace, variant, four, "four")?,
                )?);
                let twenty = sum(&files(
                    workspace,
                    &build(workspace, variant, twenty, "twenty")?,
                )?);
                Ok(vec![File {
                    name: "a sixteenth of sixteen more".to_owned(),
                    size: sixteenth(twenty, four),
                    fetched: true,
                }])
            }
        }
    }
}

/// These files of the package, marked as fetched.
fn fetched_files(workspace: &Workspace, package: &Path, names: &[&str]) -> Result<Vec<File>> {
    let mut files = files(workspace, package)?;
    files.retain(|file| names.contains(&&*file.name));
    if files.len() != names.len() {
        bail!("the package has not all of {names:?}");
    }
    Ok(files.into_iter().map(File::fetched).collect())
}

/// The element's files in the package. A page fetches `more` besides [`element::FETCHED`].
fn element_files(workspace: &Workspace, package: &Path, more: &[&str]) -> Result<Vec<File>> {
    let mut files = files(workspace, package)?;
    files.retain(|file| file.name.starts_with("element") && !file.name.contains(".d."));
    for file in &mut files {
        let name = file.name.as_str();
        file.fetched = element::FETCHED.contains(&name) || more.contains(&name);
    }
    files.sort_by_key(|file| (!file.fetched, usize::MAX - file.size.raw));
    Ok(files)
}

/// The folder of the screens' module.
pub const SCREENS: &str = "screens";

/// A file of a download.
pub struct File {
    pub name: String,
    pub size: FileSize,
    /// Whether a page fetches it.
    pub fetched: bool,
}

impl File {
    fn fetched(self) -> Self {
        File {
            fetched: true,
            ..self
        }
    }
}

/// The sum of the fetched files.
pub fn sum(files: &[File]) -> FileSize {
    let fetched = files.iter().filter(|file| file.fetched);
    fetched.map(|file| file.size).sum()
}

/// Builds only the package's module with its chunks. Returns their folder.
pub fn package(workspace: &Workspace, variant: Variant) -> Result<PathBuf> {
    build(workspace, variant, pkg::PACKAGE, "package")
}

/// Builds the screens' module. Returns its folder.
pub fn screens(workspace: &Workspace, variant: Variant) -> Result<PathBuf> {
    build(workspace, variant, pkg::SCREENS, SCREENS)
}

/// The folder of a module that is built without a package.
pub fn dist(workspace: &Workspace, variant: Variant, name: &str) -> PathBuf {
    let folder = match variant {
        Variant::SmallStd(_) => "small",
        Variant::PrebuiltStd => "usual",
    };
    workspace.xtask_dir().join("size").join(folder).join(name)
}

fn build(workspace: &Workspace, variant: Variant, module: Module, name: &str) -> Result<PathBuf> {
    let dist = dist(workspace, variant, name);
    pkg::build_module_only(workspace, variant, module, &dist)?;
    Ok(dist)
}

fn sixteenth(more: FileSize, less: FileSize) -> FileSize {
    FileSize {
        raw: more.raw.saturating_sub(less.raw) / 16,
        gz: more.gz.saturating_sub(less.gz) / 16,
        br: more.br.saturating_sub(less.br) / 16,
    }
}

/// The files in a folder: those that a page fetches first, larger ones before smaller ones.
fn files(workspace: &Workspace, dist: &Path) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(dist).with_context(|| format!("cannot list {}", dist.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot list {}", dist.display()))?
            .path();
        // The folder of the languages, of which a page fetches at most one.
        if path.is_dir() {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        files.push(File {
            fetched: pkg::FETCHED.contains(&&*name),
            size: FileSize::of_file(workspace, &path)?,
            name: name.into_owned(),
        });
    }
    files.sort_by_key(|file| (!file.fetched, usize::MAX - file.size.raw));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, fetched: bool, br: usize) -> File {
        File {
            name: name.to_owned(),
            fetched,
            size: FileSize {
                raw: br,
                gz: br,
                br,
            },
        }
    }

    #[test]
    fn only_fetched_files_are_summed() {
        let files = [
            file("a", true, 10),
            file("README.md", false, 100),
            file("b", true, 5),
        ];
        assert_eq!(sum(&files).br, 15);
    }

    #[test]
    fn one_operation_is_a_sixteenth_of_the_difference() {
        let size = |number| file("", true, number).size;
        assert_eq!(sixteenth(size(4200), size(1000)).br, 200);
        assert_eq!(sixteenth(size(1000), size(4200)).br, 0);
    }
}
