//! The parts that are weighed, each by all that a page fetches of it.

use super::weight::Weight;
use crate::pkg::{self, Module, Variant, element};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

const RECORDS: &str = "vestibule_records.wasm";
const AWS: &str = "vestibule_aws.wasm";
const SIGNING: &str = "vestibule_signing.wasm";

/// Something that has a weight and a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The npm package: all that a sign-in fetches.
    Headless,
    /// What a returning visitor fetches, whose session is fresh.
    Session,
    /// The screens with everything below them.
    Screens,
    /// The same, and the npm package's face in the same module.
    Both,
    /// The custom element: all that a page fetches until its form can be used.
    Element,
    /// The same until somebody is signed in.
    ElementSignIn,
    /// AWS credentials in the npm package.
    Aws,
    /// Signed requests in the npm package.
    Signing,
    /// STS in the npm package.
    Sts,
    /// Records in the npm package, at each of their remotes.
    RecordsCognitoSync,
    RecordsDynamoDb,
    RecordsOwnApi,
    /// One more operation, typed in Rust.
    Operation,
}

impl Part {
    pub const ALL: [Part; 13] = [
        Part::Headless,
        Part::Session,
        Part::Screens,
        Part::Both,
        Part::Element,
        Part::ElementSignIn,
        Part::Aws,
        Part::Signing,
        Part::Sts,
        Part::RecordsCognitoSync,
        Part::RecordsDynamoDb,
        Part::RecordsOwnApi,
        Part::Operation,
    ];

    /// Its name in `bench/budgets.json` and `bench/sizes.json`.
    pub fn name(self) -> &'static str {
        match self {
            Part::Headless => "headless",
            Part::Session => "session",
            Part::Screens => "screens",
            Part::Both => "both",
            Part::Element => "element",
            Part::ElementSignIn => "element-sign-in",
            Part::Aws => "aws",
            Part::Signing => "signing",
            Part::Sts => "sts",
            Part::RecordsCognitoSync => "records-cognito-sync",
            Part::RecordsDynamoDb => "records-dynamo-db",
            Part::RecordsOwnApi => "records-own-api",
            Part::Operation => "operation",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Part::Headless => "the npm package, to sign in",
            Part::Session => "the npm package, to read a fresh session",
            Part::Screens => "the screens, with everything below them",
            Part::Both => "the screens and the npm package in one",
            Part::Element => "the custom element, until its form can be used",
            Part::ElementSignIn => "the custom element, until somebody is signed in",
            Part::Aws => "the npm package's chunk of AWS credentials",
            Part::Signing => "the npm package's chunk of signed requests",
            Part::Sts => "the npm package's chunk of STS",
            Part::RecordsCognitoSync => "the npm package's records, at Cognito Sync",
            Part::RecordsDynamoDb => "the npm package's records, in a table of DynamoDB",
            Part::RecordsOwnApi => "the npm package's records, at an API of the app's own",
            Part::Operation => "one more operation",
        }
    }

    /// The module whose symbols tell where its bytes are.
    pub fn module(self) -> Module {
        match self {
            Part::Screens => pkg::SCREENS,
            Part::Both => pkg::BOTH,
            Part::Element | Part::ElementSignIn => element::ELEMENT,
            Part::Operation => pkg::OPERATIONS[1],
            _ => pkg::PACKAGE,
        }
    }

    /// The chunks of the package that it is; of what begins with the main module, none.
    pub fn chunks(self) -> &'static [&'static str] {
        match self {
            Part::Aws => &[AWS],
            Part::Signing => &[SIGNING],
            Part::Sts => &["vestibule_sts.wasm"],
            Part::RecordsCognitoSync => &[RECORDS, "vestibule_cognito_sync.wasm", AWS, SIGNING],
            Part::RecordsDynamoDb => &[RECORDS, "vestibule_dynamo_db.wasm", AWS, SIGNING],
            Part::RecordsOwnApi => &[RECORDS, "vestibule_own_api.wasm"],
            _ => &[],
        }
    }

    /// Builds it, and weighs its files. `package` is where the package of this variant stands.
    pub fn weigh(
        self,
        workspace: &Workspace,
        variant: Variant,
        package: &Path,
    ) -> Result<Vec<File>> {
        match self {
            Part::Headless => files(workspace, package),
            Part::Session => some(workspace, package, &[pkg::ENTRY]),
            Part::Screens => files(workspace, &screens(workspace, variant)?),
            Part::Both => files(workspace, &bare(workspace, variant, pkg::BOTH, "both")?),
            Part::Element => of_element(workspace, package, &[]),
            Part::ElementSignIn => of_element(workspace, package, &[element::SIGN_IN]),
            Part::Aws
            | Part::Signing
            | Part::Sts
            | Part::RecordsCognitoSync
            | Part::RecordsDynamoDb
            | Part::RecordsOwnApi => some(workspace, package, self.chunks()),
            Part::Operation => {
                let [four, twenty] = pkg::OPERATIONS;
                let four = sum(&files(workspace, &bare(workspace, variant, four, "four")?)?);
                let twenty = sum(&files(
                    workspace,
                    &bare(workspace, variant, twenty, "twenty")?,
                )?);
                Ok(vec![File {
                    name: "a sixteenth of sixteen more".to_owned(),
                    weight: sixteenth(twenty, four),
                    fetched: true,
                }])
            }
        }
    }
}

