//! Commands on OAuth clients, on the machine of the server.

use server::local::Command;

use crate::{failure::Failure, local, output::Choice, storage::Storage};

/// `callroster client`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Client {
    /// Give an OAuth client a new secret, and print it; it is not shown again
    ///
    /// Without an overlap, the old secret and the client's tokens become invalid at once. With
    /// one, both secrets work until it ends, and tokens stay valid until they expire. A secret
    /// that is older than these two becomes invalid at once.
    RotateSecret {
        /// Id of the client
        #[arg(long, value_name = "ID")]
        client: String,

        /// How long the old secret still works, such as 30m, 24h or 7d; at most 31d
        #[arg(long, value_name = "TIME", default_value = "0", value_parser = seconds)]
        overlap: u64,

        /// Organization of the client
        #[arg(long, value_name = "ID|NAME")]
        organization: Option<String>,

        #[command(flatten)]
        storage: Storage,

        #[command(flatten)]
        choice: Choice,
    },
}

impl Client {
    /// Rotates.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Self::RotateSecret { client, overlap, organization, storage, choice } = self;
        let command = Command::RotateSecret { client, overlap_seconds: overlap, organization };
        choice.show(&local::run(&storage.location(), command).await?)
    }
}

/// Reads a time such as `90s`, `30m`, `24h` or `7d`; a bare number is seconds.
fn seconds(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let each = match &text[digits.len()..] {
        "" | "s" => Some(1),
        "m" => Some(60),
        "h" => Some(3_600),
        "d" => Some(86_400),
        _ => None,
    };
    let number = digits.parse::<u64>().ok();
    let seconds = each.zip(number).and_then(|(each, number)| number.checked_mul(each));
    seconds.ok_or_else(|| "a number of seconds, or one with s, m, h or d behind it".to_owned())
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn a_time_is_a_number_with_its_unit() {
        let read = ["0", "45", "90s", "30m", "24h", "7d"].map(|text| seconds(text).ok());
        assert_eq!(read, [0, 45, 90, 1_800, 86_400, 604_800].map(Some));
        for wrong in ["", "h", "1w", "-1h", "1.5h", "24 h", "99999999999999999999d"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
