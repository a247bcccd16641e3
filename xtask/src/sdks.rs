//! Installs the official SDKs, pinned by the files beside the tests, under `target/sdk`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian;
use crate::phase::quietly;
use crate::workspace::{Failure, root, target};

/// A virtual environment with what `requirements` pins; answers its interpreter.
pub(crate) fn python(name: &str, requirements: &Path) -> Result<PathBuf, Failure> {
    let folder = target().join("sdk").join(name);
    let interpreter = folder.join("bin/python");
    install_once(&folder, &[requirements], || {
        println!("installing {} for Python", named(requirements));
        let venv = Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder).output();
        if !venv.is_ok_and(|output| output.status.success()) {
            return Err("the tests need Python 3 with `venv`; install it \
                        (Debian: `apt-get install python3-venv`)"
                .to_owned());
        }
        let mut pip = Command::new(&interpreter);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        quietly(pip.arg("--requirement").arg(requirements))
    })?;
    Ok(interpreter)
}

/// A folder with what `tests/javascript/package-lock.json` pins; answers its `node_modules`.
pub(crate) fn javascript() -> Result<PathBuf, Failure> {
    let tests = root().join("tests/javascript");
    let folder = target().join("sdk/javascript");
    let pins = [tests.join("package.json"), tests.join("package-lock.json")];
    for program in ["node", "npm"] {
        if !Command::new(program).arg("--version").output().is_ok_and(|said| said.status.success())
        {
            return Err(format!(
                "the tests need `{program}`; install Node.js 20 or newer \
                 (Debian: `apt-get install nodejs npm`)"
            ));
        }
    }
    install_once(&folder, &[&pins[0], &pins[1]], || {
        println!("installing {} for JavaScript", named(&pins[0]));
        fs::create_dir_all(&folder).map_err(|error| cannot_write(&folder, &error))?;
        for pin in &pins {
            let copy = folder.join(pin.file_name().unwrap_or_default());
            fs::copy(pin, &copy).map_err(|error| cannot_write(&copy, &error))?;
        }
        let arguments = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
        quietly(Command::new("npm").args(arguments).current_dir(&folder))
    })?;
    Ok(folder.join("node_modules"))
}

/// What compiles and runs the tests in Java; Maven itself gets what `tests/java/pom.xml` pins.
/// Answers the folder that is built into.
pub(crate) fn java() -> Result<PathBuf, Failure> {
    let there = |program: &str| {
        Command::new(program).arg("-version").output().is_ok_and(|said| said.status.success())
    };
    for (program, package) in [("javac", "default-jdk-headless"), ("mvn", "maven")] {
        if !there(program) {
            let instead = format!(
                "the tests need `{program}`, of Java 17 or newer and Maven; install it \
                 (Debian: `apt-get install {package}`)"
            );
            debian::install(package, &instead)?;
        }
    }
    Ok(target().join("sdk/java"))
}

/// The browser that opens the sign-in page in the tests.
pub(crate) fn chromium() -> Result<PathBuf, Failure> {
    let find = || {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        ["chromium", "chromium-browser", "google-chrome"]
            .iter()
            .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
            .find(|program| program.is_file())
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    let instead = "the tests need Chromium for the sign-in page; install it \
                   (Debian: `apt-get install chromium`)";
    debian::install("chromium", instead)?;
    find().ok_or_else(|| instead.to_owned())
}

/// Runs `install` unless the folder was filled from files that read the same.
fn install_once(
    folder: &Path,
    pins: &[&Path],
    install: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let stamp = folder.join("installed");
    let mut wanted = String::new();
    for pin in pins {
        let text = fs::read_to_string(pin);
        wanted += &text.map_err(|error| format!("failed to read `{}`: {error}", pin.display()))?;
    }
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    install()?;
    fs::write(&stamp, wanted).map_err(|error| cannot_write(&stamp, &error))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    format!("failed to write `{}`: {error}", path.display())
}

fn named(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
