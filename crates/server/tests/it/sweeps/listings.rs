//! What operations list: those that name no entity, and those that list entities below one.

use api::{Entry, Method, ParameterPlace, Shape};
use serde_json::Value;
use test_server::{
    Answer,
    samples::{Kind, Request, names},
};

use super::{
    borders::{Border, Side, Sweep, is_open},
    served,
};

/// Operations that list entities of a kind without naming any.
const LISTINGS: &[(&str, Kind)] = &[
    ("postAnalyticsUsersActivityQuery", Kind::User),
    ("postAnalyticsUsersAggregatesQuery", Kind::User),
    ("postAnalyticsUsersDetailsQuery", Kind::User),
    ("postAnalyticsUsersObservationsQuery", Kind::User),
    ("postAuditsQueryRealtime", Kind::User),
    ("getAuthorizationDivisions", Kind::Division),
    ("getAuthorizationDivisionsDeleted", Kind::DeletedDivision),
    ("getAuthorizationDivisionsQuery", Kind::Division),
    ("getAuthorizationDivisionspermittedMe", Kind::InhabitedDivision),
    ("getAuthorizationDivisionspermittedPagedMe", Kind::InhabitedDivision),
    ("getAuthorizationRoles", Kind::Role),
    ("getAuthorizationSubjectsRolecounts", Kind::User),
    ("getGroups", Kind::Group),
    ("getGroupsSearch", Kind::Group),
    ("postGroupsSearch", Kind::Group),
    ("getLocations", Kind::Location),
    ("getLocationsSearch", Kind::Location),
    ("postLocationsSearch", Kind::Location),
    ("getOauthClients", Kind::OauthClient),
    ("getOrgauthorizationTrustees", Kind::Trustee),
    ("getOrgauthorizationTrustors", Kind::Trustor),
    ("getProfilesUsers", Kind::User),
    ("getRoutingLanguages", Kind::Language),
    ("getRoutingQueues", Kind::Queue),
    ("getRoutingQueuesDivisionviews", Kind::Queue),
    ("getRoutingQueuesDivisionviewsAll", Kind::Queue),
    ("getRoutingQueuesMe", Kind::JoinedQueue),
    ("getRoutingSkillgroups", Kind::SkillGroup),
    ("getRoutingSkills", Kind::Skill),
    ("getRoutingWrapupcodes", Kind::WrapupCode),
    ("getPresenceDefinitions0", Kind::PresenceDefinition),
    ("getPresencedefinitions", Kind::PresenceDefinition),
    ("getPresenceSources", Kind::PresenceSource),
    ("getRoutingUtilizationLabels", Kind::Label),
    ("getStations", Kind::Station),
    ("getTelephonyProvidersEdgesPhonebasesettings", Kind::PhoneBase),
    ("getTelephonyProvidersEdgesPhones", Kind::Phone),
    ("getTelephonyProvidersEdgesSites", Kind::Site),
    ("getUsers", Kind::User),
    ("getUsersChatsMe", Kind::ChatRoom),
    ("getCoachingAppointments", Kind::CoachingAppointment),
    ("getLearningAssignments", Kind::LearningAssignment),
    ("getLearningModules", Kind::LearningModule),
    ("getLearningModulesAssignments", Kind::LearningModule),
    ("getCoachingAppointmentsMe", Kind::CoachingAppointment),
    ("getLearningAssignmentsMe", Kind::LearningAssignment),
    ("getUsersDevelopmentActivities", Kind::Activity),
    ("getUsersDevelopmentActivitiesMe", Kind::Activity),
    ("postUsersDevelopmentActivitiesAggregatesQuery", Kind::User),
    ("getUsersPresencesPurecloudBulk", Kind::User),
    ("getTeams", Kind::Team),
    ("postTeamsSearch", Kind::Team),
    ("getUsersSearch", Kind::User),
    ("postUsersSearch", Kind::User),
    ("postUsersSearchTeamsAssign", Kind::User),
    ("postUsersSearchQueuemembersManage", Kind::User),
    ("postUsersSearchConversationTarget", Kind::User),
    ("getUsersCustomattributesSchemas", Kind::AttributeSchema),
    ("getUsersMeVerifiers", Kind::Verifier),
    ("getUsersQuery", Kind::User),
];

/// Operations that list only what they are asked for by `id`.
const BY_ID_ALONE: &[&str] = &[
    "getAuthorizationSubjectsRolecounts",
    "getUsersPresenceBulk",
    "getUsersPresencesPurecloudBulk",
];

