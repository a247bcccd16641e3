//! Every kind of entity that the audit tells of. A kind that is missing here cannot be asked for.

use gate::audit::Kind;
use identity::{passwords::PASSWORD, sessions::SESSION, verifiers::VERIFIER};

use crate::{
    rules::{
        clients::OAUTH_CLIENT,
        divisions::DIVISION,
        grants::GRANT,
        groups::GROUP,
        organization::ORGANIZATION,
        people::audited::USER,
        presence::{PRESENCE_DEFINITION, PRESENCE_SOURCE, ROUTING_STATUS, USER_PRESENCE},
        roles::ROLE,
        stations::{PHONE, STATION},
        trusts::TRUST,
    },
    voicemail::VOICEMAIL_POLICY,
};

/// Every kind, one a line.
pub const KINDS: &[Kind] = &[
    DIVISION,
    GRANT,
    GROUP,
    OAUTH_CLIENT,
    ORGANIZATION,
    PASSWORD,
    PHONE,
    PRESENCE_DEFINITION,
    PRESENCE_SOURCE,
    ROLE,
    ROUTING_STATUS,
    SESSION,
    STATION,
    TRUST,
    USER,
    USER_PRESENCE,
    VERIFIER,
    VOICEMAIL_POLICY,
];
