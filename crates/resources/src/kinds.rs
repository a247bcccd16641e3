//! Every kind of entity that the audit tells of. A kind that is missing here cannot be asked for.

use gate::audit::Kind;
use identity::{passwords::PASSWORD, sessions::SESSION, verifiers::VERIFIER};

use crate::{
    direct_routing_backup::DIRECT_ROUTING_BACKUP,
    routing_languages::ROUTING_LANGUAGE,
    rules::{
        abilities::{USER_ROUTING_LANGUAGES, USER_ROUTING_SKILLS},
        clients::OAUTH_CLIENT,
        divisions::DIVISION,
        grants::GRANT,
        groups::GROUP,
        organization::ORGANIZATION,
        people::audited::USER,
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
    DIRECT_ROUTING_BACKUP,
    DIVISION,
    GRANT,
    GROUP,
    OAUTH_CLIENT,
    ORGANIZATION,
    PASSWORD,
    QUEUE,
    ROLE,
    ROUTING_LANGUAGE,
    ROUTING_SKILL,
    SESSION,
    SKILL_GROUP,
    TRUST,
    USER,
    USER_ROUTING_LANGUAGES,
    USER_ROUTING_SKILLS,
    UTILIZATION,
    UTILIZATION_LABEL,
    VERIFIER,
    VOICEMAIL_POLICY,
];
