//! Every kind of entity that the audit tells of. A kind that is missing here cannot be asked for.

use gate::audit::Kind;
use identity::{passwords::PASSWORD, sessions::SESSION, verifiers::VERIFIER};

use crate::{
    call_forwarding::CALL_FORWARDING,
    favorites::FAVORITES,
    out_of_office::OUT_OF_OFFICE,
    rules::{
        clients::OAUTH_CLIENT,
        divisions::DIVISION,
        grants::GRANT,
        groups::GROUP,
        organization::ORGANIZATION,
        people::{audited::USER, geolocations::GEOLOCATION},
        roles::ROLE,
        trusts::TRUST,
    },
    voicemail::VOICEMAIL_POLICY,
};

/// Every kind, one a line.
pub const KINDS: &[Kind] = &[
    CALL_FORWARDING,
    DIVISION,
    FAVORITES,
    GEOLOCATION,
    GRANT,
    GROUP,
    OAUTH_CLIENT,
    ORGANIZATION,
    OUT_OF_OFFICE,
    PASSWORD,
    ROLE,
    SESSION,
    TRUST,
    USER,
    VERIFIER,
    VOICEMAIL_POLICY,
];
