//! Callers that hold just the permissions that a test gives them.

use std::fmt::Write as _;

use api::{DateTime, DomainOrganizationRole, DomainPermissionPolicy, Permission};
use serde_json::json;
use server::Random;
use sha2::{Digest as _, Sha256};
use store::{
    divisions::{self, StoredDivision},
    grants::{self, NewGrant, SubjectType},
    roles,
    tokens::{self, NewToken},
};

use crate::{TestServer, now};

/// Permissions in a division.
pub struct Grant {
    permissions: Vec<String>,
    division: String,
}

/// Permissions in all divisions.
pub fn everywhere(permissions: &[&str]) -> Grant {
    in_division("*", permissions)
}

/// Permissions in one division.
pub fn in_division(division: &str, permissions: &[&str]) -> Grant {
    let permissions = permissions.iter().map(|&permission| permission.to_owned()).collect();
    Grant { permissions, division: division.to_owned() }
}

/// The id of the role with these permissions: the same for the same.
fn role_id(permissions: &[String]) -> String {
    let hash = hash(&permissions.join(" "));
    let (time, rest) = hash.split_at(8);
    format!("{time}-{}-4{}-8{}-{}", &rest[..4], &rest[4..7], &rest[7..10], &rest[10..22])
}

/// The SHA-256 of a text, in hexadecimal.
fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hash, byte| {
        write!(hash, "{byte:02x}").unwrap();
        hash
    })
}

impl TestServer {
    /// A token of a new user of the home division who holds these and nothing else.
    pub async fn caller(&self, grants: &[Grant]) -> String {
        let name = format!("Caller {}", Random::System.hex::<4>());
        let user = self.user(&name).await;
        let id = user["id"].as_str().unwrap().to_owned();
        for grant in grants {
            self.grant(&id, grant).await;
        }
        self.token_of(&id, 3600).await
    }

    /// Gives a subject a role made for this grant; those of the same permissions share one, since
    /// an organization has not room for any number of roles.
    pub async fn grant(&self, subject: &str, grant: &Grant) {
        let (words, names): (Vec<_>, Vec<_>) =
            grant.permissions.iter().partition(|text| Permission::parse(text).is_none());
        let policies = names.iter().filter_map(|text| Permission::parse(text)).map(|permission| {
            DomainPermissionPolicy {
                domain: Some(permission.domain.to_owned()),
                entity_name: Some(permission.entity.to_owned()),
                action_set: Some(vec![permission.action.to_owned()]),
                ..DomainPermissionPolicy::default()
            }
        });
        let id = role_id(&grant.permissions);
        let role = DomainOrganizationRole {
            name: Some(format!("Role {id}")),
            id: Some(id),
            permissions: Some(words.into_iter().cloned().collect()),
            permission_policies: Some(policies.collect()),
            ..DomainOrganizationRole::default()
        };
        let (organization, subject) = (self.organization.clone(), subject.to_owned());
        let (division, now) = (grant.division.clone(), now(&self.clock));
        self.db
            .write(move |tx| {
                let (organization, subject) = (organization.clone(), subject.clone());
                let (role, division) = (role.clone(), division.clone());
                Box::pin(async move {
                    tx.enter(&organization);
                    roles::insert(tx, &role).await?;
                    let grant = NewGrant {
                        subject: &subject,
                        subject_type: SubjectType::User,
                        role: role.id.as_deref().unwrap(),
                        division: &division,
                        made_at: now,
                    };
                    grants::insert(tx, &grant).await?;
                    store::organizations::access_changed(tx, &organization).await
                })
            })
            .await
            .unwrap();
    }

    /// A token of a user that lives so many seconds.
    pub async fn token_of(&self, user: &str, seconds: i64) -> String {
        self.issue(&self.organization, user, None, seconds).await
    }

    /// A token of a user that was issued to an application, by the application's id.
    pub async fn token_through(&self, client: &str, user: &str) -> String {
        self.issue(&self.organization, user, Some(client.to_owned()), 3600).await
    }

    /// A token of a user of any organization.
    pub async fn token_in(&self, organization: &str, user: &str) -> String {
        self.issue(organization, user, None, 3600).await
    }

    async fn issue(
        &self,
        organization: &str,
        user: &str,
        client: Option<String>,
        seconds: i64,
    ) -> String {
        let token = Random::System.secret();
        let hash = hash(&token);
        let (organization, user) = (organization.to_owned(), user.to_owned());
        let now: DateTime = now(&self.clock);
        self.db
            .write(move |tx| {
                let (hash, organization, user) = (hash.clone(), organization.clone(), user.clone());
                let client = client.clone();
                Box::pin(async move {
                    let token = NewToken {
                        hash: &hash,
                        client: client.as_deref(),
                        user: Some(&user),
                        family: None,
                        issued_at: now,
                        expires_at: now.plus_seconds(seconds),
                    };
                    tx.enter(&organization);
                    tokens::insert(tx, &token).await
                })
            })
            .await
            .unwrap();
        token
    }

    /// A new application that users sign in to, limited to these scopes; its id.
    pub async fn application(&self, scopes: &[&str]) -> String {
        let body = json!({
            "name": format!("Application {}", Random::System.hex::<4>()),
            "authorizedGrantType": "CODE",
            "registeredRedirectUri": ["https://app.example.com/callback"],
            "scope": scopes,
        });
        let made = self.ask("POST", "/api/v2/oauth/clients").json(body).await;
        assert_eq!(made.status, 200, "{}", made.body);
        made.body["id"].as_str().unwrap().to_owned()
    }

    /// A new division, by its id.
    pub async fn division(&self, name: &str) -> String {
        let division = StoredDivision {
            id: Random::System.id(),
            name: name.to_owned(),
            description: String::new(),
            home: false,
        };
        let (organization, id) = (self.organization.clone(), division.id.clone());
        self.db
            .write(move |tx| {
                let (organization, division) = (organization.clone(), division.clone());
                Box::pin(async move {
                    tx.enter(&organization);
                    divisions::insert(tx, &division).await
                })
            })
            .await
            .unwrap();
        id
    }
}
