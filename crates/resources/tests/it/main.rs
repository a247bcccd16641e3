//! What resources answer and what they refuse, over HTTP and on both engines.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod audits;
mod direct_routing_backup;
mod divisions;
mod field;
mod groups;
mod invitations;
mod oauth_clients;
mod passwords;
mod permissions;
mod queues;
mod roles;
mod routing_languages;
mod routing_skills;
mod skill_groups;
mod subjects;
mod tokens;
mod trustors;
mod user_queues;
mod users;
mod utilization;
mod verifiers;
