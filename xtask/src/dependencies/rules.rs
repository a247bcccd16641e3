//! The rules of `deny.toml`. A key that is not understood is an error: a rule that is written down
//! is kept.

use serde::Deserialize;

use crate::workspace::Failure;

/// Where crates come from unless another registry is named.
const CRATES_IO: &str = "https://github.com/rust-lang/crates.io-index";

/// What dependencies may be.
#[derive(Debug)]
pub(super) struct Rules {
    licences: Vec<String>,
    pub(super) banned: Vec<Ban>,
    pub(super) multiple_versions: Lint,
    pub(super) wildcards: Lint,
    pub(super) allow_wildcard_paths: bool,
    pub(super) unknown_registry: Lint,
    pub(super) unknown_git: Lint,
    registries: Vec<String>,
    repositories: Vec<String>,
}

/// What follows from a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Lint {
    Deny,
    Warn,
    Allow,
}

/// A crate that may not be there, or for its wrappers alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ban {
    #[serde(rename = "crate")]
    pub(super) name: String,
    #[serde(default)]
    pub(super) wrappers: Vec<String>,
    #[serde(default)]
    pub(super) reason: String,
}

impl Ban {
    pub(super) fn wraps(&self, user: &str) -> bool {
        self.wrappers.iter().any(|wrapper| wrapper == user)
    }
}

/// The file; its other tables are for `cargo deny` alone.
#[derive(Debug, Deserialize)]
struct File {
    licenses: Licences,
    bans: Bans,
    sources: Sources,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Licences {
    #[serde(rename = "version")]
    _version: u32,
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Bans {
    #[serde(default = "warn")]
    multiple_versions: Lint,
    #[serde(default = "allow")]
    wildcards: Lint,
    #[serde(default)]
    allow_wildcard_paths: bool,
    #[serde(default)]
    deny: Vec<Ban>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Sources {
    #[serde(default = "warn")]
    unknown_registry: Lint,
    #[serde(default = "warn")]
    unknown_git: Lint,
    allow_registry: Option<Vec<String>>,
    #[serde(default)]
    allow_git: Vec<String>,
}

const fn warn() -> Lint {
    Lint::Warn
}

const fn allow() -> Lint {
    Lint::Allow
}

impl Rules {
    /// Reads the file.
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        let File { licenses, bans, sources } = toml::from_str(text)
            .map_err(|error| format!("`deny.toml` is not understood by `cargo xtask`:\n{error}"))?;
        if let Some(ban) = bans.deny.iter().find(|ban| ban.name.contains([':', '@'])) {
            return Err(format!(
                "`deny.toml` bans `{}`; `cargo xtask` knows bans of a whole crate alone",
                ban.name
            ));
        }
        Ok(Self {
            licences: licenses.allow,
            banned: bans.deny,
            multiple_versions: bans.multiple_versions,
            wildcards: bans.wildcards,
            allow_wildcard_paths: bans.allow_wildcard_paths,
            unknown_registry: sources.unknown_registry,
            unknown_git: sources.unknown_git,
            registries: sources.allow_registry.unwrap_or_else(|| vec![CRATES_IO.to_owned()]),
            repositories: sources.allow_git,
        })
    }

    /// May something under this licence be shipped? `Apache-2.0 WITH LLVM-exception` is one.
    pub(super) fn allows_licence(&self, licence: &str) -> bool {
        self.licences.iter().any(|allowed| allowed == licence)
    }

    /// Is this source, such as `registry+https://…`, a registry that is named?
    pub(super) fn knows_registry(&self, source: &str) -> bool {
        let address = source.split_once('+').map_or(source, |(_, address)| address);
        self.registries
            .iter()
            .any(|known| known.trim_end_matches('/') == address.trim_end_matches('/'))
    }

    /// Is this source, such as `git+https://…?branch=main#commit`, a repository that is named?
    pub(super) fn knows_repository(&self, source: &str) -> bool {
        let address = source.split_once('+').map_or(source, |(_, address)| address);
        let address = address.split(['?', '#']).next().unwrap_or_default();
        let plain =
            |address: &str| address.trim_end_matches('/').trim_end_matches(".git").to_owned();
        self.repositories.iter().any(|known| plain(known) == plain(address))
    }
}
