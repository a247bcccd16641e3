//! What is in another division is as good as unknown to who holds everything in one.

use server::Random;
use test_server::{
    Engine, TestServer, both_engines, in_division,
    outbox::with_outbox,
    samples::{Kind, Samples},
};

use super::borders::{Border, Side, sweep};

const OF_THE_ORGANIZATION: &str =
    "it belongs to the organization, and a permission on it held in any division reaches it";

const BORDER: Border = Border {
    open_kinds: &[
        (Kind::Role, OF_THE_ORGANIZATION),
        (Kind::GrantedRole, OF_THE_ORGANIZATION),
        (Kind::Group, OF_THE_ORGANIZATION),
        (Kind::OauthClient, OF_THE_ORGANIZATION),
        (Kind::Location, OF_THE_ORGANIZATION),
        (Kind::Campus, OF_THE_ORGANIZATION),
        (Kind::AttributeSchema, OF_THE_ORGANIZATION),
        (Kind::SchemaVersion, "versions are counted from 1 in every schema"),
        (Kind::CoreType, "the core types are the same everywhere"),
        (Kind::Trustee, "trust is between organizations"),
        (Kind::Trustor, "trust is between organizations"),
        (Kind::BroughtGroup, "trust is between organizations"),
        (Kind::Organization, "another organization is in no division of this one"),
        (Kind::ForeignUser, "another organization is in no division of this one"),
        (Kind::ForeignGroup, "another organization is in no division of this one"),
        (Kind::TrustedUser, "another organization is in no division of this one"),
        (Kind::Scope, "the scopes are the same everywhere"),
    ],
    seen_kinds: &[
        (Kind::Division, "everybody may read that there is a division, and what it is called"),
        (Kind::InhabitedDivision, "everybody may read that there is a division"),
        (Kind::Member, "who sees a group sees its members, and removes those of one division"),
    ],
    open_operations: &[
        ("getAuthorizationDivision", "everybody may read every division"),
        ("getAuthorizationDivisions", "everybody may read every division"),
        ("getAuthorizationDivisionsQuery", "everybody may read every division"),
        ("getAuthorizationDivisionsDeleted", "a deleted division is in no division"),
        ("postAuthorizationDivisionRestore", "a deleted division is in no division"),
        ("getAuthorizationDivisionspermittedPagedSubjectId", "everybody may read every user"),
        ("getAuthorizationRoleUsers", "everybody may read who holds a role"),
        ("getGroupIndividuals", "who sees a group sees its members"),
        ("getGroupMembers", "who sees a group sees its members"),
        ("getLocationSublocations", "everybody may read every location"),
        ("getUser", "everybody may read every user"),
        ("getUserAdjacents", "everybody may read every user"),
        ("getUserDirectreports", "everybody may read every user"),
        ("getUserSuperiors", "everybody may read every user"),
    ],
    open_places: &[
        ("patchUser", "body.manager", "a manager may be of any division"),
        ("postLocations", "body.contactUser", "a location is of no division, nor is its contact"),
        ("patchLocation", "body.contactUser", "a location is of no division, nor is its contact"),
    ],
    // Who could not be added is told, as users who are no members are not removed: 200 and 204.
    silent_places: &[("postTeamMembers", "body.memberIds"), ("deleteTeamMembers", "query.id")],
    owners_succeed: false,
};

#[both_engines]
async fn what_is_in_another_division_is_as_good_as_unknown(engine: Engine) {
    let (server, _outbox) = with_outbox(engine).await;
    sweep(&server, &BORDER, async || (side(&server).await, side(&server).await)).await;
}

/// A new division with somebody who holds everything in it.
async fn side(server: &TestServer) -> Side<'_> {
    let division = server.division(&format!("Side {}", Random::System.hex::<6>())).await;
    let caller = server.caller(&[in_division(&division, &["*:*:*"])]).await;
    Side { samples: Samples::of(server).in_division(&division), caller: Some(caller) }
}