/// Operations that list what belongs to the users in a parameter.
const OF_USERS: &[(&str, &str)] = &[
    ("getCoachingAppointments", "userIds"),
    ("getLearningAssignments", "userId"),
    ("getLearningModulesAssignments", "userIds"),
    ("getUsersDevelopmentActivities", "userId"),
];

/// Operations that neither name nor list entities, with the reason.
const NAMES_NOTHING: &super::Excuses = &[
    (
        "it makes something of what the body holds",
        &[
            "postAnalyticsUsersAggregatesJobs",
            "postAnalyticsUsersDetailsJobs",
            "postAuthorizationDivisions",
            "postAuthorizationRoles",
            "postRoutingLanguages",
            "postRoutingSkills",
            "postPresencedefinitions",
            "postPresenceSources",
            "postUsersCustomattributesSchemas",
            "postLearningModules",
            "postUsersMeVerifiersTotp",
            "postUsersMeVerifiersWebauthnRegister",
        ],
    ),
    (
        "it is about the caller alone",
        &[
            "deleteRoutingDirectroutingbackupSettingsMe",
            "deleteTokensMe",
            "deleteUsersStationsMeAssociatedstation",
            "getAuthorizationSubjectsMe",
            "getRoutingDirectroutingbackupSettingsMe",
            "getNotificationsChannels",
            "getTokensMe",
            "getUsersMe",
            "getUsersStationsMe",
            "headTokensMe",
            "postNotificationsChannels",
            "postUsersMePassword",
            "postUsersMeVerifiersWebauthnRegisterOptions",
        ],
    ),
    (
        "it is about the caller's organization",
        &[
            "deleteRoutingUtilization",
            "getAnalyticsUsersDetailsJobsAvailability",
            "getAuthorizationDivisionsHome",
            "getOrganizationsMe",
            "getRoutingUtilization",
            "putRoutingUtilization",
        ],
    ),
    (
        "the answer is the same in every organization",
        &[
            "getAuditsQueryRealtimeServicemapping",
            "getAuthorizationDivisionsLimit",
            "getAuthorizationPermissions",
            "getAuthorizationProducts",
            "getFieldconfig",
            "getNotificationsAvailabletopics",
            "getOauthScopes",
            "getSystempresences",
            "getUsersCustomattributesSchemasCoretypes",
            "getUsersCustomattributesSchemasLimits",
        ],
    ),
    ("there are none, and the list is empty", &["getTelephonyProvidersEdgesExtensionpools"]),
];

/// Operations that list entities below one that they name: the sample that puts one into the list,
/// and the kind that is listed.
const LISTED_BELOW: &[(&str, Kind, Kind)] = &[
    ("getAuthorizationDivisionGrants", Kind::GrantedRole, Kind::User),
    ("getAuthorizationDivisionspermittedPagedSubjectId", Kind::GrantedRole, Kind::Division),
    ("getAuthorizationRoleSubjectgrants", Kind::GrantedRole, Kind::User),
    ("getAuthorizationRoleUsers", Kind::GrantedRole, Kind::User),
    ("getGroupIndividuals", Kind::Member, Kind::User),
    ("getGroupMembers", Kind::Member, Kind::User),
    ("getLocationSublocations", Kind::Sublocation, Kind::Sublocation),
    ("getNotificationsChannelSubscriptions", Kind::Subscription, Kind::Subscription),
    ("getOrgauthorizationTrusteeUsers", Kind::TrustedUser, Kind::TrustedUser),
    ("getOrgauthorizationTrustorGroups", Kind::BroughtGroup, Kind::BroughtGroup),
    ("getOrgauthorizationTrustorUsers", Kind::BroughtUser, Kind::User),
    ("getTeamMembers", Kind::Teammate, Kind::Teammate),
    ("getUserCustomattributesBulk", Kind::CustomAttributes, Kind::CustomAttributes),
    ("getUsersCustomattributesSchemaVersions", Kind::AttributeSchema, Kind::AttributeSchema),
    ("getUserDirectreports", Kind::Report, Kind::Report),
    ("getChatsRoomMessages", Kind::ChatMessage, Kind::ChatMessage),
    ("getChatsUserMessages", Kind::DirectMessage, Kind::DirectMessage),
    ("getUserFavorites", Kind::Favorite, Kind::Favorite),
    ("getUserExternalid", Kind::ExternalKey, Kind::ExternalKey),
    ("getRoutingQueueMembers", Kind::QueueMember, Kind::QueueMember),
    ("getRoutingQueueUsers", Kind::QueueMember, Kind::QueueMember),
    ("getRoutingSkillgroupMembers", Kind::SkillGroupMember, Kind::SkillGroupMember),
    ("getRoutingSkillgroupMembersDivisions", Kind::SkillGroupDivision, Kind::SkillGroupDivision),
    ("getUserSkillgroups", Kind::SkillGroup, Kind::SkillGroup),
    ("getUserQueues", Kind::JoinedQueue, Kind::JoinedQueue),
    ("getUserRoutinglanguages", Kind::HeldLanguage, Kind::HeldLanguage),
    ("getUserRoutingskills", Kind::HeldSkill, Kind::HeldSkill),
    ("getUserSuperiors", Kind::Superior, Kind::Superior),
    ("getUserTrustors", Kind::BroughtUser, Kind::Trustor),
    ("getUserVerifiers", Kind::Verifier, Kind::Verifier),
    ("getUsersPresenceBulk", Kind::PresenceSource, Kind::User),
];

