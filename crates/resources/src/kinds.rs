//! Every kind of entity that the audit tells of. A kind that is missing here cannot be asked for.

use gate::audit::Kind;
use identity::{passwords::PASSWORD, sessions::SESSION, verifiers::VERIFIER};

use crate::{
    rules::{
        attributes::{ATTRIBUTE_SCHEMA, CUSTOM_ATTRIBUTES},
        clients::OAUTH_CLIENT,
        divisions::DIVISION,
        grants::GRANT,
        groups::GROUP,
        locations::LOCATION,
        organization::ORGANIZATION,
        people::audited::USER,
        roles::ROLE,
        teams::TEAM,
        trusts::TRUST,
    },
    voicemail::VOICEMAIL_POLICY,
};

/// Every kind, one a line.
pub const KINDS: &[Kind] = &[
    ATTRIBUTE_SCHEMA,
    CUSTOM_ATTRIBUTES,
    DIVISION,
    GRANT,
    GROUP,
    LOCATION,
    OAUTH_CLIENT,
    ORGANIZATION,
    PASSWORD,
    ROLE,
    SESSION,
    TEAM,
    TRUST,
    USER,
    VERIFIER,
    VOICEMAIL_POLICY,
];
