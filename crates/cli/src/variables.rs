//! The environment: variables that are not options, and unknown ones.

use clap::{Arg, Command};

use crate::failure::Failure;

/// What all our variables begin with.
const PREFIX: &str = "CALLROSTER_";

pub(crate) const BOOTSTRAP_CLIENT_ID: &str = "CALLROSTER_BOOTSTRAP_CLIENT_ID";
pub(crate) const BOOTSTRAP_CLIENT_SECRET: &str = "CALLROSTER_BOOTSTRAP_CLIENT_SECRET";
pub(crate) const ADMIN_EMAIL: &str = "CALLROSTER_ADMIN_EMAIL";
pub(crate) const ADMIN_PASSWORD: &str = "CALLROSTER_ADMIN_PASSWORD";
pub(crate) const CONTROL_TOKEN: &str = "CALLROSTER_CONTROL_TOKEN";
pub(crate) const SERVER: &str = "CALLROSTER_SERVER";
pub(crate) const CLIENT_ID: &str = "CALLROSTER_CLIENT_ID";
pub(crate) const CLIENT_SECRET: &str = "CALLROSTER_CLIENT_SECRET";
pub(crate) const TOKEN: &str = "CALLROSTER_TOKEN";

/// Variables that no option stands for: secrets, which command lines would show to everyone on the
/// machine, and what the project's own tests set.
const NO_OPTIONS: [&str; 12] = [
    BOOTSTRAP_CLIENT_ID,
    BOOTSTRAP_CLIENT_SECRET,
    ADMIN_EMAIL,
    ADMIN_PASSWORD,
    CONTROL_TOKEN,
    SERVER,
    CLIENT_ID,
    CLIENT_SECRET,
    TOKEN,
    "CALLROSTER_BINARY",
    "CALLROSTER_CHROMIUM",
    "CALLROSTER_TEST_DATABASE_URL",
];

/// The variable of an option: `CALLROSTER_LISTEN` of `listen`.
pub(crate) fn name(option: &str) -> String {
    format!("{PREFIX}{}", option.replace('-', "_").to_uppercase())
}

/// The value of a variable; an empty one counts as not set.
pub(crate) fn value(name: &str) -> Result<Option<String>, Failure> {
    match std::env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Failure::said(format!("`{name}` is not valid UTF-8; set it to plain text")))
        }
    }
}

/// Warns of variables with our prefix that the program does not read. Container platforms set some,
/// so they are no error.
pub(crate) fn warn_of_unknown(command: &Command) {
    let serve = command.find_subcommand("serve").into_iter();
    let options: Vec<String> =
        serve.flat_map(Command::get_arguments).filter_map(Arg::get_long).map(name).collect();
    let set = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    for variable in unknown(set, &options) {
        tracing::warn!(
            "the variable `{variable}` is not known and has no effect; `callroster serve --help` lists the known ones"
        );
    }
}

fn unknown(set: impl Iterator<Item = String>, options: &[String]) -> Vec<String> {
    set.filter(|name| name.starts_with(PREFIX))
        .filter(|name| !options.contains(name) && !NO_OPTIONS.contains(&name.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_variables_that_nobody_reads_are_unknown() {
        let set = ["PATH", "CALLROSTER_LISTEN", "CALLROSTER_TOKEN", "CALLROSTER_SERVICE_HOST"];
        let found = unknown(set.map(str::to_owned).into_iter(), &[name("listen")]);
        assert_eq!(found, ["CALLROSTER_SERVICE_HOST"]);
    }
}
