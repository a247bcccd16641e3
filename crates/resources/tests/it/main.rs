//! What resources answer and what they refuse, over HTTP and on both engines.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod audits;
mod custom_attributes;
mod divisions;
mod field;
mod groups;
mod invitations;
mod locations;
mod oauth_clients;
mod passwords;
mod permissions;
mod roles;
mod search;
mod subjects;
mod teams;
mod tokens;
mod trustors;
mod users;
mod verifiers;
