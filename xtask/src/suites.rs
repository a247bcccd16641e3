//! The suites that drive a server with the official SDKs.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sdks;
use crate::workspace::{Failure, root};

/// One suite: an SDK, and the tests under `tests/` that use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suite {
    Python,
    OldestPython,
    JavaScript,
    Java,
}

impl Suite {
    pub(crate) const ALL: [Self; 4] =
        [Self::Python, Self::OldestPython, Self::JavaScript, Self::Java];

    /// What the suite is called in the summary.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Python => "Python SDK",
            Self::OldestPython => "oldest Python SDK",
            Self::JavaScript => "JavaScript SDK",
            Self::Java => "Java SDK",
        }
    }

    /// What the suite is called on the command line.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "python" => Some(Self::Python),
            "python-oldest" => Some(Self::OldestPython),
            "javascript" => Some(Self::JavaScript),
            "java" => Some(Self::Java),
            _ => None,
        }
    }
}

/// The SDKs, installed.
pub(crate) struct Suites {
    python: PathBuf,
    oldest_python: PathBuf,
    node_modules: PathBuf,
    chromium: PathBuf,
    java: PathBuf,
}

impl Suites {
    /// Installs what is missing, or no longer what the tests pin.
    pub(crate) fn install() -> Result<Self, Failure> {
        let tests = root().join("tests/python");
        Ok(Self {
            python: sdks::python("python", &tests.join("requirements.txt"))?,
            oldest_python: sdks::python("python-oldest", &tests.join("oldest/requirements.txt"))?,
            node_modules: sdks::javascript()?,
            chromium: sdks::chromium()?,
            java: sdks::java()?,
        })
    }

    /// The command that runs a suite against a binary. Runs beside each other differ in `place`.
    pub(crate) fn command(
        &self,
        suite: Suite,
        binary: &Path,
        place: &str,
    ) -> Result<Command, Failure> {
        let python = root().join("tests/python");
        let mut command = match suite {
            Suite::Python => pytest(&self.python, &python),
            Suite::OldestPython => pytest(&self.oldest_python, &python.join("oldest")),
            Suite::JavaScript => {
                let mut node = node(&self.node_modules)?;
                node.env("CALLROSTER_CHROMIUM", &self.chromium);
                node
            }
            Suite::Java => maven(&self.java.join(place)),
        };
        command.env("CALLROSTER_BINARY", binary);
        Ok(command)
    }
}

fn pytest(interpreter: &Path, folder: &Path) -> Command {
    let mut pytest = Command::new(interpreter);
    pytest.current_dir(folder).args(["-m", "pytest", "-p", "no:cacheprovider"]);
    pytest.env("PYTHONDONTWRITEBYTECODE", "1");
    pytest
}

fn maven(build: &Path) -> Command {
    let mut maven = Command::new("mvn");
    maven.current_dir(root().join("tests/java"));
    maven.args(["--batch-mode", "--no-transfer-progress", "-Dstyle.color=never"]);
    maven.arg(format!("-Dbuild.folder={}", build.display())).arg("test");
    maven
}

fn node(node_modules: &Path) -> Result<Command, Failure> {
    let folder = root().join("tests/javascript");
    let mut node = Command::new("node");
    node.current_dir(&folder).args(["--test", "--test-reporter=spec"]);
    node.args(test_files(&folder)?).env("NODE_PATH", node_modules);
    Ok(node)
}

/// Every `*.test.js`, by name: what `node --test` finds by itself differs between its versions.
fn test_files(folder: &Path) -> Result<Vec<OsString>, Failure> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| format!("failed to read `{}`: {error}", folder.display()))?;
    let mut names: Vec<OsString> = entries
        .filter_map(|entry| Some(entry.ok()?.file_name()))
        .filter(|name| name.to_string_lossy().ends_with(".test.js"))
        .collect();
    names.sort();
    Ok(names)
}
