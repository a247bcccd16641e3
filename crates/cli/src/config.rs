//! Options from three places: the command line over the environment over a TOML file.
//!
//! The options of `callroster serve` are declared once, as arguments. Their variables
//! (`CALLROSTER_<OPTION>`) and the keys of the file are derived from these, and values of the file
//! become the defaults of the arguments, so that they are read and checked like any other.

use std::{
    any::TypeId,
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::{
    Arg, ArgMatches, Args, Command,
    builder::{OsStr, Resettable},
    parser::ValueSource,
};
use toml::Value;

use crate::{failure::Failure, storage::Storage, variables};

/// The option that names the file; no key of it.
const CONFIG: &str = "config";
const SERVE: &str = "serve";

/// The keys of a file, each with the texts of its value.
type Settings = BTreeMap<String, Vec<String>>;

/// Parses the arguments, with a variable for every option and the file that they name, if any.
pub(crate) fn parse(command: Command, arguments: &[OsString]) -> Result<ArgMatches, Failure> {
    let command = with_variables(command);
    let matches = command.clone().try_get_matches_from(arguments)?;
    let (path, leaf) = leaf(&matches);
    let Ok(Some(file)) = leaf.try_get_one::<PathBuf>(CONFIG) else {
        return Ok(matches);
    };
    let settings = read(file, &command)?;
    let command = along(command, &path, &|command| with_defaults(command, leaf, &settings));
    Ok(command.try_get_matches_from(arguments)?)
}

/// The options of a command that the environment and the file may give: all of `serve`, and where
/// the data is for the others.
fn settable(command: &Command) -> Vec<String> {
    let storage = Storage::augment_args(Command::new("storage"));
    let shared: Vec<&str> = storage.get_arguments().filter_map(Arg::get_long).collect();
    let longs = command.get_arguments().filter_map(Arg::get_long);
    let everything = command.get_name() == SERVE;
    longs.filter(|long| everything || shared.contains(long)).map(str::to_owned).collect()
}

/// Lets those options come from the environment, in each command that knows the file.
fn with_variables(command: Command) -> Command {
    let command = command.mut_subcommands(with_variables);
    let configured = command.get_arguments().any(|arg| arg.get_id() == CONFIG);
    let settable = if configured { settable(&command) } else { Vec::new() };
    command.mut_args(|arg| {
        let arg = match arg.get_long().map(str::to_owned) {
            Some(long) if settable.contains(&long) => arg.env(variables::name(&long)),
            _ => arg,
        };
        // Compose files and the like set variables to nothing where they mean not to set them.
        let empty = arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
        if empty { without_variable(arg) } else { arg.hide_env_values(true) }
    })
}

fn without_variable(arg: Arg) -> Arg {
    arg.env(Resettable::<OsStr>::Reset)
}

/// The innermost subcommand that was given: its path and its arguments.
fn leaf(matches: &ArgMatches) -> (Vec<String>, &ArgMatches) {
    let (mut path, mut leaf) = (Vec::new(), matches);
    while let Some((name, inner)) = leaf.subcommand() {
        path.push(name.to_owned());
        leaf = inner;
    }
    (path, leaf)
}

/// Changes every command of the path: an option of an outer one may be given to the innermost.
fn along(command: Command, path: &[String], change: &impl Fn(Command) -> Command) -> Command {
    let command = change(command);
    match path {
        [] => command,
        [name, rest @ ..] => command.mut_subcommand(name, |inner| along(inner, rest, change)),
    }
}

/// Reads the file and refuses what `serve` would refuse as arguments.
fn read(file: &Path, command: &Command) -> Result<Settings, Failure> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::said(format!(
            "failed to read `{shown}`: {error}; name a TOML file with `--config`, or leave it out"
        ))
    })?;
    let table: toml::Table = toml::from_str(&text).map_err(|error| {
        Failure::said(format!("`{shown}` is not valid TOML: {}", error.to_string().trim_end()))
    })?;
    let Some(serve) = command.find_subcommand(SERVE) else { return Ok(Settings::new()) };
    let keys: Vec<String> = settable(serve).into_iter().filter(|key| key != CONFIG).collect();
    let mut settings = Settings::new();
    for (key, value) in table {
        if !keys.contains(&key) {
            return Err(Failure::said(format!(
                "unknown key `{key}` in `{shown}`; the known ones are `{}`",
                keys.join("`, `")
            )));
        }
        let texts = texts(&value).ok_or_else(|| {
            Failure::said(format!(
                "`{key}` in `{shown}` is of the wrong type; give text, a number, true, false, or a list of texts"
            ))
        })?;
        let texts = if is_path(serve, &key) { beside(file, texts) } else { texts };
        settings.insert(key, texts);
    }
    check(serve, &settings).map_err(|told| Failure::said(format!("in `{shown}`: {told}")))?;
    Ok(settings)
}

/// Is the option the path of a file or directory?
fn is_path(command: &Command, long: &str) -> bool {
    let mut arguments = command.get_arguments().filter(|arg| arg.get_long() == Some(long));
    arguments.any(|arg| arg.get_value_parser().type_id() == TypeId::of::<PathBuf>())
}

/// Paths of the file count from its directory, wherever the program is started. `memory` names no
/// directory.
fn beside(file: &Path, texts: Vec<String>) -> Vec<String> {
    let directory = file.parent().unwrap_or(Path::new(""));
    let placed = texts.into_iter().map(|text| match text.as_str() {
        "memory" => text,
        _ => directory.join(&text).display().to_string(),
    });
    placed.collect()
}

/// The value as an argument would give it.
fn texts(value: &Value) -> Option<Vec<String>> {
    let one = match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Array(items) => {
            return items.iter().map(|i| i.as_str().map(str::to_owned)).collect();
        }
        Value::Float(_) | Value::Datetime(_) | Value::Table(_) => return None,
    };
    Some(vec![one])
}

/// Reads the settings as arguments, without those of the command line and the environment.
fn check(serve: &Command, settings: &Settings) -> Result<(), String> {
    let alone = serve.clone().no_binary_name(true);
    let alone = alone.mut_args(without_variable);
    let arguments = settings.iter().map(|(key, texts)| format!("--{key}={}", texts.join(",")));
    let Err(error) = alone.try_get_matches_from(arguments) else { return Ok(()) };
    // What follows the first paragraph explains the command line.
    let told = error.to_string();
    let told = told.split("\n\n").next().unwrap_or_default();
    Err(told.strip_prefix("error: ").unwrap_or(told).to_owned())
}

/// Makes the values of the file the defaults of options that are not given elsewhere.
///
/// An option that is given elsewhere also displaces those of the file that exclude it: `--data`
/// the file's `database-url`.
fn with_defaults(command: Command, given: &ArgMatches, settings: &Settings) -> Command {
    let settable = settable(&command);
    let explicit = |arg: &&Arg| {
        let source = given.value_source(arg.get_id().as_str());
        matches!(source, Some(ValueSource::CommandLine | ValueSource::EnvVariable))
    };
    let excluded = command.get_arguments().filter(explicit);
    let excluded = excluded.flat_map(|arg| command.get_arg_conflicts_with(arg));
    let excluded: Vec<String> = excluded.filter_map(Arg::get_long).map(str::to_owned).collect();
    command.mut_args(|arg| {
        let Some(long) = arg.get_long().map(str::to_owned) else { return arg };
        match settings.get(&long) {
            Some(texts) if settable.contains(&long) && !excluded.contains(&long) => {
                arg.default_values(texts.clone())
            }
            _ => arg,
        }
    })
}
