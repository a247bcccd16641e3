//! What the command line asks for.

use std::path::{Path, PathBuf};

use api::DateTime;
use serde::{Deserialize, Serialize};

pub use crate::operate::clocks::{ClockChange, Period};
use crate::operate::transfer::FileFormat;

/// What the command line asks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Command {
    /// Makes an organization; answers it with its credentials, which are not shown again.
    CreateOrganization {
        /// Its name, unique on the server.
        name: String,
        /// The e-mail address of its administrator; none, and one is made from the name.
        #[serde(default)]
        admin_email: Option<String>,
        /// Make people to look at.
        demo: bool,
        /// Make people from this number.
        seed: Option<u64>,
    },
    /// Answers every organization.
    ListOrganizations,
    /// Makes an organization anew from what it was made from.
    ResetOrganization {
        /// Its id.
        id: String,
    },
    /// Removes an organization with everything in it.
    DeleteOrganization {
        /// Its id.
        id: String,
    },
    /// Answers an access token for a user.
    Token {
        /// The user's e-mail address.
        email: String,
        /// Id or name of the organization; may be left out where the address tells.
        organization: Option<String>,
        /// The OAuth client to which it is issued, whose scopes limit it; without one no scope does.
        #[serde(default)]
        client: Option<String>,
    },
    /// Gives an OAuth client a new secret; answers it, and it is not shown again.
    RotateSecret {
        /// The client's id.
        client: String,
        /// For how many seconds the old secret still counts; 0, and it ends at once with the
        /// client's tokens.
        overlap_seconds: u64,
        /// Id or name of the organization; may be left out, for the id tells.
        organization: Option<String>,
    },
    /// Adds people to an organization.
    Seed {
        /// How many.
        users: u32,
        /// What they are made from: the same number makes the same people.
        seed: u64,
        /// Id or name of the organization; may be left out where there is one.
        organization: Option<String>,
    },
    /// Plays past working days of users.
    Simulate {
        /// How many users; missing ones are made.
        agents: u32,
        /// How many days, the last of them yesterday.
        days: u32,
        /// What the days are made from: the same number makes the same days.
        seed: u64,
        /// Id or name of the organization; may be left out where there is one.
        organization: Option<String>,
    },
    /// Makes and changes users as a file says.
    Import {
        /// The file.
        file: PathBuf,
        /// Its format, if its name does not tell.
        format: Option<FileFormat>,
        /// Id or name of the organization; may be left out where there is one.
        organization: Option<String>,
        /// Only tell what would happen.
        dry_run: bool,
        /// Leave out rows that cannot be applied.
        skip_bad: bool,
    },
    /// Writes the users to a new file.
    Export {
        /// The file.
        file: PathBuf,
        /// Its format, if its name does not tell.
        format: Option<FileFormat>,
        /// Id or name of the organization; may be left out where there is one.
        organization: Option<String>,
    },
    /// Answers what was changed, the newest first.
    Audit(Box<AuditQuestion>),
    /// Makes sure that somebody can administer an organization again; answers a new password.
    Recover {
        /// The e-mail address of the administrator.
        email: String,
        /// Id or name of the organization; may be left out where the address tells.
        organization: Option<String>,
        /// Make the user where there is none, and restore one who was deleted.
        create: bool,
        /// Take second factors of sign-in away.
        reset_verifiers: bool,
    },
    /// Changes what an organization demands of passwords, and answers what it demands then.
    PasswordPolicy {
        /// Id or name of the organization; may be left out where there is one.
        organization: Option<String>,
        /// What is to be changed; nothing only answers.
        change: PolicyChange,
    },
    /// Moves the clock of an organization, and answers what it shows then.
    Clock {
        /// Id or name of the organization; may be left out where there is one.
        organization: Option<String>,
        /// What becomes of it.
        change: ClockChange,
    },
    /// Compares what is derived from the rows of organizations with the rows: counts, keys and the
    /// search models of the server that runs. Answers what differs.
    Check {
        /// Id or name of the organization; all of them without.
        organization: Option<String>,
    },
    /// Copies the database to a new file.
    Backup {
        /// The file.
        file: PathBuf,
    },
}

/// Which changes are asked for; a field that is left out does not limit them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditQuestion {
    /// Id or name of the organization; may be left out where there is one.
    pub organization: Option<String>,
    /// Not before this.
    pub since: Option<Moment>,
    /// Before this.
    pub until: Option<Moment>,
    /// Id or e-mail address of the user who made them.
    pub user: Option<String>,
    /// Id of the OAuth client through which they were made.
    pub client: Option<String>,
    /// Id of what was changed, or the e-mail address of a user.
    pub entity: Option<String>,
    /// What kind of entity was changed.
    pub entity_type: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// How many at most.
    pub limit: u32,
}

/// A time, as a command names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Moment {
    /// Then.
    At(DateTime),
    /// So many seconds ago, by the organization's clock.
    SecondsAgo(u32),
}

/// Changes of an organization's password policy; fields that are left out stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PolicyChange {
    /// The fewest characters.
    pub minimum_length: Option<i64>,
    /// Kinds of characters of which there must be one each: upper, lower, digit, symbol.
    pub classes: Option<Vec<String>>,
    /// So many of a user's last passwords may not come back.
    pub history: Option<i64>,
    /// Seconds before users may change a password that they chose themselves.
    pub minimum_age: Option<i64>,
    /// Seconds after which a password must be changed at sign-in; 0 is never.
    pub maximum_age: Option<i64>,
}

impl Command {
    /// Makes paths absolute, because the server may have another working directory.
    pub(super) fn with_whole_path(self) -> Self {
        let whole = |file: &Path| std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        match self {
            Self::Backup { file } => Self::Backup { file: whole(&file) },
            Self::Import { file, format, organization, dry_run, skip_bad } => {
                Self::Import { file: whole(&file), format, organization, dry_run, skip_bad }
            }
            Self::Export { file, format, organization } => {
                Self::Export { file: whole(&file), format, organization }
            }
            other => other,
        }
    }
}
