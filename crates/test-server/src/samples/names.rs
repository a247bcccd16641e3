//! Which parameters and fields name an entity, and of which kind.

use std::collections::BTreeSet;

use api::{Entry, ParameterPlace, Shape};

use super::kinds::Kind;

/// What a parameter or field holds.
#[derive(Clone, Copy)]
enum Holds {
    /// The id of an entity.
    One(Kind),
    /// Nothing that is looked up, for this reason.
    Nothing(&'static str),
}

use Holds::{Nothing, One};

const KEPT: &str =
    "settings of a queue are kept as they are given, and what they name is not served";
const OF_THE_QUEUE: &str = "a user joins or leaves, and the queue stays as it is";

/// A name on the wire, a part of the operation's `id METHOD path`, and what the name means there.
/// A field has its path in the body, `body.` in front, and the last part of it is enough; a body that
/// is a bare list of texts is `body`. The first row that fits counts.
static TABLE: &[(&str, &str, Holds)] = &[
    // Parameters of paths, and those of queries that are required
    ("body.userId", "putUserRoutingstatus", Nothing("the path says whose status it is")),
    ("userId", "putUserRoutingstatus PUT", One(Kind::Unresponsive)),
    ("userId", "deleteUserStationAssociatedstation", One(Kind::UsedStation)),
    ("userId", "deleteUserStationDefaultstation", One(Kind::DefaultStation)),
    ("stationId", "", One(Kind::Station)),
    ("phoneId", "", One(Kind::Phone)),
    ("siteId", "", One(Kind::Site)),
    ("phoneBaseId", "", One(Kind::PhoneBase)),
    ("webRtcUserId", "postCallrosterStations", One(Kind::User)),
    ("webRtcUser.id", "", One(Kind::User)),
    ("lines", "TelephonyProvidersEdgesPhone", Nothing("the server makes the ids of lines")),
    (
        "lineBaseSettings",
        "TelephonyProvidersEdgesPhone",
        Nothing("they follow from the phone's settings"),
    ),
    (
        "phoneMetaBase",
        "TelephonyProvidersEdgesPhone",
        Nothing("it follows from the phone's settings"),
    ),
    ("site.id", "", One(Kind::Site)),
    ("phoneBaseSettings.id", "", One(Kind::PhoneBase)),
    ("division", "TelephonyProvidersEdgesPhone", Nothing("phones belong to no division")),
    ("channelId", "", One(Kind::Channel)),
    ("userId", "deleteRoutingUserUtilization", One(Kind::LimitedUser)),
    ("userId", "deleteRoutingUserDirectrouting", One(Kind::BackedUpUser)),
    ("userId", "getRoutingUserDirectrouting", One(Kind::BackedUpUser)),
    ("body.userId", "DirectroutingbackupSettings", One(Kind::Colleague)),
    ("userId", "deleteChatsRoomParticipant", One(Kind::ChatPartner)),
    ("userId", "/chats/", One(Kind::Colleague)),
    ("userId", "", One(Kind::User)),
    ("favoriteId", "putCallroster", One(Kind::Colleague)),
    ("favoriteId", "", One(Kind::Favorite)),
    ("presenceId", "", One(Kind::PresenceDefinition)),
    ("definitionId", "", One(Kind::PresenceDefinition)),
    ("sourceId", "patchUserPresencesPurecloud", Nothing("the path names the source")),
    ("sourceId", "/users/presences/", One(Kind::PresenceSource)),
    ("sourceId", "/presence", One(Kind::PresenceSource)),
    ("subjectId", "/users/{subjectId}", One(Kind::User)),
    ("subjectId", "", One(Kind::Subject)),
    ("divisionId", "/restore", One(Kind::DeletedDivision)),
    ("divisionId", "deleteAuthorizationDivision ", One(Kind::InhabitedDivision)),
    ("divisionId", "", One(Kind::Division)),
    ("roleId", "deleteAuthorizationSubjectDivisionRole", One(Kind::GrantedRole)),
    ("roleId", "putAuthorizationRoleUsersRemove", One(Kind::GrantedRole)),
    ("grants.roleId", "postAuthorizationSubjectBulkremove", One(Kind::GrantedRole)),
    ("roleId", "", One(Kind::Role)),
    ("skillId", "/users/", One(Kind::HeldSkill)),
    ("skillId", "", One(Kind::Skill)),
    ("languageId", "/users/", One(Kind::HeldLanguage)),
    ("languageId", "", One(Kind::Language)),
    ("queueId", "postCallrosterUser", Nothing("one that the user has not joined is refused")),
    ("queueId", "/users/{userId}/queues", One(Kind::JoinedQueue)),
    ("queueId", "", One(Kind::Queue)),
    ("memberId", "", One(Kind::QueueMember)),
    ("skillGroupId", "", One(Kind::SkillGroup)),
    ("labelId", "", One(Kind::Label)),
    ("groupId", "", One(Kind::Group)),
    ("ids", "deleteGroupMembers", One(Kind::Member)),
    ("clientId", "/geolocations/", One(Kind::Device)),
    ("clientId", "/oauth/clients/", One(Kind::OauthClient)),
    ("scopeId", "", One(Kind::Scope)),
    ("coreTypeName", "", One(Kind::CoreType)),
    ("versionId", "", One(Kind::SchemaVersion)),
    ("schemaId", "/users/{userId}/customattributes/{schemaId}", One(Kind::CustomAttributes)),
    ("schemaId", "", One(Kind::AttributeSchema)),
    ("schemaIds", "", One(Kind::AttributeSchema)),
    ("locationId", "", One(Kind::Location)),
    ("teamId", "", One(Kind::Team)),
    ("id", "deleteTeamMembers", One(Kind::Teammate)),
    ("jobId", "/details/jobs/", One(Kind::DetailsJob)),
    ("jobId", "/aggregates/jobs/", One(Kind::AggregatesJob)),
    ("verifierId", "", One(Kind::Verifier)),
    ("authorityName", "{authorityName}", One(Kind::Authority)),
    ("externalKey", "{externalKey}", One(Kind::ExternalKey)),
    ("trusteeOrgId", "", One(Kind::Trustee)),
    ("trusteeUserId", "/trustees/", One(Kind::TrustedUser)),
    ("trusteeUserId", "putOrgauthorizationTrustorUser", One(Kind::User)),
    ("trusteeUserId", "/trustors/", One(Kind::BroughtUser)),
    ("trustorOrgId", "", One(Kind::Trustor)),
    ("trustorGroupId", "putOrgauthorizationTrustorGroup", One(Kind::Group)),
    ("trustorGroupId", "", One(Kind::BroughtGroup)),
    ("roomJid", "", One(Kind::ChatRoom)),
    ("participantJid", "", One(Kind::ChatAddress)),
    ("messageId", "", One(Kind::ChatMessage)),
    ("moduleId", "postLearningModulePublish", One(Kind::UnpublishedModule)),
    ("moduleId", "deleteLearningModule", One(Kind::UnpublishedModule)),
    ("moduleId", "putLearningModule", One(Kind::UnpublishedModule)),
    ("moduleId", "", One(Kind::LearningModule)),
    ("assignmentId", "postLearningAssignmentRe", One(Kind::BegunAssignment)),
    ("assignmentId", "", One(Kind::LearningAssignment)),
    ("appointmentId", "", One(Kind::CoachingAppointment)),
    ("activityId", "", One(Kind::Activity)),
    // Bodies
    ("body", "postAuthorizationDivisionObject", One(Kind::User)),
    ("body", "putAuthorizationRoleUsersAdd", One(Kind::User)),
    ("body", "putAuthorizationRoleUsersRemove", One(Kind::User)),
    ("body", "putUserRoles", One(Kind::Role)),
    ("body", "putOrgauthorizationTrusteeUserRoles", One(Kind::Role)),
    ("credential", "WebauthnRegister", Nothing("a key names itself, and no verifier")),
    ("body", "putUserProfileskills", Nothing("skills of a profile are free text")),
    ("id", "patchUsersBulk", One(Kind::User)),
    ("id", "UserRoutingskills", One(Kind::Skill)),
    ("id", "UserRoutinglanguages", One(Kind::Language)),
    ("id", "postRoutingQueueMembers ", One(Kind::User)),
    ("id", "postRoutingQueueUsers ", One(Kind::User)),
    ("id", "patchRoutingQueueMembers ", One(Kind::QueueMember)),
    ("id", "patchRoutingQueueUsers ", One(Kind::QueueMember)),
    ("id", "patchRoutingQueue", Nothing("the path names the member")),
    ("user", "patchRoutingQueue", Nothing("a member changes, and not its user")),
    ("routingStatus", "patchRoutingQueue", Nothing("a member changes, and not its user")),
    ("id", "patchUserQueues ", One(Kind::JoinedQueue)),
    ("id", "patchUserQueue ", Nothing("the path names the queue")),
    ("memberGroups", "patchUserQueue", Nothing(OF_THE_QUEUE)),
    ("division", "patchUserQueue", Nothing(OF_THE_QUEUE)),
    ("memberGroups.division", "", Nothing("a group has no other division for a queue")),
    ("memberGroups.id", "RoutingQueue", One(Kind::Group)),
    ("division.id", "RoutingQueue", One(Kind::Division)),
    ("sourceQueueId", "", One(Kind::Queue)),
    ("division.id", "Skillgroup", One(Kind::Division)),
    ("memberDivisions", "", One(Kind::Division)),
    ("addDivisionIds", "", One(Kind::Division)),
    ("removeDivisionIds", "", Nothing("tests of skill groups remove what they added")),
    ("utilization.interruptingLabelIds", "", One(Kind::Label)),
    ("interruptingLabelIds", "", Nothing("the label that it is about is the key of a map")),
    ("bullseye", "", Nothing(KEPT)),
    ("conditionalGroupRouting", "", Nothing(KEPT)),
    ("conditionalGroupActivation", "", Nothing(KEPT)),
    ("directRouting", "", Nothing(KEPT)),
    ("defaultScripts", "", Nothing(KEPT)),
    ("cannedResponseLibraries", "", Nothing(KEPT)),
    ("mediaSettings", "", Nothing(KEPT)),
    ("queueFlow", "", Nothing(KEPT)),
    ("emailInQueueFlow", "", Nothing(KEPT)),
    ("messageInQueueFlow", "", Nothing(KEPT)),
    ("onHoldPrompt", "", Nothing(KEPT)),
    ("whisperPrompt", "", Nothing(KEPT)),
    ("outboundEmailAddress", "", Nothing(KEPT)),
    ("outboundMessagingAddresses", "", Nothing(KEPT)),
    ("peerId", "", Nothing("an id of another system")),
    ("manager", "patchUser ", One(Kind::Colleague)),
    ("locations.id", "patchUser ", One(Kind::Location)),
    ("locationDefinition", "patchUser ", Nothing("the same location once more")),
    ("groups", "patchUser ", Nothing("members are changed by the operations on groups")),
    ("locations", "patchUserGeolocation", Nothing("they are kept as they are given")),
    ("user", "putUserOutofoffice", Nothing("the path says whose absence it is")),
    ("user", "UserCallforwarding", Nothing("the path says whose calls they are")),
    ("jsonSchema.id", "", Nothing("the name that a document gives itself, kept unread")),
    ("id", "UsersCustomattributesSchema", Nothing("the server makes the ids of schemas")),
    ("chat.jabberId", "", Nothing("an address of chat, which is shown and never looked up")),
    ("employeeId", "", Nothing("the number that an employer gives, free text")),
    ("codeId", "outingWrapupcode", One(Kind::WrapupCode)),
    ("division.id", "Wrapupcode", One(Kind::Division)),
    ("division.id", "Team", One(Kind::Division)),
    ("path", "Location", One(Kind::Campus)),
    ("contactUser", "Location", One(Kind::User)),
    ("memberIds", "", One(Kind::User)),
    ("userIds", "getCoachingAppointments", Nothing("unknown ids find nothing in a listing")),
    ("userIds", "getLearningModulesAssignments", Nothing("unknown users have no assignments")),
    ("body", "postLearningAssignmentsBulkremove", One(Kind::LearningAssignment)),
    ("pinnedMessageIds", "", One(Kind::ChatMessage)),
    ("userIds", "postChatsRooms", One(Kind::Colleague)),
    ("attendeeIds", "", One(Kind::User)),
    ("facilitatorId", "", One(Kind::Colleague)),
    ("conversationIds", "", Nothing("conversations are not served, and their ids are kept")),
    ("documentIds", "", Nothing("documents are not served, and their ids are kept")),
    ("wfmSchedule", "", Nothing("schedules are not served, and their ids are kept")),
    ("assessmentForm", "", Nothing("whoever makes a form may make the ids of its parts")),
    ("assessment", "", Nothing("answers name the parts of a form")),
    ("autoAssign", "", Nothing("rules are not served, and their ids are kept")),
    ("coverArt", "", Nothing("pictures are not served, and their ids are kept")),
    ("externalId", "", Nothing("an id of another system")),
    ("threadId", "postChatsUserMessages", Nothing("tests of chats answer messages")),
    ("threadId", "postChatsRoomMessages", One(Kind::ChatMessage)),
    ("mentions", "postChats", One(Kind::Colleague)),
    ("ownerIds", "", One(Kind::User)),
    ("roleIds", "", One(Kind::Role)),
    ("subjectIds", "", One(Kind::Subject)),
    ("divisionIds", "", One(Kind::Division)),
    ("users.id", "postOrgauthorizationTrustees", One(Kind::ForeignUser)),
    ("groups.id", "postOrgauthorizationTrustees", One(Kind::ForeignGroup)),
    ("id", "postOrgauthorizationTrusteeUsers", One(Kind::ForeignUser)),
    ("presenceDefinition.id", "", One(Kind::PresenceDefinition)),
    ("id", "putUsersPresencesBulk", One(Kind::User)),
    ("presenceDefinitionId", "", One(Kind::PresenceDefinition)),
    ("agentId", "postEventsUsersRoutingstatus", One(Kind::User)),
    ("sourceId", "postEventsUsersRoutingstatus", One(Kind::PresenceSource)),
    ("id", "NotificationsChannelSubscriptions", Nothing("topics may name whom there is not")),
    ("eventId", "postEventsUsers", Nothing("whoever reports makes the ids of events")),
    ("createdBy", "resencedefinition", Nothing("the server says who made it")),
    ("modifiedBy", "resencedefinition", Nothing("the server says who changed it")),
    ("conversationId", "", Nothing("whoever plays a conversation makes its id")),
    ("pairingId", "", One(Kind::Organization)),
    ("id", "AuthorizationRole", Nothing("the server makes the ids of roles")),
    ("defaultRoleId", "AuthorizationRole", Nothing("only the server makes default roles")),
    ("resourceConditionNode", "", Nothing("a condition permits nothing, and is kept unread")),
];

/// A parameter or field that names an entity.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Named {
    /// `path.userId`, `query.ids`, `body.users.id`, or `body` for a bare list.
    pub place: String,
    /// Of which kind the entity is.
    pub kind: Kind,
}

