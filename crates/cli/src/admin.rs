//! `callroster admin`: what only the owner of the data may do.

use serde_json::Value;
use server::local::Command;

use crate::{
    failure::Failure,
    local,
    output::{self, Choice, Output},
    storage::Storage,
};

const EXAMPLES: &str = "\
Examples:
  callroster admin recover --email ada@example.com
  callroster admin recover --email ada@example.com --reset-verifiers
  callroster admin recover --email new@example.com --create --organization Acme --json";

/// `callroster admin`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Admin {
    /// Let a user sign in as an administrator again, and print a new password
    ///
    /// Makes the user active, grants the administrator's role in all divisions, ends lock-outs and
    /// all tokens of the user, and sets a generated password, which is printed once. Works with
    /// or without a running server, and is recorded in the audit.
    #[command(after_help = EXAMPLES)]
    Recover {
        /// E-mail address of the user
        #[arg(long)]
        email: String,

        /// Organization of the user, if the address is in several
        #[arg(long, value_name = "ID|NAME")]
        organization: Option<String>,

        /// Create the user if there is none, or restore a deleted one
        #[arg(long)]
        create: bool,

        /// Remove the user's second factors
        #[arg(long)]
        reset_verifiers: bool,

        #[command(flatten)]
        storage: Storage,

        #[command(flatten)]
        choice: Choice,
    },
}

impl Admin {
    /// Recovers.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Self::Recover { email, organization, create, reset_verifiers, storage, choice } = self;
        let command = Command::Recover { email, organization, create, reset_verifiers };
        let answer = local::run(&storage.location(), command).await?;
        match choice.output() {
            Output::Json => choice.show(&answer),
            Output::Table => output::print(&in_words(&answer)),
        }
    }
}

/// What was done, and the password.
fn in_words(answer: &Value) -> String {
    let text = |pointer: &str| {
        output::visible(answer.pointer(pointer).and_then(Value::as_str).unwrap_or_default())
    };
    let done = answer.get("done").and_then(Value::as_array).into_iter().flatten();
    let done = done.filter_map(Value::as_str).map(|step| format!("  - {}", output::visible(step)));
    let done = done.collect::<Vec<_>>().join("\n");
    format!(
        "{} may administer `{}` again; what was done:\n{done}\n\n\
         Keep the password, it is not shown again:\n  {}\n",
        text("/user/email"),
        text("/organization/name"),
        text("/password"),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn people_are_told_what_was_done_and_the_password() {
        let shown = in_words(&json!({
            "organization": { "name": "Acme" }, "user": { "email": "ada@example.com" },
            "done": ["set a new password"], "password": "p4ss",
        }));
        assert!(shown.starts_with("ada@example.com may administer `Acme` again;"), "{shown}");
        assert!(
            shown.contains("  - set a new password\n") && shown.ends_with("  p4ss\n"),
            "{shown}"
        );
    }
}
