//! Scopes: what an OAuth client limits its users' tokens to, and which of them open an operation.

use crate::{Lane, Meta, Method};

/// A scope: `users`, or `users:readonly` for what only reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// Its name.
    pub id: &'static str,
    /// The part of the API that it opens, in words.
    pub about: &'static str,
    /// Does it open reading alone?
    pub readonly: bool,
}

/// An area of the API with its scopes; few areas have but one.
#[derive(Debug)]
struct Area {
    name: &'static str,
    whole: Option<Scope>,
    readonly: Option<Scope>,
}

macro_rules! areas {
    (@whole both $name:literal $about:literal) => {
        Some(Scope { id: $name, about: $about, readonly: false })
    };
    (@whole whole $name:literal $about:literal) => { areas!(@whole both $name $about) };
    (@whole readonly $name:literal $about:literal) => { None };
    (@readonly both $name:literal $about:literal) => {
        Some(Scope { id: concat!($name, ":readonly"), about: $about, readonly: true })
    };
    (@readonly readonly $name:literal $about:literal) => { areas!(@readonly both $name $about) };
    (@readonly whole $name:literal $about:literal) => { None };
    ($($kind:ident $name:literal $about:literal;)*) => {
        &[$(Area {
            name: $name,
            whole: areas!(@whole $kind $name $about),
            readonly: areas!(@readonly $kind $name $about),
        }),*]
    };
}

/// Every scope that clients of this API may be registered with. Those of areas that are not served
/// are accepted and open nothing.
const AREAS: &[Area] = areas! {
    both "ai-studio" "AI Studio";
    both "alerting" "alerts and their rules";
    both "analytics" "analytics";
    both "architect" "call flows";
    both "assistants" "agent assistants";
    readonly "audits" "the audit log";
    both "authorization" "roles, grants and divisions";
    both "billing" "billing";
    both "business-rules" "business rules";
    both "case-management" "cases";
    both "coaching" "coaching";
    both "content-management" "documents";
    both "conversations" "conversations";
    whole "data-extensions" "data extensions";
    both "data-privacy" "data privacy";
    both "devices" "mobile devices";
    both "dialog" "dialogue engines";
    both "employee-engagement" "employee engagement";
    both "employee-performance" "employee performance";
    both "external-contacts" "external contacts";
    both "fax" "fax";
    both "gamification" "gamification";
    both "gdpr" "requests under data protection law";
    both "geolocation" "where users are";
    both "greetings" "greetings";
    both "groups" "groups and teams";
    both "identity-providers" "identity providers";
    both "infrastructureascode" "infrastructure as code";
    both "integrations" "integrations";
    both "journey" "customer journeys";
    both "knowledge" "knowledge bases";
    both "language-understanding" "language understanding";
    both "learning" "learning";
    both "license" "licences";
    both "locations" "locations";
    both "logcapture" "captured logs";
    both "messaging" "messaging";
    both "messaging-platform" "messaging platforms";
    whole "notifications" "notifications";
    both "oauth" "OAuth clients and scopes";
    both "organization" "the organization and its chats";
    both "organization-authorization" "trust between organizations";
    both "outbound" "outbound campaigns";
    both "presence" "presence";
    both "process-automation" "process automation";
    both "quality" "quality management";
    both "recordings" "recordings";
    both "response-management" "canned responses";
    both "routing" "queues, skills, languages and utilization";
    both "scim" "provisioning by SCIM";
    both "screen-monitoring" "screen monitoring";
    both "scripts" "scripts";
    readonly "search" "search across the organization";
    both "social-media" "social media";
    both "speech-and-text-analytics" "speech and text analytics";
    both "stations" "stations";
    both "telephony" "telephony";
    both "textbots" "text bots";
    whole "upload" "uploads";
    both "usage" "usage of the API";
    whole "user-basic-info" "the user's own identity";
    both "user-recordings" "users' own recordings";
    both "users" "users";
    both "users-rules" "rules about users";
    both "voicemail" "voicemail";
    both "web-chat" "web chat";
    both "webdeployments" "deployments on web pages";
    both "widgets" "widgets";
    both "workforce-management" "workforce management";
    both "workitems" "work items";
};

/// What a part of the API needs.
#[derive(Debug, Clone, Copy)]
enum Needs {
    /// Nothing: every token may.
    Nothing,
    /// A scope of one of these areas.
    Areas(&'static [&'static str]),
    /// A scope of this area, where that for reading is always enough.
    ToRead(&'static str),
}

