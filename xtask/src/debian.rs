//! What the tests need from the system: installed where that is possible, named where it is not.

use std::path::Path;
use std::process::Command;

use crate::phase::quietly;
use crate::workspace::Failure;

/// Installs a package, or says what to do instead.
pub(crate) fn install(package: &str, instead: &str) -> Result<(), Failure> {
    if !is_root() || !Path::new("/usr/bin/apt-get").is_file() {
        return Err(instead.to_owned());
    }
    println!("installing {package}");
    let apt = |arguments: &[&str]| {
        quietly(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update"])?;
    apt(&["install", "--yes", "--no-install-recommends", package])
}

/// Is this run by the administrator of the machine?
pub(crate) fn is_root() -> bool {
    id(&["-u"]) == Some(0)
}

/// The number that `id` answers.
pub(crate) fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}