impl Named {
    /// Is it a parameter of the path?
    pub fn is_in_path(&self) -> bool {
        self.place.starts_with("path.")
    }
}

/// Everything of a request that names an entity; an error names what the table does not know.
pub fn names(entry: &Entry) -> Result<Vec<Named>, String> {
    let mut found = Vec::new();
    for parameter in entry.parameters {
        let place = match parameter.place {
            ParameterPlace::Path => format!("path.{}", parameter.name),
            ParameterPlace::Query if parameter.required => format!("query.{}", parameter.name),
            ParameterPlace::Query => continue,
        };
        if matches!((parameter.shape)(), Shape::Enum(_)) {
            continue;
        }
        let in_path = parameter.place == ParameterPlace::Path;
        let known = holds(entry, parameter.name, in_path || looks_like_an_id(parameter.name))?;
        found.extend(known.map(|kind| Named { place, kind }));
    }
    let body = (entry.body)();
    if matches!(&body, Shape::List(inner) if matches!(inner(), Shape::Text)) {
        let kind = holds(entry, "body", true)?;
        found.extend(kind.map(|kind| Named { place: "body".to_owned(), kind }));
    } else {
        in_fields(entry, body, "body", &mut Vec::new(), &mut found)?;
    }
    Ok(found)
}

/// Adds what the fields of a model name, at any depth; `seen` are the models around it.
fn in_fields(
    entry: &Entry,
    shape: Shape,
    place: &str,
    seen: &mut Vec<&'static str>,
    found: &mut Vec<Named>,
) -> Result<(), String> {
    match shape {
        Shape::List(inner) | Shape::Map(inner) => in_fields(entry, inner(), place, seen, found),
        Shape::Model(facts) if !seen.contains(&facts.name) => {
            seen.push(facts.name);
            for field in facts.fields.iter().filter(|field| !field.read_only) {
                let place = format!("{place}.{}", field.name);
                let path = place.trim_start_matches("body.");
                // With `body.` in front, a field can be told from a parameter of its name.
                match row(entry, &place).map(|(.., holds)| *holds) {
                    Some(One(kind)) => found.push(Named { place, kind }),
                    Some(Nothing(_)) => {}
                    None if looks_like_an_id(field.name) && is_text((field.shape)()) => {
                        return Err(unknown(entry, path));
                    }
                    None => in_fields(entry, (field.shape)(), &place, seen, found)?,
                }
            }
            seen.pop();
            Ok(())
        }
        _ => Ok(()),
    }
}

