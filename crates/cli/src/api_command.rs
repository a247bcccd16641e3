//! `callroster api`: calls any operation on any server of this API.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};

use api::Json;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use sdk::{Client, Retry};

use crate::{connect::DEFAULT_SERVER, failure::Failure, operation, output::Choice, variables};

/// The options that are no parameters. Their ids cannot be names of parameters.
const SERVER: &str = "@server";
const CA: &str = "@ca";
const JSON: &str = "@json";

/// An operation, its arguments, and where to send it.
#[derive(Debug)]
pub(crate) struct Api {
    server: String,
    ca: Option<PathBuf>,
    operation: String,
    arguments: ArgMatches,
    choice: Choice,
}

impl Args for Api {
    fn augment_args(command: Command) -> Command {
        let credentials = format!(
            "Signs in with `{}` and `{}`, or with the token in `{}`.",
            variables::CLIENT_ID,
            variables::CLIENT_SECRET,
            variables::TOKEN
        );
        let server = Arg::new(SERVER)
            .long("server")
            .value_name("URL")
            .env(variables::SERVER)
            .default_value(DEFAULT_SERVER)
            .global(true)
            .help("Address of the server, such as `https://api.mypurecloud.com`");
        let ca = Arg::new(CA)
            .long("ca")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .global(true)
            .help("PEM file with the authorities to trust instead of the system's");
        let json = Arg::new(JSON)
            .long("json")
            .action(ArgAction::SetTrue)
            .global(true)
            .help("Write JSON, even on a terminal");
        command
            .args([server.display_order(997), ca.display_order(998), json.display_order(999)])
            .after_help(credentials)
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommand_value_name("OPERATION")
            .subcommand_help_heading("Operations")
            // Only this command needs them, and they are many.
            .defer(|command| command.subcommands(api::operations().map(operation::command)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Api {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let (operation, arguments) = matches.subcommand().ok_or_else(|| {
            clap::Error::raw(clap::error::ErrorKind::MissingSubcommand, "name an operation\n")
        })?;
        Ok(Self {
            server: matches.get_one::<String>(SERVER).cloned().unwrap_or_default(),
            ca: matches.get_one::<PathBuf>(CA).cloned(),
            operation: operation.to_owned(),
            arguments: arguments.clone(),
            choice: Choice { json: matches.get_flag(JSON) },
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Api {
    /// Sends the operation and shows its answer.
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        let entry = api::operations()
            .find(|entry| entry.meta.id == self.operation)
            .ok_or_else(|| Failure::said(format!("no operation is called `{}`", self.operation)))?;
        // An operation without a body has no such option.
        let body = match self.arguments.try_get_one::<String>(operation::BODY) {
            Ok(Some(given)) => Some(read_body(given)?),
            _ => None,
        };
        let parameters = operation::parameters(entry, &self.arguments);
        let client = client(&self.server, self.ca.as_deref())?;
        let answer = client.call(entry, parameters, body).await.map_err(|error| told(&error))?;
        self.choice.show(&answer)
    }
}

/// The regions of the real service; any other host is a server that signs in itself.
const REGIONS: [&str; 17] = [
    "mypurecloud.com",
    "mypurecloud.ie",
    "mypurecloud.com.au",
    "mypurecloud.jp",
    "mypurecloud.de",
    "usw2.pure.cloud",
    "cac1.pure.cloud",
    "apne2.pure.cloud",
    "apne3.pure.cloud",
    "euw2.pure.cloud",
    "euc2.pure.cloud",
    "aps1.pure.cloud",
    "apse1.pure.cloud",
    "sae1.pure.cloud",
    "mec1.pure.cloud",
    "mxc1.pure.cloud",
    "use2.us-gov-pure.cloud",
];

/// A client of the server with this address, with the credentials of the environment.
pub(crate) fn client(server: &str, ca: Option<&Path>) -> Result<Client, Failure> {
    let region = server.trim_end_matches('/').strip_prefix("https://api.");
    let builder = match region.filter(|region| REGIONS.contains(region)) {
        // The real service has sign-in on a host of its own.
        Some(region) => Client::region(region),
        None => Client::server(server),
    };
    let token = variables::value(variables::TOKEN)?;
    let id = variables::value(variables::CLIENT_ID)?;
    let secret = variables::value(variables::CLIENT_SECRET)?;
    let builder = match (token, id, secret) {
        (Some(token), _, _) => builder.with_token(token),
        (None, Some(id), Some(secret)) => builder.client_credentials(id, secret),
        _ => {
            return Err(Failure::said(format!(
                "no credentials; set `{}` and `{}`, or `{}`",
                variables::CLIENT_ID,
                variables::CLIENT_SECRET,
                variables::TOKEN
            )));
        }
    };
    let builder = match ca {
        Some(file) => builder.authorities(&fs::read(file).map_err(|error| {
            Failure::said(format!(
                "failed to read `{}`: {error}; give a PEM file with `--ca`",
                file.display()
            ))
        })?),
        None => builder,
    };
    builder
        .user_agent(concat!("callroster/", env!("CARGO_PKG_VERSION")))
        // A person waits: report a server that is not there at once, and wait only for one that
        // asks for it.
        .retry(Retry::default().attempts(3).first_wait(Duration::from_millis(200)))
        .build()
        .map_err(Failure::said)
}

/// The error, and what to do about those that have nothing to do with the operation.
pub(crate) fn told(error: &sdk::Error) -> Failure {
    match error {
        sdk::Error::Transport { .. } => Failure::said(format!(
            "{error}; check that the server runs and that `--server` or `{}` names it",
            variables::SERVER
        )),
        sdk::Error::SignIn { .. } => Failure::said(format!(
            "{error}; check `{}` and `{}`",
            variables::CLIENT_ID,
            variables::CLIENT_SECRET
        )),
        _ => Failure::said(error),
    }
}

/// The body: standard input for `-`, a file for `@file`, or the text itself.
fn read_body(given: &str) -> Result<Json, Failure> {
    let (text, place) = if given == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map_err(|error| {
            Failure::said(format!("failed to read the body from standard input: {error}"))
        })?;
        (text, "standard input".to_owned())
    } else if let Some(file) = given.strip_prefix('@') {
        let text = fs::read_to_string(file).map_err(|error| {
            Failure::said(format!("failed to read the body from `{file}`: {error}"))
        })?;
        (text, format!("`{file}`"))
    } else {
        (given.to_owned(), "`--body`".to_owned())
    };
    serde_json::from_str(&text).map_err(|error| {
        Failure::said(format!("the body in {place} is not JSON: {error}; pass a file as `@file`"))
    })
}