/// What is known of an operation that names no entity.
pub(super) enum Known {
    Lists(Kind),
    NamesNothing,
}

pub(super) fn known(entry: &Entry) -> Option<Known> {
    if let Some((_, kind)) = LISTINGS.iter().find(|(id, _)| *id == entry.meta.id) {
        return Some(Known::Lists(*kind));
    }
    super::excuse(NAMES_NOTHING, entry).map(|_| Known::NamesNothing)
}

/// Lists on both sides: each has its own sample and not the other's, unless the border is open for
/// it. Was it closed?
pub(super) async fn check(
    sweep: &mut Sweep,
    border: &Border,
    (entry, kind): (&'static Entry, Kind),
    (mut here, mut there): (Side<'_>, Side<'_>),
) -> bool {
    let ids = [here.samples.make(kind).await, there.samples.make(kind).await];
    let open_kind = border.open_kinds.iter().find(|(open, _)| *open == kind);
    if let Some((kind, _)) = open_kind {
        sweep.needs(format!("{kind:?}"));
    }
    let open = is_open(sweep, border, entry) || open_kind.is_some();
    let takes_ids = |parameter: &api::ParameterFacts| {
        parameter.name == "id" && matches!((parameter.shape)(), Shape::List(_))
    };
    let (mut whole, mut queries) = (whole(entry), Vec::new());
    if let Some((_, name)) = OF_USERS.iter().find(|(id, _)| *id == entry.meta.id) {
        let users = [here.samples.make(Kind::User).await, there.samples.make(Kind::User).await];
        whole = format!("{whole}{name}={}&{name}={}", users[0], users[1]);
    }
    if entry.parameters.iter().any(takes_ids) {
        queries.push(format!("{whole}id={}&id={}", ids[0], ids[1]));
    }
    if !BY_ID_ALONE.contains(&entry.meta.id) {
        queries.push(whole);
    }
    for query in queries {
        for (side, own) in [(&mut here, 0), (&mut there, 1)] {
            let request = side.samples.request(entry, 0).await.and_query(&query);
            let pages = pages(side, &request).await;
            let seen = [0, 1].map(|one| pages.iter().any(|page| mentions(&page.body, &ids[one])));
            if !seen[own] {
                sweep.problem(entry, "does not list what is there", &pages[0]);
            }
            if seen[1 - own] != open {
                let what = if open { "needs no excuse" } else { "lists the other side" };
                sweep.problem(entry, what, &pages[0]);
            }
        }
    }
    !open
}

/// Lists below an entity: one's own list has one's own sample; the other side's sample is in no list
/// that the caller can ask for, be it the list of an entity that lies on both sides, unless the
/// border is open for it. Was it closed?
pub(super) async fn check_below(
    sweep: &mut Sweep,
    border: &Border,
    entry: &'static Entry,
    (mut here, mut there): (Side<'_>, Side<'_>),
) -> bool {
    let Some((_, listed_by, kind)) = LISTED_BELOW.iter().find(|(id, ..)| *id == entry.meta.id)
    else {
        if lists(entry) {
            sweep.unknown(
                entry,
                "lists entities; say in `LISTED_BELOW` of sweeps/listings.rs which",
            );
        }
        return false;
    };
    let mut ids = Vec::new();
    let mut requests = Vec::new();
    for side in [&mut here, &mut there] {
        side.samples.make(*listed_by).await;
        ids.push(side.samples.make(*kind).await);
        requests.push(side.samples.request(entry, 0).await);
    }
    let (ours, theirs) = (&requests[0], &requests[1]);
    let whole = if BY_ID_ALONE.contains(&entry.meta.id) {
        format!("id={}&id={}", ids[0], ids[1])
    } else {
        whole(entry)
    };
    for (side, own, request) in [(&here, 0, ours), (&there, 1, theirs)] {
        let pages = pages(side, &request.clone().and_query(&whole)).await;
        if !pages.iter().any(|page| mentions(&page.body, &ids[own])) {
            sweep.problem(entry, "does not list what is there", &pages[0]);
        }
    }
    let open_kind = |kind| border.open_kinds.iter().any(|(open, _)| *open == kind);
    let seen_kind = border.seen_kinds.iter().any(|(seen, _)| seen == kind);
    let open_operation = is_open(sweep, border, entry);
    // What lies on both sides is theirs.
    let shared: Vec<_> = ours.named.iter().filter(|one| open_kind(one.kind)).collect();
    let mixed = shared.iter().fold(ours.clone(), |mixed, one| mixed.with(one, theirs.id(one)));
    let pages = pages(&here, &mixed.and_query(&whole)).await;
    let seen = pages.iter().any(|page| mentions(&page.body, &ids[1]));
    if open_operation && !shared.is_empty() && !seen {
        sweep.problem(entry, "needs no excuse", &pages[0]);
    }
    let open = open_operation || open_kind(*kind) || seen_kind;
    if seen && !open {
        sweep.problem(entry, "lists the other side", &pages[0]);
    }
    !open
}

/// Is the answer a list of entities?
fn lists(entry: &Entry) -> bool {
    let is_model = |shape: fn() -> Shape| matches!(shape(), Shape::Model(_));
    entry.meta.method == Method::Get
        && match (entry.response)() {
            Shape::List(inner) => is_model(inner),
            Shape::Model(facts) => facts.fields.iter().any(|field| {
                field.name == "entities"
                    && matches!((field.shape)(), Shape::List(inner) if is_model(inner))
            }),
            _ => false,
        }
}

/// All pages of a listing.
async fn pages(side: &Side<'_>, request: &Request) -> Vec<Answer> {
    let (server, token) = (side.samples.server, side.token(request));
    let mut pages = vec![request.ask(server, token).await];
    while let Some(next) = pages.last().and_then(|page| page.body["nextUri"].as_str()) {
        pages.push(server.get_with(next, token).await);
    }
    for page in &pages {
        assert_eq!(page.status, 200, "{}: {}", request.entry.meta.id, page.body);
    }
    pages
}

/// The query that asks for as much as there may be.
fn whole(entry: &Entry) -> String {
    let mut parameters = entry.parameters.iter().filter(|one| one.place == ParameterPlace::Query);
    let size = parameters.find(|parameter| parameter.name == "pageSize");
    size.map_or_else(String::new, |size| {
        format!("pageSize={}&", size.limits.maximum.unwrap_or(100.0))
    })
}

/// Does the answer have the id, as a value or a key? Links repeat what was asked for.
pub(super) fn mentions(value: &Value, id: &str) -> bool {
    match value {
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| name == id || !name.ends_with("Uri") && mentions(value, id)),
        Value::Array(items) => items.iter().any(|item| mentions(item, id)),
        Value::String(text) => text == id,
        _ => false,
    }
}

#[test]
fn every_listing_below_an_entity_is_served() {
    for (id, ..) in LISTED_BELOW {
        let entry = served().find(|entry| entry.meta.id == *id);
        let entry = entry.unwrap_or_else(|| panic!("{id} is not served"));
        assert!(!names(entry).unwrap().is_empty(), "{id} names no entity: it is in `LISTINGS`");
    }
}

#[test]
fn every_listing_is_served_and_names_no_entity() {
    let listed = LISTINGS.iter().map(|(id, _)| *id);
    let excused = NAMES_NOTHING.iter().flat_map(|(_, ids)| ids.iter().copied());
    for id in listed.chain(excused) {
        let entry = served().find(|entry| entry.meta.id == id);
        let entry = entry.unwrap_or_else(|| panic!("{id} is not served"));
        assert!(names(entry).unwrap().is_empty(), "{id} names entities, and is swept by them");
        let rows = LISTINGS.iter().filter(|(one, _)| *one == id).count()
            + NAMES_NOTHING.iter().filter(|(_, ids)| ids.contains(&id)).count();
        assert_eq!(rows, 1, "{id} stands there twice");
    }
}