fn is_text(shape: Shape) -> bool {
    match shape {
        Shape::Text => true,
        Shape::List(inner) => is_text(inner()),
        _ => false,
    }
}

fn looks_like_an_id(name: &str) -> bool {
    ["id", "ids"].contains(&name) || name.ends_with("Id") || name.ends_with("Ids")
}

fn holds(entry: &Entry, name: &str, must_be_known: bool) -> Result<Option<Kind>, String> {
    match row(entry, name) {
        Some((.., One(kind))) => Ok(Some(*kind)),
        None if must_be_known => Err(unknown(entry, name)),
        Some((.., Nothing(_))) | None => Ok(None),
    }
}

fn row(entry: &Entry, path: &str) -> Option<&'static (&'static str, &'static str, Holds)> {
    let operation = format!("{} {} {}", entry.meta.id, entry.meta.method, entry.meta.path);
    TABLE.iter().find(|(name, of, _)| {
        let fits = path == *name || path.ends_with(&format!(".{name}"));
        fits && operation.contains(of)
    })
}

fn unknown(entry: &Entry, path: &str) -> String {
    format!(
        "{}: `{path}` may name an entity of a kind that the samples do not know; say in `TABLE` of \
         samples/names.rs which kind, or why none",
        entry.meta.id
    )
}

