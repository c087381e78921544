//! The sources that the table is derived from.

use std::fs;
use std::path::{Path, PathBuf};

use crate::places::{Place, identity_js, identity_js_challenge};

/// A file of this repository with its path.
pub struct Source {
    path: String,
    pub text: String,
    /// The text without white space, so that calls are found however they are wrapped.
    packed: String,
}

/// The tests that reach something, by suite.
pub struct Tests {
    /// The tests of the library in the simulation.
    pub simulation: String,
    /// The tests of the emulator.
    pub emulator: String,
    /// Other clients with the emulator.
    pub others: String,
    /// The tests of the library and the package in Chromium.
    pub browser: String,
}

pub struct Sources {
    pub library: Vec<Source>,
    pub screens: Vec<Source>,
    native: Vec<Source>,
    emulator: Vec<Source>,
    boto3: Vec<Source>,
    identity_js: Vec<Source>,
    browser: Vec<Source>,
    e2e: Vec<Source>,
    pub types: String,
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Source {
    fn calls(&self, methods: &[&str]) -> bool {
        let mut methods = methods.iter();
        // A group may be in a variable with its name: `profile().user` also counts as `profile.user`.
        methods.any(|method| {
            let variable = method.replace("()", "");
            let is_in_variable =
                method.contains("()") && self.packed.contains(&format!("{variable}("));
            is_in_variable || self.packed.contains(&format!(".{method}("))
        })
    }

    /// Whether it defines this method of this type: `Mfa`, `set_up_totp`.
    pub fn defines(&self, type_name: &str, method: &str) -> bool {
        // Or a function that returns a future.
        let mut starts = ["pub async fn ", "pub fn "].into_iter();
        self.text.contains(&format!("impl {type_name} {{"))
            && starts.any(|start| self.text.contains(&[start, method].concat()))
    }

    fn has(&self, texts: &[&str]) -> bool {
        texts.iter().any(|text| self.text.contains(text))
    }
}

impl Sources {
    pub fn read() -> Self {
        Sources {
            library: files("src"),
            screens: files("src/ui"),
            native: files("tests/native/tests/client"),
            emulator: files("emulator/tests/api"),
            boto3: files("tests/interop/boto3"),
            identity_js: files("tests/interop/identity-js"),
            browser: files("tests/browser/tests"),
            e2e: files("tests/e2e"),
            types: ["commands.ts", "groups.ts", "steps.ts", "index.ts"]
                .map(|name| fs::read_to_string(root().join("pkg/src").join(name)).unwrap())
                .concat(),
        }
    }

    pub fn screens_of(&self, place: &Place) -> String {
        names(
            self.screens
                .iter()
                .filter(|source| source.calls(place.called)),
        )
    }

    pub fn tests_of(&self, place: &Place) -> Tests {
        let quoted = format!("\"{}\"", place.operation);
        let snake = snake_case(place.operation);
        let in_rust = |source: &&Source| source.has(&[&quoted]) || source.calls(place.called);
        // `refusals` reads the operations from the model.
        let in_simulation = |it: &&Source| in_rust(it) || it.path.ends_with("refusals/mod.rs");
        let by_name = |source: &&Source| source.has(&[&quoted]) || source.calls(&[&snake]);
        // Several types have `submit` and `call`.
        let npm: &[&str] = match (place.operation, place.npm) {
            (_, "submit" | "resend" | "call") => &[],
            ("ConfirmDevice", _) => &["devices.this"],
            _ => &[place.npm],
        };
        let in_npm = |source: &&Source| source.has(&[&quoted]) || source.calls(npm);
        let in_js = |source: &&Source| source.calls(identity_js(place.operation));
        let browser = self.browser.iter().filter(in_rust);
        Tests {
            simulation: names(self.native.iter().filter(in_simulation)),
            emulator: names(self.emulator.iter().filter(by_name)),
            others: names(
                self.boto3
                    .iter()
                    .filter(by_name)
                    .chain(self.identity_js.iter().filter(in_js)),
            ),
            browser: names(browser.chain(self.e2e.iter().filter(in_npm))),
        }
    }

    /// `step` and `kind` are its names in Rust and in TypeScript, if it has one.
    pub fn tests_of_challenge(&self, name: &str, step: Option<&str>, kind: Option<&str>) -> Tests {
        let quoted = format!("\"{name}\"");
        let step = step.map(|step| [format!("SignInStep::{step}("), format!(", {step})")]);
        let kind = kind.map(|kind| format!("kind !== \"{kind}\""));
        let in_rust = |source: &&Source| {
            let texts = step
                .as_ref()
                .map_or(vec![], |all| all.iter().map(String::as_str).collect());
            source.has(&[&quoted]) || source.has(&texts)
        };
        let by_name = |source: &&Source| source.has(&[&quoted]);
        let in_npm = |source: &&Source| {
            source.has(&[&quoted]) || kind.as_ref().is_some_and(|kind| source.has(&[kind]))
        };
        let in_js = |source: &&Source| source.has(identity_js_challenge(name));
        Tests {
            simulation: names(self.native.iter().filter(in_rust)),
            emulator: names(self.emulator.iter().filter(by_name)),
            others: names(
                self.boto3
                    .iter()
                    .filter(by_name)
                    .chain(self.identity_js.iter().filter(in_js)),
            ),
            browser: names(
                self.browser
                    .iter()
                    .filter(by_name)
                    .chain(self.e2e.iter().filter(in_npm)),
            ),
        }
    }
}

fn files(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap())
        .collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(files(&path));
        } else if [".rs", ".py", ".ts", ".mjs"]
            .iter()
            .any(|end| path.ends_with(end))
        {
            let text = fs::read_to_string(entry.path()).unwrap();
            let packed = text.chars().filter(|it| !it.is_whitespace()).collect();
            found.push(Source { path, text, packed });
        }
    }
    found
}

/// The folders whose tests are named only for their subject.
const OF_SUBJECTS: [&str; 2] = ["tests/native/tests/client/", "emulator/tests/api/"];

/// Returns the names of tests: `devices, e2e/factors, boto3/operations`.
fn names<'a>(sources: impl Iterator<Item = &'a Source>) -> String {
    let short = |source: &Source| {
        let path = source.path.rsplit_once('.').map_or("", |(path, _)| path);
        // A folder of tests of one subject counts as one test.
        if let Some(inside) = OF_SUBJECTS.iter().find_map(|it| path.strip_prefix(it)) {
            return inside.split('/').next().unwrap_or_default().to_owned();
        }
        path.replace("tests/interop/", "")
            .replace("tests/browser/tests/", "")
            .replace("tests/e2e/", "e2e/")
            .replace("src/ui/", "")
            .replace("screens/", "")
            .replace("/run", "")
            .replace(".spec", "")
    };
    let mut names: Vec<_> = sources.map(short).collect();
    // Support modules are not tests.
    names.retain(|name| !name.contains("support"));
    names.dedup();
    names.join(", ")
}

/// Returns boto3's name of an operation: `set_user_mfa_preference` for `SetUserMFAPreference`.
pub fn snake_case(operation: &str) -> String {
    let letters: Vec<char> = operation.chars().collect();
    let mut name = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let is_capital = letter.is_uppercase();
        let after_small = at > 0 && letters[at - 1].is_lowercase();
        let before_small = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if is_capital && at > 0 && (after_small || before_small) {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}
