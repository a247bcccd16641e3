//! The roles that every organization has besides its administrators' and employees': programs look
//! them up by name. What each allows is our choice; nobody holds one until it is granted.

use api::{DomainOrganizationRole, DomainPermissionPolicy};
use store::{
    Db, Lock, Tx, organizations,
    roles::{self, DefaultRole},
};

use gate::{
    audit::{Action, AuditEvent, Operator},
    clock::Clock,
    context::Context,
    refusal::Result,
};
use resources::rules::roles::{self as rules, ROLE};

/// A default role: its key, its name, and what it allows.
struct Preset {
    key: &'static str,
    name: &'static str,
    description: &'static str,
    words: &'static [&'static str],
    policies: &'static [(&'static str, &'static str, &'static [&'static str])],
}

const ALL: &[&str] = &["*"];
const VIEW: &[&str] = &["view"];

const PRESETS: [Preset; 9] = [
    Preset {
        key: "administration",
        name: "Admin",
        description: "Administers users, groups, divisions, roles and routing.",
        words: &["group_creation", "role_manager", "user_administration", "user_manager"],
        policies: &[
            ("directory", "*", ALL),
            ("authorization", "division", ALL),
            ("authorization", "divisionDeleted", ALL),
            ("authorization", "grant", ALL),
            ("authorization", "role", ALL),
            ("audits", "audit", VIEW),
            ("groups", "*", ALL),
            ("mfa", "verifier", ALL),
            ("oauth", "client", VIEW),
            ("presence", "*", ALL),
            ("routing", "*", ALL),
            ("telephony", "extension", &["assign"]),
        ],
    },
    Preset {
        key: "user",
        name: "User",
        description: "Sees the directory and chats.",
        words: &[],
        policies: &[
            ("directory", "group", VIEW),
            ("directory", "user", VIEW),
            ("directory", "userProfile", VIEW),
            ("chat", "chat", &["access"]),
            ("user", "chats", VIEW),
        ],
    },
    Preset {
        key: "supervisor",
        name: "Supervisor",
        description: "Looks after agents: their queues, their skills and their figures.",
        words: &[],
        policies: &[
            ("directory", "user", VIEW),
            ("directory", "userProfile", VIEW),
            ("groups", "team", &["assign", "view"]),
            ("routing", "queue", &["search", "view"]),
            ("routing", "queueMember", &["manage"]),
            ("routing", "skill", &["assign", "view"]),
            ("routing", "language", &["assign"]),
            ("routing", "skillGroup", VIEW),
            ("routing", "utilization", VIEW),
            ("presence", "userPresence", &["edit"]),
            ("analytics", "userAggregate", VIEW),
            ("analytics", "userDetail", VIEW),
            ("analytics", "userObservation", VIEW),
            ("analytics", "queueObservation", VIEW),
            ("conversation", "call", &["coach", "monitor"]),
            ("conversation", "communication", VIEW),
        ],
    },
    Preset {
        key: "communicateUser",
        name: "Communicate - User",
        description: "Calls, chats and has voicemail.",
        words: &["unified_communications"],
        policies: &[
            ("directory", "user", VIEW),
            ("chat", "chat", &["access"]),
            ("user", "chats", VIEW),
            ("conversation", "call", &["add"]),
            ("conversation", "callForwarding", &["edit", "view"]),
            ("conversation", "communication", &["blindTransfer", "consultTransfer"]),
            ("conversation", "conference", &["add"]),
            ("telephony", "selfStationAssociation", &["edit", "view"]),
            ("telephony", "station", &["disassociateSelf"]),
        ],
    },
    Preset {
        key: "communicateAdmin",
        name: "Communicate - Admin",
        description: "Administers phones, extensions and voicemail of users.",
        words: &["unified_communications"],
        policies: &[
            ("directory", "user", VIEW),
            ("chat", "*", ALL),
            ("conversation", "callForwarding", &["edit", "view"]),
            ("telephony", "extension", &["assign"]),
            ("telephony", "extensionPool", ALL),
            ("telephony", "otherStationAssociation", &["edit", "view"]),
            ("telephony", "phone", &["assign"]),
            ("telephony", "station", ALL),
            ("voicemail", "*", ALL),
        ],
    },
    Preset {
        key: "telephonyAdmin",
        name: "Telephony Admin",
        description: "Administers telephony.",
        words: &[],
        policies: &[
            ("directory", "user", VIEW),
            ("telephony", "*", ALL),
            ("voicemail", "*", ALL),
            ("routing", "callRoute", ALL),
            ("routing", "emergencyGroup", ALL),
            ("routing", "schedule", ALL),
            ("routing", "scheduleGroup", ALL),
        ],
    },
    Preset {
        key: "qualityEvaluator",
        name: "Quality Evaluator",
        description: "Evaluates interactions.",
        words: &[],
        policies: &[
            ("directory", "user", VIEW),
            ("quality", "calibration", VIEW),
            ("quality", "evaluation", &["edit", "editScore", "release", "view"]),
            ("quality", "evaluationForm", VIEW),
            ("recording", "annotation", VIEW),
            ("recording", "recording", VIEW),
            ("recording", "recordingSegment", VIEW),
        ],
    },
    Preset {
        key: "qualityAdministrator",
        name: "Quality Administrator",
        description: "Administers evaluations, surveys and recordings.",
        words: &[],
        policies: &[
            ("directory", "user", VIEW),
            ("analytics", "evaluationAggregate", VIEW),
            ("analytics", "surveyAggregate", VIEW),
            ("quality", "*", ALL),
            ("recording", "*", ALL),
        ],
    },
    Preset {
        key: "trustedExternalUser",
        name: "Trusted External User",
        description: "For users of organizations that are trusted.",
        words: &[],
        policies: &[("directory", "group", VIEW), ("directory", "user", VIEW)],
    },
];

