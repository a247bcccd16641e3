//! The server through HTTP, on both engines, with a clock that stands still.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

mod access;
mod attacks;
mod audits;
mod bounds;
mod call_forwarding;
mod connections;
mod context;
mod credentials;
mod divisions;
mod exactness;
mod external_ids;
mod favorites;
mod field;
mod geolocations;
mod groups;
mod heard;
mod http;
mod invitations;
mod oauth;
mod oauth_clients;
mod organizations;
mod out_of_office;
mod passwords;
mod permissions;
mod profiles;
mod recovery;
mod roles;
mod samples;
mod scopes;
mod sign_in;
mod sign_in_attempts;
mod subjects;
mod sweeps;
mod tokens;
mod trustors;
mod users;
mod verifier_codes;
mod verifiers;
