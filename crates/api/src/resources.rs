//! Every resource of the API, one file each.

/// Declares the modules and lists their operations and topics, so that a resource is named once.
macro_rules! resources {
    ($($(#[$list:ident])* $name:ident),* $(,)?) => {
        $(pub mod $name;)*
        $(pub use $name::*;)*

        /// Every operation of the API, resource by resource.
        pub fn operations() -> impl Iterator<Item = &'static crate::Entry> {
            [$(resources!(@operations $name, $($list)*)),*].into_iter().flatten()
        }

        /// Every topic of notifications, resource by resource.
        pub fn topics() -> impl Iterator<Item = &'static crate::TopicEntry> {
            [$(resources!(@topics $name, $($list)*)),*].into_iter().flatten()
        }
    };
    (@operations $name:ident, operations $($more:ident)?) => { $name::OPERATIONS };
    (@operations $name:ident, $($other:ident)?) => { &[] as &'static [crate::Entry] };
    (@topics $name:ident, $(operations)? topics) => { $name::TOPICS };
    (@topics $name:ident, $($other:ident)?) => { &[] as &'static [crate::TopicEntry] };
}

resources! {
    #[topics] activity,
    #[operations] #[topics] analytics_jobs,
    #[operations] #[topics] analytics_users,
    #[operations] audits,
    #[operations] #[topics] call_forwarding,
    #[operations] chats,
    #[operations] coaching_appointments,
    common,
    #[operations] custom_attribute_schemas,
    #[operations] custom_attributes,
    #[operations] development_activities,
    #[operations] direct_routing_backup,
    #[operations] divisions,
    #[operations] extension_pools,
    #[operations] external_ids,
    #[operations] favorites,
    #[operations] field_config,
    #[operations] #[topics] geolocations,
    #[operations] groups,
    #[operations] hierarchy,
    #[operations] interactions,
    #[operations] learning_assignments,
    #[operations] learning_modules,
    #[operations] locations,
    #[operations] notifications,
    #[operations] oauth_clients,
    #[operations] oauth_scopes,
    #[operations] organizations,
    #[operations] #[topics] out_of_office,
    #[operations] passwords,
    #[operations] #[topics] presence,
    #[operations] permissions,
    #[operations] phones,
    #[operations] profile_skills,
    #[operations] profiles,
    #[operations] #[topics] queues,
    #[operations] roles,
    #[operations] routing_languages,
    #[operations] routing_skills,
    #[operations] #[topics] routing_status,
    scripts,
    #[operations] search,
    #[operations] skill_groups,
    #[operations] #[topics] stations,
    #[operations] subjects,
    #[operations] teams,
    #[operations] #[topics] tokens,
    #[operations] trustees,
    #[operations] trustors,
    #[operations] user_queues,
    #[operations] user_state,
    #[operations] users,
    #[operations] utilization,
    #[operations] verifiers,
    #[operations] voicemail,
    #[operations] wrapup_codes,
}
