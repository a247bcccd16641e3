//! The handlers of every operation, one file or folder for each resource, named as in `api` and
//! `store`; what several resources share is in `rules`.

mod audits;
mod divisions;
mod extension_pools;
mod groups;
mod hierarchy;
mod interactions;
mod invitations;
pub mod kinds;
mod me;
mod notifications;
mod oauth_clients;
mod oauth_scopes;
mod organizations;
mod passwords;
mod permissions;
mod phones;
mod presence;
mod profile_skills;
mod roles;
mod routing_status;
pub mod rules;
mod stations;
mod subjects;
mod tokens;
mod trustees;
mod trustors;
mod user_state;
mod users;
mod verifiers;
mod voicemail;

use gate::routes::Routes;

/// Every operation that is served, resource by resource.
pub fn routes() -> Routes {
    Routes::default()
        .and(users::routes())
        .and(user_state::routes())
        .and(profile_skills::routes())
        .and(hierarchy::routes())
        .and(passwords::routes())
        .and(me::routes())
        .and(invitations::routes())
        .and(verifiers::routes())
        .and(tokens::routes())
        .and(oauth_clients::routes())
        .and(oauth_scopes::routes())
        .and(subjects::routes())
        .and(divisions::routes())
        .and(permissions::routes())
        .and(roles::routes())
        .and(audits::routes())
        .and(groups::routes())
        .and(trustees::routes())
        .and(trustors::routes())
        .and(organizations::routes())
        .and(voicemail::routes())
        .and(extension_pools::routes())
        .and(presence::routes())
        .and(routing_status::routes())
        .and(interactions::routes())
        .and(notifications::routes())
        .and(stations::routes())
        .and(phones::routes())
}
