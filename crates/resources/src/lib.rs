//! The handlers of every operation, one file or folder for each resource, named as in `api` and
//! `store`; what several resources share is in `rules`.

mod analytics_jobs;
mod analytics_users;
mod audits;
mod call_forwarding;
mod chats;
mod coaching_appointments;
mod custom_attribute_schemas;
mod custom_attributes;
mod development_activities;
mod direct_routing_backup;
mod divisions;
mod extension_pools;
mod external_ids;
mod favorites;
mod field_config;
mod geolocations;
mod groups;
mod hierarchy;
mod interactions;
mod invitations;
pub mod kinds;
mod learning_assignments;
mod learning_modules;
mod locations;
mod me;
mod notifications;
mod oauth_clients;
mod oauth_scopes;
mod organizations;
mod out_of_office;
mod passwords;
mod permissions;
mod phones;
mod presence;
mod profile_skills;
mod profiles;
mod queues;
mod roles;
mod routing_languages;
mod routing_skills;
mod routing_status;
pub mod rules;
mod search;
mod skill_groups;
mod stations;
mod subjects;
mod teams;
mod tokens;
mod trustees;
mod trustors;
mod user_queues;
mod user_state;
mod users;
mod utilization;
mod verifiers;
mod voicemail;
mod wrapup_codes;

use gate::routes::Routes;

/// Every operation that is served, resource by resource.
pub fn routes() -> Routes {
    Routes::default()
        .and(users::routes())
        .and(user_state::routes())
        .and(profile_skills::routes())
        .and(hierarchy::routes())
        .and(external_ids::routes())
        .and(out_of_office::routes())
        .and(call_forwarding::routes())
        .and(geolocations::routes())
        .and(favorites::routes())
        .and(field_config::routes())
        .and(profiles::routes())
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
        .and(search::routes())
        .and(trustees::routes())
        .and(trustors::routes())
        .and(organizations::routes())
        .and(voicemail::routes())
        .and(extension_pools::routes())
        .and(routing_skills::routes())
        .and(routing_languages::routes())
        .and(wrapup_codes::routes())
        .and(queues::routes())
        .and(user_queues::routes())
        .and(skill_groups::routes())
        .and(presence::routes())
        .and(routing_status::routes())
        .and(interactions::routes())
        .and(utilization::routes())
        .and(direct_routing_backup::routes())
        .and(locations::routes())
        .and(teams::routes())
        .and(custom_attribute_schemas::routes())
        .and(custom_attributes::routes())
        .and(notifications::routes())
        .and(stations::routes())
        .and(phones::routes())
        .and(analytics_users::routes())
        .and(chats::routes())
        .and(learning_modules::routes())
        .and(learning_assignments::routes())
        .and(coaching_appointments::routes())
        .and(development_activities::routes())
        .and(analytics_jobs::routes())
}
