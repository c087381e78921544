//! Each file that holds a rule of Cognito's names the page of AWS's documentation that it is from.

use std::fs;
use std::path::{Path, PathBuf};

/// Files without a rule of Cognito's: the emulator's own machinery, and what RFCs and other specifications say.
const MACHINERY: [&str; 29] = [
    "account/mod.rs",
    "config/error.rs",
    "crypto/cose.rs",
    "crypto/jwt.rs",
    "crypto/mod.rs",
    "errors/factors.rs",
    "errors/sign_in.rs",
    "errors/surroundings.rs",
    "hosted/form.rs",
    "hosted/pages/mod.rs",
    "hosted/pages/parts.rs",
    "http.rs",
    "idp/mod.rs",
    "lib.rs",
    "main.rs",
    "moment.rs",
    "outgoing.rs",
    "random.rs",
    "saml/c14n.rs",
    "saml/metadata.rs",
    "saml/mod.rs",
    "saml/signature.rs",
    "saml/xml.rs",
    "server.rs",
    "service/inbox.rs",
    "service/local.rs",
    "service/mod.rs",
    "service/pages.rs",
    "state/mod.rs",
];

#[test]
fn every_rule_has_a_source() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 100, "{} files", files.len());
    let without: Vec<String> = files
        .iter()
        .filter(|file| {
            !fs::read_to_string(file)
                .unwrap()
                .contains("https://docs.aws.amazon.com/")
        })
        .map(|file| {
            file.strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/")
        })
        .filter(|name| !MACHINERY.contains(&name.as_str()))
        .collect();
    assert!(
        without.is_empty(),
        "these name no page of AWS's documentation: {without:?}"
    );
}

/// A row of ASSUMED.md that names a file names one that is there.
#[test]
fn what_is_assumed_is_where_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("ASSUMED.md")).unwrap();
    for row in text.lines().filter(|line| line.starts_with("| ")) {
        for name in row.split('`').filter(|name| name.starts_with("src/")) {
            assert!(root.join(name).exists(), "{name} is not there: {row}");
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
