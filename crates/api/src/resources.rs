//! Every resource of the API, one file each.

/// Declares the modules and lists their operations, so that a resource is named once.
macro_rules! resources {
    ($($(#[$with_operations:ident])? $name:ident),* $(,)?) => {
        $(pub mod $name;)*
        $(pub use $name::*;)*

        /// Every operation of the API, resource by resource.
        pub fn operations() -> impl Iterator<Item = &'static crate::Entry> {
            [$(resources!(@ $name, $($with_operations)?)),*].into_iter().flatten()
        }
    };
    (@ $name:ident, operations) => { $name::OPERATIONS };
    (@ $name:ident,) => { &[] as &'static [crate::Entry] };
}

resources! {
    #[operations] analytics_jobs,
    #[operations] analytics_users,
    #[operations] audits,
    #[operations] call_forwarding,
    #[operations] chats,
    common,
    #[operations] development_activities,
    #[operations] direct_routing_backup,
    #[operations] divisions,
    #[operations] extension_pools,
    #[operations] external_ids,
    #[operations] favorites,
    #[operations] field_config,
    #[operations] geolocations,
    #[operations] groups,
    #[operations] hierarchy,
    locations,
    #[operations] oauth_clients,
    #[operations] oauth_scopes,
    #[operations] organizations,
    #[operations] out_of_office,
    #[operations] passwords,
    presence,
    #[operations] permissions,
    #[operations] profile_skills,
    #[operations] profiles,
    queues,
    #[operations] roles,
    #[operations] routing_languages,
    #[operations] routing_skills,
    #[operations] routing_status,
    scripts,
    #[operations] search,
    #[operations] skill_groups,
    #[operations] stations,
    #[operations] subjects,
    teams,
    #[operations] tokens,
    #[operations] trustees,
    #[operations] trustors,
    #[operations] user_queues,
    #[operations] user_state,
    #[operations] users,
    #[operations] utilization,
    #[operations] verifiers,
    #[operations] voicemail,
}
