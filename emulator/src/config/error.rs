//! What can be wrong with a configuration.

/// Why a configuration was refused; each message names the setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Not TOML, or a setting that does not exist.
    #[error("the configuration cannot be read: {0}")]
    Syntax(String),
    /// There is no pool.
    #[error(
        "the configuration has no pool: add a [[pool]] with an id such as \"eu-west-1_Example\""
    )]
    NoPool,
    /// A value that Cognito would not accept.
    #[error("{setting} of {owner} is not valid: {problem}")]
    Value {
        /// The pool, client or user.
        owner: String,
        /// The setting's name in the configuration.
        setting: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// Two items have the same name.
    #[error("{what} \"{id}\" is there twice: each needs a name of its own")]
    Duplicate {
        /// The kind of item.
        what: &'static str,
        /// Its name.
        id: String,
    },
    /// A key file that cannot be read or is no RSA key in PKCS#8.
    #[error(
        "the key {path} cannot be used: {problem}; make one with `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`"
    )]
    Key {
        /// The file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl ConfigError {
    pub(super) fn value(owner: &str, setting: &'static str, problem: impl Into<String>) -> Self {
        Self::Value {
            owner: owner.to_owned(),
            setting,
            problem: problem.into(),
        }
    }
}