/// What the paths under `/api/v2/` need: the first line that begins like the path, `*` being any
/// parameter, and `$` the end.
const PLACES: &[(&str, Needs)] = &[
    ("analytics/users/aggregates/jobs", Needs::ToRead("analytics")),
    ("analytics/users/details/jobs", Needs::ToRead("analytics")),
    ("analytics", Needs::Areas(&["analytics"])),
    ("audits", Needs::Areas(&["audits"])),
    ("authorization", Needs::Areas(&["authorization"])),
    // Operations of our own, each as its likes in the API.
    ("callroster/stations", Needs::Areas(&["stations"])),
    ("callroster/users/*/interactions", Needs::Areas(&["routing"])),
    ("callroster/users", Needs::Areas(&["users"])),
    ("chats", Needs::Areas(&["organization"])),
    ("coaching", Needs::Areas(&["coaching"])),
    ("events/users/presence", Needs::Areas(&["presence"])),
    ("events/users/routingstatus", Needs::Areas(&["routing"])),
    ("fieldconfig", Needs::Areas(&["organization"])),
    ("groups", Needs::Areas(&["groups"])),
    ("learning", Needs::Areas(&["learning"])),
    ("locations", Needs::Areas(&["locations"])),
    ("notifications", Needs::Areas(&["notifications"])),
    ("oauth", Needs::Areas(&["oauth"])),
    ("organizations", Needs::Areas(&["organization"])),
    ("orgauthorization", Needs::Areas(&["organization-authorization"])),
    ("presence", Needs::Areas(&["presence"])),
    ("presencedefinitions", Needs::Areas(&["presence"])),
    ("profiles", Needs::Areas(&["users"])),
    ("routing", Needs::Areas(&["routing"])),
    ("scim", Needs::Areas(&["scim"])),
    ("scripts", Needs::Areas(&["scripts"])),
    ("stations", Needs::Areas(&["stations"])),
    ("systempresences", Needs::Areas(&["presence"])),
    ("teams", Needs::Areas(&["groups"])),
    ("telephony", Needs::Areas(&["telephony"])),
    // Every token may be read and revoked by its holder.
    ("tokens/me", Needs::Nothing),
    ("tokens/timeout", Needs::Areas(&["authorization"])),
    // Those of other users, whom `user-basic-info` does not reach.
    ("tokens", Needs::Areas(&["oauth"])),
    ("users/chats", Needs::Areas(&["organization"])),
    ("users/me/$", Needs::Areas(&["user-basic-info", "users"])),
    ("users/presences", Needs::Areas(&["presence"])),
    ("users/rules", Needs::Areas(&["users-rules"])),
    ("users/search/teams", Needs::Areas(&["groups"])),
    ("users/*/geolocations", Needs::Areas(&["geolocation"])),
    ("users/*/presences", Needs::Areas(&["presence"])),
    ("users/*/roles", Needs::Areas(&["authorization"])),
    ("users/*/skillgroups", Needs::Areas(&["routing"])),
    ("users", Needs::Areas(&["users"])),
    ("voicemail", Needs::Areas(&["voicemail"])),
];

impl Scope {
    /// Every scope, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        AREAS.iter().flat_map(|area| [area.whole, area.readonly]).flatten()
    }

    /// The scope of this name.
    pub fn find(id: &str) -> Option<Self> {
        Self::all().find(|scope| scope.id == id)
    }

    /// What it lets an application do, in a sentence.
    pub fn description(self) -> String {
        let does = if self.readonly { "Read" } else { "Read and change" };
        format!("{does} {}.", self.about)
    }
}

impl Meta {
    /// Does the operation change nothing?
    pub const fn only_reads(&self) -> bool {
        matches!(self.method, Method::Get | Method::Head) || !matches!(self.lane, Lane::Write)
    }

    /// The scopes of which one lets a user's token through, when its client is limited by scopes.
    /// `None` where no scope is needed; an empty list, which no client can satisfy, for a path that
    /// has no line in the table.
    pub fn scopes(&self) -> Option<Vec<Scope>> {
        let needs = PLACES.iter().find(|(place, _)| begins(self.path, place));
        let (areas, reads): (&[&str], bool) = match needs.map(|(_, needs)| needs) {
            None => return Some(Vec::new()),
            Some(Needs::Nothing) => return None,
            Some(Needs::Areas(areas)) => (areas, self.only_reads()),
            Some(Needs::ToRead(area)) => (std::slice::from_ref(area), true),
        };
        let named = areas.iter().filter_map(|name| AREAS.iter().find(|area| area.name == *name));
        let scopes = named.flat_map(|area| [area.whole, area.readonly.filter(|_| reads)]);
        Some(scopes.flatten().collect())
    }
}

