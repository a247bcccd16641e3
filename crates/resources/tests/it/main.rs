//! What resources answer and what they refuse, over HTTP and on both engines.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod audits;
mod call_forwarding;
mod custom_attributes;
mod direct_routing_backup;
mod divisions;
mod external_ids;
mod favorites;
mod field;
mod geolocations;
mod groups;
mod heard;
mod invitations;
mod locations;
mod oauth_clients;
mod out_of_office;
mod passwords;
mod permissions;
mod presence;
mod profiles;
mod queues;
mod roles;
mod routing_languages;
mod routing_skills;
mod routing_status;
mod search;
mod skill_groups;
mod subjects;
mod teams;
mod tokens;
mod trustors;
mod user_queues;
mod users;
mod utilization;
mod verifiers;
