use super::*;

const RULES: &str = r#"
    [licenses]
    version = 2
    allow = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"]
    [bans]
    multiple-versions = "warn"
    wildcards = "deny"
    allow-wildcard-paths = true
    deny = [
        { crate = "openssl", reason = "TLS is rustls" },
        { crate = "rusqlite", wrappers = ["store"], reason = "all SQL is in `store`" },
    ]
    [sources]
    unknown-git = "deny"
    unknown-registry = "deny"
    allow-git = ["https://example.com/known"]
"#;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// A package that nothing is wrong with, and whom it depends on.
fn package(name: &str, uses: &[&str]) -> (Package, Node) {
    let package = Package {
        id: name.to_owned(),
        name: name.to_owned(),
        version: "1.0.0".to_owned(),
        license: Some("MIT OR Apache-2.0".to_owned()),
        source: Some(REGISTRY.to_owned()),
        dependencies: Vec::new(),
    };
    let dependencies = uses.iter().map(|&used| used.to_owned()).collect();
    (package, Node { id: name.to_owned(), dependencies })
}

fn report(packages: Vec<(Package, Node)>) -> Report {
    let (packages, nodes) = packages.into_iter().unzip();
    look(&Rules::read(RULES).unwrap(), &Metadata { packages, resolve: Resolve { nodes } })
}

fn licensed(licence: Option<&str>) -> Vec<String> {
    let (mut package, node) = package("sly", &[]);
    package.license = licence.map(str::to_owned);
    report(vec![(package, node)]).problems
}

fn sourced(source: &str) -> Vec<String> {
    let (mut package, node) = package("sly", &[]);
    package.source = Some(source.to_owned());
    report(vec![(package, node)]).problems
}

#[test]
fn a_licence_is_allowed_when_one_way_through_it_is() {
    for good in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0-only OR MIT",
        "(MIT OR GPL-3.0-only) AND Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert_eq!(licensed(Some(good)), [""; 0], "{good}");
    }
}

#[test]
fn a_bad_licence_is_refused_by_crate_and_name() {
    for bad in
        ["GPL-3.0-only", "MIT AND GPL-3.0-only", "GPL-3.0-only OR MIT AND BSL-1.0", "MIT WITH odd"]
    {
        let problems = licensed(Some(bad));
        assert_eq!(problems, [format!("sly 1.0.0 has the licence `{bad}`, which is not allowed")]);
    }
    assert_eq!(licensed(None), ["sly 1.0.0 names no licence"]);
    for odd in ["", "MIT OR", "(MIT", "MIT MIT", "OR MIT", "MIT WITH"] {
        let problems = licensed(Some(odd));
        assert!(
            problems.len() == 1 && problems[0].contains("not understood"),
            "{odd}: {problems:?}"
        );
    }
}

#[test]
fn a_source_that_nobody_named_is_refused() {
    for good in [
        REGISTRY,
        "git+https://example.com/known?branch=main#0a1b2c",
        "git+https://example.com/known.git#0a1b2c",
    ] {
        assert_eq!(sourced(good), [""; 0], "{good}");
    }
    for (bad, kind) in [
        ("git+https://example.com/unknown#0a1b2c", "git repository"),
        ("git+https://example.com/known-too", "git repository"),
        ("registry+https://registry.example.com/index", "registry"),
        ("sparse+https://registry.example.com/", "registry"),
        ("elsewhere", "kind of source"),
    ] {
        let problems = sourced(bad);
        assert_eq!(problems, [format!("sly 1.0.0 comes from the unknown {kind} `{bad}`")]);
    }
}

#[test]
fn a_banned_crate_is_refused_with_whoever_uses_it() {
    let used = report(vec![package("tls", &["openssl"]), package("openssl", &[])]);
    assert_eq!(used.problems, ["openssl 1.0.0 is banned (TLS is rustls), and is used by tls"]);
    let wrapped = report(vec![package("store", &["rusqlite"]), package("rusqlite", &[])]);
    assert_eq!(wrapped.problems, [""; 0]);
    let bypassed = report(vec![
        package("store", &["rusqlite"]),
        package("server", &["rusqlite", "store"]),
        package("rusqlite", &[]),
    ]);
    let refused = "rusqlite 1.0.0 is banned (all SQL is in `store`), and is used by server";
    assert_eq!(bypassed.problems, [refused]);
}

#[test]
fn any_version_may_be_asked_for_of_this_workspace_alone() {
    let asks = |path: Option<&str>| {
        let (mut package, node) = package("ours", &[]);
        package.source = None;
        let (name, req) = ("theirs".to_owned(), "*".to_owned());
        let path = path.map(str::to_owned);
        package.dependencies.push(Requirement { name, req, path });
        report(vec![(package, node)]).problems
    };
    assert_eq!(asks(Some("crates/theirs")), [""; 0]);
    assert_eq!(asks(None), ["ours asks for any version of theirs"]);
}

#[test]
fn two_versions_of_a_crate_are_worth_a_warning() {
    let (mut newer, node) = package("twice", &[]);
    newer.version = "2.0.0".to_owned();
    newer.id = "twice 2".to_owned();
    let seen = report(vec![package("twice", &[]), (newer, node)]);
    assert_eq!(seen.problems, [""; 0]);
    assert_eq!(seen.warnings, ["twice is there in several versions: 1.0.0, 2.0.0"]);
}

#[test]
fn a_rule_that_is_not_understood_is_no_rule_to_pass_over() {
    let more = RULES.replace("[sources]", "[sources]\nrequired-git-spec = \"rev\"");
    assert!(Rules::read(&more).unwrap_err().contains("required-git-spec"));
    let versioned = RULES.replace("\"openssl\"", "\"openssl@0.10\"");
    assert!(Rules::read(&versioned).unwrap_err().contains("openssl@0.10"));
}

#[test]
fn the_rules_of_this_project_are_understood() {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let rules = Rules::read(&text).unwrap();
    assert!(rules.allows_licence("MIT") && !rules.banned.is_empty());
}

#[test]
fn every_dependency_of_the_workspace_has_its_reason_above_it() {
    let manifest = include_str!("../../../Cargo.toml");
    let (_, section) = manifest.split_once("[workspace.dependencies]\n").unwrap();
    let (section, _) = section.split_once("\n[").unwrap();
    let mut checked = 0;
    let mut above = "";
    for line in section.lines() {
        if !line.is_empty() && !line.starts_with(['#', ' ', ']']) && !line.contains("{ path = ") {
            assert!(above.starts_with("# ") && !above.starts_with("# =="), "{line}");
            checked += 1;
        }
        above = line;
    }
    assert!(checked > 0);
}