/// Some files of the package, whenever a page fetches them.
fn some(workspace: &Workspace, package: &Path, names: &[&str]) -> Result<Vec<File>> {
    let mut files = files(workspace, package)?;
    files.retain(|file| names.contains(&&*file.name));
    if files.len() != names.len() {
        bail!("the package has not all of {names:?}");
    }
    Ok(files.into_iter().map(File::fetched).collect())
}

/// The element's files in the package, of which a page fetches `more` besides the first.
fn of_element(workspace: &Workspace, package: &Path, more: &[&str]) -> Result<Vec<File>> {
    let mut of_element = files(workspace, package)?;
    of_element.retain(|file| file.name.starts_with("element") && !file.name.contains(".d."));
    for file in &mut of_element {
        let name = file.name.as_str();
        file.fetched = element::FETCHED.contains(&name) || more.contains(&name);
    }
    of_element.sort_by_key(|file| (!file.fetched, usize::MAX - file.weight.raw));
    Ok(of_element)
}

/// The name of the folder with the screens.
pub const SCREENS: &str = "screens";

/// A file of a part.
pub struct File {
    pub name: String,
    pub weight: Weight,
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

/// What a page fetches of these.
pub fn sum(files: &[File]) -> Weight {
    let fetched = files.iter().filter(|file| file.fetched);
    fetched.map(|file| file.weight).sum()
}

/// Builds the package's module with its chunks, and nothing else of the package; the answer is where they lie.
pub fn package(workspace: &Workspace, variant: Variant) -> Result<PathBuf> {
    bare(workspace, variant, pkg::PACKAGE, "package")
}

/// Builds the screens; the answer is where they lie.
pub fn screens(workspace: &Workspace, variant: Variant) -> Result<PathBuf> {
    bare(workspace, variant, pkg::SCREENS, SCREENS)
}

/// Where modules lie that are no package.
pub fn dist(workspace: &Workspace, variant: Variant, name: &str) -> PathBuf {
    let folder = match variant {
        Variant::Small(_) => "small",
        Variant::Usual => "usual",
    };
    workspace.own_dir().join("size").join(folder).join(name)
}

fn bare(workspace: &Workspace, variant: Variant, module: Module, name: &str) -> Result<PathBuf> {
    let dist = dist(workspace, variant, name);
    pkg::build_bare(workspace, variant, module, &dist)?;
    Ok(dist)
}

fn sixteenth(more: Weight, less: Weight) -> Weight {
    Weight {
        raw: more.raw.saturating_sub(less.raw) / 16,
        gz: more.gz.saturating_sub(less.gz) / 16,
        br: more.br.saturating_sub(less.br) / 16,
    }
}

/// The files in a folder: what a page fetches comes first, the heaviest on top.
fn files(workspace: &Workspace, dist: &Path) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(dist).with_context(|| format!("cannot list {}", dist.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot list {}", dist.display()))?
            .path();
        // The languages, of which a page fetches one at most.
        if path.is_dir() {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        files.push(File {
            fetched: pkg::FETCHED.contains(&&*name),
            weight: Weight::of_file(workspace, &path)?,
            name: name.into_owned(),
        });
    }
    files.sort_by_key(|file| (!file.fetched, usize::MAX - file.weight.raw));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, fetched: bool, br: usize) -> File {
        File {
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
        let files = [
            file("a", true, 10),
            file("README.md", false, 100),
            file("b", true, 5),
        ];
        assert_eq!(sum(&files).br, 15);
    }

    #[test]
    fn one_operation_is_a_sixteenth_of_sixteen() {
        let weight = |number| file("", true, number).weight;
        assert_eq!(sixteenth(weight(4200), weight(1000)).br, 200);
        assert_eq!(sixteenth(weight(1000), weight(4200)).br, 0);
    }
}
