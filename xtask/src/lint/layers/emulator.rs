//! The layers of the emulator: which folders each folder may use.

use super::rules::Rule;

const BECAUSE: &str = "the emulator's folders are layers, from the lowest: crypto, iam and signing, errors and config, state, \
     account, saml, hosted, idp, access, the AWS services, service";

/// All folders that are layers.
const LAYERS: &[&str] = &[
    "crypto",
    "iam",
    "signing",
    "errors",
    "config",
    "state",
    "tokens",
    "account",
    "saml",
    "hosted",
    "idp",
    "access",
    "dynamodb",
    "identity_pool",
    "sts",
    "storage",
    "sync",
    "execute_api",
    "service",
];

pub static EMULATOR: [Rule; 17] = [
    only("emulator/src/crypto", &["crypto"]),
    only("emulator/src/iam", &["iam", "crypto"]),
    only("emulator/src/signing", &["signing", "crypto"]),
    only("emulator/src/errors", &["errors", "crypto"]),
    only("emulator/src/config", &["config", "crypto", "iam"]),
    only(
        "emulator/src/state",
        &["state", "config", "crypto", "errors", "iam"],
    ),
    only(
        "emulator/src/account",
        &["account", "config", "crypto", "errors", "state", "tokens"],
    ),
    only(
        "emulator/src/saml",
        &[
            "saml", "account", "config", "crypto", "errors", "iam", "signing", "state", "tokens",
        ],
    ),
    only(
        "emulator/src/hosted",
        &[
            "hosted", "account", "config", "crypto", "errors", "iam", "saml", "signing", "state",
            "tokens",
        ],
    ),
    only(
        "emulator/src/idp",
        &[
            "idp", "account", "config", "crypto", "errors", "iam", "saml", "signing", "state",
            "tokens",
        ],
    ),
    only(
        "emulator/src/access",
        &[
            "access", "account", "config", "crypto", "errors", "iam", "saml", "signing", "state",
            "tokens",
        ],
    ),
    only(
        "emulator/src/dynamodb",
        &[
            "dynamodb", "access", "account", "config", "crypto", "errors", "iam", "idp", "saml",
            "signing", "state", "tokens",
        ],
    ),
    only(
        "emulator/src/identity_pool",
        &[
            "identity_pool",
            "access",
            "account",
            "config",
            "crypto",
            "errors",
            "iam",
            "idp",
            "saml",
            "signing",
            "state",
            "tokens",
        ],
    ),
    only(
        "emulator/src/sts",
        &[
            "sts", "access", "account", "config", "crypto", "errors", "iam", "saml", "signing",
            "state", "tokens",
        ],
    ),
    only(
        "emulator/src/storage",
        &[
            "storage", "access", "account", "config", "crypto", "errors", "iam", "saml", "signing",
            "state", "tokens",
        ],
    ),
    only(
        "emulator/src/sync",
        &[
            "sync", "access", "account", "config", "crypto", "errors", "iam", "idp", "saml",
            "signing", "state", "tokens",
        ],
    ),
    only(
        "emulator/src/execute_api",
        &[
            "execute_api",
            "access",
            "account",
            "config",
            "crypto",
            "errors",
            "iam",
            "saml",
            "signing",
            "state",
            "tokens",
        ],
    ),
];

/// The folder may use these folders, which include itself.
const fn only(folder: &'static str, these: &'static [&'static str]) -> Rule {
    Rule {
        folder,
        names: &[],
        modules: LAYERS,
        except: these,
        because: BECAUSE,
    }
}
