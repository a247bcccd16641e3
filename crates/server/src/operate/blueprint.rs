//! What an organization is made from, kept beside it so that it can be made again.

use resources::rules::organization::ORGANIZATION;
use serde::{Deserialize, Serialize};

use super::error::OrganizationError;
use gate::audit::{Action, AuditEvent};

/// How many people a demonstration organization has, its administrator not counted.
pub const DEMO_USERS: u32 = 50;
/// What they are made from.
pub const DEMO_SEED: u64 = 2017;

/// The longest name of an organization, in characters.
const LONGEST_NAME: usize = 200;

/// What an organization is made from. Ids and people come from the seed; credentials never do.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Blueprint {
    /// The organization's name.
    pub name: String,
    /// What its ids and its people come from.
    pub seed: u64,
    /// How many people it has besides its administrator.
    pub users: u32,
    /// Its first user.
    pub administrator: Administrator,
    /// Its first OAuth client.
    pub client: Client,
}

/// The first user of an organization.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Administrator {
    /// The e-mail address.
    pub email: String,
    /// The hash of the password.
    pub password_hash: String,
}

/// The first OAuth client of an organization.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Client {
    /// The id.
    pub id: String,
    /// The hash of the secret.
    pub secret_hash: String,
}

impl Blueprint {
    /// The blueprint as it was stored.
    pub fn read(text: &str) -> store::Result<Self> {
        serde_json::from_str(text).map_err(|error| {
            store::Error::Storage(format!("the blueprint of an organization: {error}"))
        })
    }

    /// That the organization is made from it, for those who ask later.
    pub fn event(&self, action: Action, organization: &str) -> AuditEvent {
        AuditEvent::new(ORGANIZATION, action, organization)
            .named(Some(&self.name))
            .with("administrator", &self.administrator.email)
            .with("client", &self.client.id)
            .with("people", self.users.to_string())
    }

    /// The organization's part of internet and chat addresses.
    pub fn short_name(&self) -> String {
        short_name(&self.name)
    }

    /// What stands behind the `@` in the addresses of its people.
    pub fn mail_host(&self) -> &str {
        self.administrator.email.rsplit_once('@').map_or("callroster.example", |(_, host)| host)
    }
}

/// A name that an organization may have, without white space around it.
pub fn checked_name(name: &str) -> Result<String, OrganizationError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
        return Err(OrganizationError::Invalid(format!(
            "an organization's name has 1 to {LONGEST_NAME} characters and none that cannot be seen"
        )));
    }
    Ok(name.to_owned())
}

/// The administrator's address where none is given. `.example` leads nowhere.
pub fn admin_email(name: &str) -> String {
    format!("admin@{}.example", short_name(name))
}

/// A name in the letters of internet addresses: `Acme Ltd.` is `acme-ltd`.
fn short_name(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    // The longest part of an internet name.
    let short = joined.get(..63).unwrap_or(&joined).trim_end_matches('-');
    if short.is_empty() { "organization".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_has_letters_digits_and_single_hyphens() {
        for (name, short) in [
            ("Callroster", "callroster"),
            (" Acme  Ltd. & Sons", "acme-ltd-sons"),
            ("日本", "organization"),
            ("Ünited 2", "nited-2"),
        ] {
            assert_eq!(short_name(name), short);
        }
        assert_eq!(short_name(&"a".repeat(100)).len(), 63);
    }

    #[test]
    fn a_name_without_letters_is_refused() {
        for name in ["", "  ", "a\u{0}b", &"x".repeat(201)] {
            assert!(checked_name(name).is_err(), "{name:?}");
        }
        assert_eq!(checked_name(" Acme ").ok().as_deref(), Some("Acme"));
    }
}
