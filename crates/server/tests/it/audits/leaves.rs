//! What every operation that changes something leaves in the audit.

/// Types and actions of messages.
pub(super) type Leaves = &'static [(&'static str, &'static str)];

/// Operations that leave no message, each with the reason.
pub(super) const LEAVE_NOTHING: &[(&str, &[&str])] = &[(
    "a channel is the caller's own, for a day, and nobody else sees anything of it",
    &[
        "postNotificationsChannels",
        "postNotificationsChannelSubscriptions",
        "putNotificationsChannelSubscriptions",
        "deleteNotificationsChannelSubscriptions",
    ],
)];

/// The messages of a request of the samples that succeeds.
pub(super) const LEAVES: &[(&str, Leaves)] = &[
    // Users
    ("postUsers", &[("User", "Create"), ("Password", "Create")]),
    ("patchUsersBulk", &[("User", "Update")]),
    ("deleteUser", &[("User", "Delete")]),
    ("patchUser", &[("User", "Update")]),
    ("putUserState", &[("User", "Update")]),
    ("putUserProfileskills", &[("User", "Update")]),
    ("postUserInvite", &[("User", "Update")]),
    ("patchVoicemailUserpolicy", &[("VoicemailUserPolicy", "Update")]),
    // Presences
    ("patchUserPresence", &[("UserPresence", "Update")]),
    ("patchUserPresencesPurecloud", &[("UserPresence", "Update")]),
    ("putUsersPresencesBulk", &[("UserPresence", "Update")]),
    ("putPresenceUserPrimarysource", &[("UserPresence", "Update")]),
    ("postEventsUsersPresence", &[("UserPresence", "Update")]),
    ("postEventsUsersRoutingstatus", &[("RoutingStatus", "Update")]),
    ("putUserRoutingstatus", &[("RoutingStatus", "Update")]),
    ("postCallrosterUserInteractions", &[("RoutingStatus", "Update")]),
    ("postPresencedefinitions", &[("OrganizationPresence", "Create")]),
    ("putPresencedefinition", &[("OrganizationPresence", "Update")]),
    ("deletePresencedefinition", &[("OrganizationPresence", "Delete")]),
    ("postPresenceDefinitions0", &[("OrganizationPresence", "Create")]),
    ("putPresenceDefinition0", &[("OrganizationPresence", "Update")]),
    ("deletePresenceDefinition0", &[("OrganizationPresence", "Delete")]),
    ("postPresenceSources", &[("Source", "Create")]),
    ("putPresenceSource", &[("Source", "Update")]),
    ("deletePresenceSource", &[("Source", "Delete")]),
    // Stations
    ("putUserStationAssociatedstationStationId", &[("Station", "Update")]),
    ("deleteUserStationAssociatedstation", &[("Station", "Update")]),
    ("putUserStationDefaultstationStationId", &[("Station", "Update")]),
    ("deleteUserStationDefaultstation", &[("Station", "Update")]),
    ("putUsersStationsMeAssociatedstationStationId", &[("Station", "Update")]),
    ("deleteUsersStationsMeAssociatedstation", &[("Station", "Update")]),
    ("deleteStationAssociateduser", &[("Station", "Update")]),
    ("postCallrosterStations", &[("Station", "Create")]),
    ("postTelephonyProvidersEdgesPhones", &[("Phone", "Create")]),
    ("putTelephonyProvidersEdgesPhone", &[("Phone", "Update")]),
    ("deleteTelephonyProvidersEdgesPhone", &[("Phone", "Delete")]),
    // Passwords, verifiers and tokens
    ("postUserPassword", &[("Password", "Reset")]),
    ("postUsersMePassword", &[("Password", "Update")]),
    ("postUsersMeVerifiersTotp", &[("Verifier", "Create")]),
    ("postUsersMeVerifiersTotpVerifierId", &[("Verifier", "Update")]),
    ("putUsersMeVerifier", &[("Verifier", "Update")]),
    ("deleteUsersMeVerifier", &[("Verifier", "Delete")]),
    ("putUserVerifier", &[("Verifier", "Update")]),
    ("deleteUserVerifier", &[("Verifier", "Delete")]),
    ("deleteTokensMe", &[("Session", "Revoke")]),
    ("deleteToken", &[("Session", "Revoke")]),
    // Grants
    ("postAuthorizationSubjectDivisionRole", &[("AuthUser", "Add")]),
    ("deleteAuthorizationSubjectDivisionRole", &[("AuthUser", "Remove")]),
    ("postAuthorizationSubjectBulkadd", &[("AuthUser", "Add")]),
    ("postAuthorizationSubjectBulkremove", &[("AuthUser", "Remove")]),
    ("postAuthorizationSubjectBulkreplace", &[("AuthUser", "Remove"), ("AuthUser", "Add")]),
    ("putUserRoles", &[("AuthUser", "Remove"), ("AuthUser", "Add")]),
    ("deleteUserRoles", &[("AuthUser", "Remove")]),
    ("postAuthorizationRole", &[("AuthUser", "Add")]),
    ("putAuthorizationRoleUsersAdd", &[("AuthUser", "Add")]),
    ("putAuthorizationRoleUsersRemove", &[("AuthUser", "Remove")]),
    // Roles and divisions
    ("postAuthorizationRoles", &[("Role", "Create")]),
    ("putAuthorizationRole", &[("Role", "Update")]),
    ("patchAuthorizationRole", &[("Role", "Update")]),
    ("deleteAuthorizationRole", &[("Role", "Delete")]),
    ("postAuthorizationDivisions", &[("Division", "Create")]),
    ("putAuthorizationDivision", &[("Division", "Update")]),
    ("postAuthorizationDivisionObject", &[("User", "Move")]),
    (
        "deleteAuthorizationDivision",
        &[("User", "Move"), ("AuthUser", "Remove"), ("Division", "Delete")],
    ),
    ("postAuthorizationDivisionRestore", &[("Division", "Restore")]),
    // Groups
    ("postGroups", &[("Group", "Create")]),
    ("putGroup", &[("Group", "Update")]),
    ("deleteGroup", &[("Group", "Delete")]),
    ("postGroupMembers", &[("Group", "Add")]),
    ("deleteGroupMembers", &[("Group", "Remove")]),
    // Clients
    ("postOauthClients", &[("OAuthClient", "Create")]),
    ("putOauthClient", &[("OAuthClient", "Update")]),
    ("deleteOauthClient", &[("OAuthClient", "Delete")]),
    ("postOauthClientSecret", &[("OAuthClient", "Reset")]),
    // Trust
    ("postOrgauthorizationTrustees", &[("AuthOrganization", "Create")]),
    ("deleteOrgauthorizationTrustee", &[("AuthOrganization", "Delete")]),
    ("postOrgauthorizationTrusteeUsers", &[("AuthOrganization", "Add")]),
    ("putOrgauthorizationTrusteeUserRoles", &[("AuthOrganization", "Update")]),
    ("deleteOrgauthorizationTrustor", &[("AuthOrganization", "Delete")]),
    ("putOrgauthorizationTrustorUser", &[("AuthOrganization", "Add")]),
    ("deleteOrgauthorizationTrustorUser", &[("AuthOrganization", "Remove")]),
    ("putOrgauthorizationTrustorGroup", &[("AuthOrganization", "Add")]),
    ("deleteOrgauthorizationTrustorGroup", &[("AuthOrganization", "Remove")]),
];
