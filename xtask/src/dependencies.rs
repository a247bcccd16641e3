//! Licences, bans and sources of dependencies: what `cargo deny check` says of `deny.toml`, from
//! `cargo metadata` alone. Advisories need a database from elsewhere and stay with `cargo deny`.

mod licence;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use self::licence::Licence;
use self::rules::{Lint, Rules};
use crate::workspace::{Failure, cargo, root};

/// What is wrong, and what is only worth knowing.
#[derive(Debug, Default, PartialEq, Eq)]
struct Report {
    problems: Vec<String>,
    warnings: Vec<String>,
}

/// The part of `cargo metadata` that is looked at.
#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    /// None for the crates of this workspace.
    source: Option<String>,
    dependencies: Vec<Requirement>,
}

#[derive(Debug, Deserialize)]
struct Requirement {
    name: String,
    req: String,
    path: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

/// Checks every dependency of the workspace, of every feature and platform; prints what is worth
/// knowing and answers what is wrong.
pub(crate) fn check() -> Result<(), Failure> {
    let path = root().join("deny.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| format!("failed to read `{}`: {error}", path.display()))?;
    let rules = Rules::read(&text)?;
    let mut command = cargo(&["metadata", "--format-version=1", "--all-features", "--locked"]);
    let said =
        command.output().map_err(|error| format!("failed to run `cargo metadata`: {error}"))?;
    if !said.status.success() {
        let why = String::from_utf8_lossy(&said.stderr);
        return Err(format!("`cargo metadata` failed ({}):\n{why}", said.status));
    }
    let metadata = serde_json::from_slice(&said.stdout)
        .map_err(|error| format!("what `cargo metadata` said is not understood: {error}"))?;
    let Report { problems, warnings } = look(&rules, &metadata);
    for warning in warnings {
        println!("warning: {warning}");
    }
    if problems.is_empty() {
        println!("{} crates are as `deny.toml` wants them", metadata.packages.len());
        return Ok(());
    }
    Err(format!("dependencies that `deny.toml` refuses:\n  {}", problems.join("\n  ")))
}

fn look(rules: &Rules, metadata: &Metadata) -> Report {
    let mut report = Report::default();
    for package in &metadata.packages {
        licence(rules, package, &mut report);
        source(rules, package, &mut report);
        wildcards(rules, package, &mut report);
    }
    bans(rules, metadata, &mut report);
    duplicates(rules, metadata, &mut report);
    report
}

fn licence(rules: &Rules, package: &Package, report: &mut Report) {
    let Package { name, version, .. } = package;
    let Some(text) = package.license.as_deref() else {
        report.problems.push(format!("{name} {version} names no licence"));
        return;
    };
    match Licence::parse(text) {
        Ok(licence) if licence.is_met(&|one| rules.allows_licence(one)) => {}
        Ok(_) => {
            report
                .problems
                .push(format!("{name} {version} has the licence `{text}`, which is not allowed"));
        }
        Err(why) => {
            report.problems.push(format!(
                "{name} {version} has the licence `{text}`, which is not understood: {why}"
            ));
        }
    }
}

fn source(rules: &Rules, package: &Package, report: &mut Report) {
    let Package { name, version, .. } = package;
    let Some(source) = package.source.as_deref() else { return };
    let (lint, kind) = match source.split_once('+') {
        Some(("registry" | "sparse", _)) if rules.knows_registry(source) => return,
        Some(("registry" | "sparse", _)) => (rules.unknown_registry, "registry"),
        Some(("git", _)) if rules.knows_repository(source) => return,
        Some(("git", _)) => (rules.unknown_git, "git repository"),
        _ => (Lint::Deny, "kind of source"),
    };
    report.note(lint, format!("{name} {version} comes from the unknown {kind} `{source}`"));
}

/// Only what this workspace itself asks for: others' manifests cannot be mended here.
fn wildcards(rules: &Rules, package: &Package, report: &mut Report) {
    if package.source.is_some() {
        return;
    }
    for wanted in package.dependencies.iter().filter(|wanted| wanted.req == "*") {
        if wanted.path.is_none() || !rules.allow_wildcard_paths {
            let message = format!("{} asks for any version of {}", package.name, wanted.name);
            report.note(rules.wildcards, message);
        }
    }
}

fn bans(rules: &Rules, metadata: &Metadata, report: &mut Report) {
    let names: BTreeMap<&str, &Package> =
        metadata.packages.iter().map(|package| (package.id.as_str(), package)).collect();
    for ban in &rules.banned {
        let banned: Vec<&Package> =
            metadata.packages.iter().filter(|package| package.name == ban.name).collect();
        for package in banned {
            let users = metadata
                .resolve
                .nodes
                .iter()
                .filter(|node| node.dependencies.contains(&package.id));
            let users: BTreeSet<&str> = users
                .filter_map(|node| names.get(node.id.as_str()))
                .map(|user| user.name.as_str())
                .collect();
            let wrong: Vec<&str> = users.into_iter().filter(|user| !ban.wraps(user)).collect();
            // With wrappers it may be there, for them; without any, not at all.
            if ban.wrappers.is_empty() || !wrong.is_empty() {
                let users = if wrong.is_empty() { "nobody".to_owned() } else { wrong.join(", ") };
                report.problems.push(format!(
                    "{} {} is banned ({}), and is used by {users}",
                    package.name, package.version, ban.reason
                ));
            }
        }
    }
}

fn duplicates(rules: &Rules, metadata: &Metadata, report: &mut Report) {
    let mut versions = BTreeMap::<&str, BTreeSet<&str>>::new();
    for package in &metadata.packages {
        versions.entry(&package.name).or_default().insert(&package.version);
    }
    for (name, versions) in versions.into_iter().filter(|(_, versions)| versions.len() > 1) {
        let versions: Vec<&str> = versions.into_iter().collect();
        let message = format!("{name} is there in several versions: {}", versions.join(", "));
        report.note(rules.multiple_versions, message);
    }
}

impl Report {
    fn note(&mut self, lint: Lint, message: String) {
        match lint {
            Lint::Deny => self.problems.push(message),
            Lint::Warn => self.warnings.push(message),
            Lint::Allow => {}
        }
    }
}

#[cfg(test)]
mod tests;
