//! Every kind of entity that the audit tells of. A kind that is missing here cannot be asked for.

use gate::audit::Kind;
use identity::{passwords::PASSWORD, sessions::SESSION, verifiers::VERIFIER};

use crate::{
    call_forwarding::CALL_FORWARDING,
    direct_routing_backup::DIRECT_ROUTING_BACKUP,
    favorites::FAVORITES,
    out_of_office::OUT_OF_OFFICE,
    routing_languages::ROUTING_LANGUAGE,
    rules::{
        abilities::{USER_ROUTING_LANGUAGES, USER_ROUTING_SKILLS},
        clients::OAUTH_CLIENT,
        divisions::DIVISION,
        grants::GRANT,
        groups::GROUP,
        organization::ORGANIZATION,
        people::{audited::USER, geolocations::GEOLOCATION},
        presence::{PRESENCE_DEFINITION, PRESENCE_SOURCE, ROUTING_STATUS, USER_PRESENCE},
        queues::QUEUE,
        roles::ROLE,
        routing_skills::ROUTING_SKILL,
        skill_groups::SKILL_GROUP,
        trusts::TRUST,
    },
    utilization::{UTILIZATION, UTILIZATION_LABEL},
    voicemail::VOICEMAIL_POLICY,
};

/// Every kind, one a line.
pub const KINDS: &[Kind] = &[
    CALL_FORWARDING,
    DIRECT_ROUTING_BACKUP,
    DIVISION,
    FAVORITES,
    GEOLOCATION,
    GRANT,
    GROUP,
    OAUTH_CLIENT,
    ORGANIZATION,
    OUT_OF_OFFICE,
    PASSWORD,
    PRESENCE_DEFINITION,
    PRESENCE_SOURCE,
    QUEUE,
    ROLE,
    ROUTING_LANGUAGE,
    ROUTING_SKILL,
    ROUTING_STATUS,
    SESSION,
    SKILL_GROUP,
    TRUST,
    USER,
    USER_PRESENCE,
    USER_ROUTING_LANGUAGES,
    USER_ROUTING_SKILLS,
    UTILIZATION,
    UTILIZATION_LABEL,
    VERIFIER,
    VOICEMAIL_POLICY,
];