/// The names of an earlier version, with those that programs look up.
const RENAMED: [(DefaultRole, &str, &str); 2] = [
    (DefaultRole::Administrator, "Administrator", ADMINISTRATOR),
    (DefaultRole::Employee, "Employee", EMPLOYEE),
];

/// The name of the role that allows everything.
pub const ADMINISTRATOR: &str = "Master Admin";
/// The name of the role of every user.
pub const EMPLOYEE: &str = "employee";

/// Adds the default roles that the organization lacks. A name that a role of its own has stays with
/// that role.
pub async fn add(context: &mut Context) -> Result<()> {
    let present = roles::all(&mut context.tx).await?;
    for preset in PRESETS.iter().filter(|preset| !preset.is_among(&present)) {
        let name = Some(store::fold(preset.name));
        if present.iter().all(|role| role.name.as_deref().map(store::fold) != name) {
            let role = preset.role(context.random.id());
            rules::add(context, &role).await?;
        }
    }
    Ok(())
}

/// Gives the organizations of earlier versions the default roles of this one.
pub async fn complete(db: &Db, clock: &Clock) -> Result<()> {
    for stored in db.read(|tx| Box::pin(organizations::all(tx))).await? {
        let id = stored.id.clone();
        let complete = db.read(move |tx| Box::pin(async move { is_complete(tx, &id).await }));
        if complete.await? {
            continue;
        }
        let now = clock.now();
        let write = db.write(move |tx| {
            let id = stored.id.clone();
            Box::pin(async move {
                tx.enter(&id);
                let mut context = Context::lend(tx, Operator::Server, stored.clock, now);
                complete_one(&mut context).await
            })
        });
        write.await?;
    }
    Ok(())
}

/// Is there nothing to do? Mostly so, and then no other node is waited for.
async fn is_complete(tx: &mut Tx, organization: &str) -> store::Result<bool> {
    tx.enter(organization);
    let present = roles::all(tx).await?;
    let complete = PRESETS.iter().all(|preset| preset.is_among(&present));
    Ok(complete && present.iter().all(|role| new_name(role).is_none()))
}

async fn complete_one(context: &mut Context) -> Result<()> {
    // Another node may start at the same time.
    context.lock(Lock::Organization(&context.organization())).await?;
    for role in roles::all(&mut context.tx).await? {
        let Some(name) = new_name(&role) else { continue };
        let renamed = DomainOrganizationRole { name: Some(name.to_owned()), ..role.clone() };
        if roles::save(&mut context.tx, &renamed).await? {
            let id = renamed.id.as_deref().unwrap_or_default();
            let event = AuditEvent::new(ROLE, Action::Update, id).named(Some(name));
            context.record(event.between(&role, &renamed)?).await?;
        }
    }
    add(context).await
}

/// What a default role is called now, if it has the name of an earlier version.
fn new_name(role: &DomainOrganizationRole) -> Option<&'static str> {
    let key = role.default_role_id.as_deref()?;
    let mut renamed = RENAMED.iter();
    let found = renamed
        .find(|(kind, before, _)| kind.as_str() == key && role.name.as_deref() == Some(before));
    found.map(|(_, _, name)| *name)
}

impl Preset {
    fn is_among(&self, roles: &[DomainOrganizationRole]) -> bool {
        roles.iter().any(|role| role.default_role_id.as_deref() == Some(self.key))
    }

    fn role(&self, id: String) -> DomainOrganizationRole {
        let policies =
            self.policies.iter().map(|(domain, entity, actions)| DomainPermissionPolicy {
                domain: Some((*domain).to_owned()),
                entity_name: Some((*entity).to_owned()),
                action_set: Some(actions.iter().map(|&action| action.to_owned()).collect()),
                allow_conditions: Some(false),
                ..DomainPermissionPolicy::default()
            });
        DomainOrganizationRole {
            permissions: Some(self.words.iter().map(|&word| word.to_owned()).collect()),
            permission_policies: Some(policies.collect()),
            ..role(id, self.key, self.name, self.description)
        }
    }
}

/// A default role that allows nothing.
pub fn role(id: String, key: &str, name: &str, description: &str) -> DomainOrganizationRole {
    DomainOrganizationRole {
        self_uri: Some(format!("/api/v2/authorization/roles/{id}")),
        id: Some(id),
        name: Some(name.to_owned()),
        description: Some(description.to_owned()),
        default_role_id: Some(key.to_owned()),
        r#default: Some(true),
        base: Some(false),
        permissions: Some(Vec::new()),
        permission_policies: Some(Vec::new()),
        ..DomainOrganizationRole::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_roles_allow_what_the_catalogue_has() {
        for preset in &PRESETS {
            assert!(!preset.policies.is_empty(), "{}", preset.name);
            for (domain, entity, actions) in preset.policies {
                let entities = &api::catalogue()[*domain];
                let known = |action: &&str| match *entity {
                    _ if *action == "*" => true,
                    "*" => false,
                    entity => entities[entity].iter().any(|known| known == action),
                };
                assert!(*entity == "*" || entities.contains_key(*entity), "{domain}:{entity}");
                assert!(actions.iter().all(known), "{domain}:{entity}:{actions:?}");
            }
        }
    }
}