/// The rows of the table that none of these operations needs.
pub fn unused_rows<'e>(entries: impl Iterator<Item = &'e Entry>) -> Vec<String> {
    let mut used = BTreeSet::new();
    for entry in entries {
        let mut note = |path: &str| {
            let found = row(entry, path);
            used.extend(found.and_then(|row| TABLE.iter().position(|one| std::ptr::eq(one, row))));
        };
        entry.parameters.iter().for_each(|parameter| note(parameter.name));
        note("body");
        paths((entry.body)(), "", &mut Vec::new(), &mut note);
    }
    let unused = TABLE.iter().enumerate().filter(|(index, _)| !used.contains(index));
    let told = unused.map(|(_, (name, of, holds))| match holds {
        One(kind) => format!("`{name}` of `{of}`: {kind:?}"),
        Nothing(reason) => format!("`{name}` of `{of}`: nothing, because {reason}"),
    });
    told.collect()
}

/// Every path of a field in a body.
fn paths(shape: Shape, path: &str, seen: &mut Vec<&'static str>, note: &mut impl FnMut(&str)) {
    match shape {
        Shape::List(inner) | Shape::Map(inner) => paths(inner(), path, seen, note),
        Shape::Model(facts) if !seen.contains(&facts.name) && seen.len() < 4 => {
            seen.push(facts.name);
            for field in facts.fields.iter().filter(|field| !field.read_only) {
                let path = format!("{path}.{}", field.name);
                note(&format!("body{path}"));
                paths((field.shape)(), &path, seen, note);
            }
            seen.pop();
        }
        _ => {}
    }
}
