//! The server through HTTP, on both engines, with a clock that stands still.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

mod access;
mod attacks;
mod audits;
mod bounds;
mod connections;
mod context;
mod credentials;
mod divisions;
mod exactness;
mod field;
mod groups;
mod http;
mod invitations;
mod notifications;
mod oauth;
mod oauth_clients;
mod organizations;
mod passwords;
mod permissions;
mod presence;
mod recovery;
mod roles;
mod routing_status;
mod samples;
mod scopes;
mod sign_in;
mod sign_in_attempts;
mod stations;
mod subjects;
mod sweeps;
mod tokens;
mod trustors;
mod users;
mod verifier_codes;
mod verifiers;