/// Does the path of an operation begin like the place?
fn begins(path: &str, place: &str) -> bool {
    let mut segments = path.strip_prefix("/api/v2/").unwrap_or_default().split('/');
    place.split('/').all(|wanted| match (wanted, segments.next()) {
        ("$", rest) => rest.is_none(),
        ("*", Some(segment)) => segment.starts_with('{'),
        (wanted, segment) => segment == Some(wanted),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::operations;

    fn scopes_of(id: &str) -> Option<Vec<&'static str>> {
        let entry = operations().find(|entry| entry.meta.id == id).unwrap();
        let scopes = entry.meta.scopes()?;
        Some(scopes.into_iter().map(|scope| scope.id).collect())
    }

    #[test]
    fn every_operation_has_a_scope_or_needs_none() {
        for entry in operations() {
            assert_ne!(entry.meta.scopes(), Some(Vec::new()), "{}", entry.meta.path);
        }
    }

    #[test]
    fn every_place_names_areas_that_there_are() {
        for (place, needs) in PLACES {
            let names: &[&str] = match needs {
                Needs::Nothing => &[],
                Needs::Areas(names) => names,
                Needs::ToRead(name) => std::slice::from_ref(name),
            };
            for name in names {
                assert!(AREAS.iter().any(|area| area.name == *name), "{place}: {name}");
            }
        }
    }

    #[test]
    fn scopes_are_listed_by_name() {
        let names: Vec<&str> = AREAS.iter().map(|area| area.name).collect();
        assert!(names.is_sorted());
        assert_eq!(Scope::find("users:readonly").map(|scope| scope.about), Some("users"));
        assert_eq!(Scope::find("audits"), None, "the audit log can only be read");
    }

    #[test]
    fn the_readonly_scope_is_enough_to_read_and_no_more() {
        assert_eq!(scopes_of("getUser"), Some(vec!["users", "users:readonly"]));
        assert_eq!(scopes_of("patchUser"), Some(vec!["users"]));
        assert_eq!(scopes_of("postUsersSearch"), Some(vec!["users", "users:readonly"]));
        let analytics = Some(vec!["analytics", "analytics:readonly"]);
        assert_eq!(scopes_of("postAnalyticsUsersDetailsQuery"), analytics);
        assert_eq!(scopes_of("postAnalyticsUsersDetailsJobs"), analytics);
        assert_eq!(scopes_of("postAuditsQueryRealtime"), Some(vec!["audits:readonly"]));
    }

    #[test]
    fn a_part_of_an_area_may_have_a_scope_of_its_own() {
        assert_eq!(scopes_of("getTokensMe"), None);
        let own = Some(vec!["user-basic-info", "users", "users:readonly"]);
        assert_eq!(scopes_of("getUsersMe"), own);
        assert_eq!(scopes_of("postUsersMePassword"), Some(vec!["users"]));
        assert_eq!(
            scopes_of("getUserRoles"),
            Some(vec!["authorization", "authorization:readonly"])
        );
        assert_eq!(scopes_of("getUserSkillgroups"), Some(vec!["routing", "routing:readonly"]));
        assert_eq!(
            scopes_of("postUsersSearchTeamsAssign"),
            Some(vec!["groups", "groups:readonly"])
        );
    }

    #[test]
    fn basic_information_is_the_users_own_and_is_only_read() {
        let mut opened = 0;
        for entry in operations() {
            let scopes = entry.meta.scopes().unwrap_or_default();
            if scopes.iter().any(|scope| scope.id == "user-basic-info") {
                opened += 1;
                let own = entry.meta.path.split('/').any(|segment| segment == "me");
                assert!(own && entry.meta.only_reads(), "{}", entry.meta.id);
            }
        }
        assert!(opened > 0);
        assert_eq!(scopes_of("deleteToken"), Some(vec!["oauth"]));
    }

    #[test]
    fn the_document_names_scopes_with_each_operation_and_all_of_them_once() {
        let document = crate::document();
        let security =
            |path: &str, method: &str| document["paths"][path][method]["security"].clone();
        let either =
            json!([{ "PureCloud OAuth": ["users"] }, { "PureCloud OAuth": ["users:readonly"] }]);
        assert_eq!(security("/api/v2/users/{userId}", "get"), either);
        assert_eq!(security("/api/v2/tokens/me", "get"), json!(null), "a token is enough");
        let flows = &document["components"]["securitySchemes"]["PureCloud OAuth"]["flows"];
        let listed = flows["authorizationCode"]["scopes"].as_object().unwrap();
        assert_eq!(listed.len(), Scope::all().count());
    }
}
