//! What every operation that changes something leaves in the audit.

/// Types and actions of messages.
pub(super) type Leaves = &'static [(&'static str, &'static str)];

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
    // Locations
    ("postLocations", &[("Location", "Create")]),
    ("patchLocation", &[("Location", "Update")]),
    ("deleteLocation", &[("Location", "Delete")]),
    // Teams
    ("postTeams", &[("Team", "Create")]),
    ("patchTeam", &[("Team", "Move")]),
    ("deleteTeam", &[("Team", "Delete")]),
    ("postTeamMembers", &[("Team", "Add")]),
    ("deleteTeamMembers", &[("Team", "Remove")]),
    // Custom attributes
    ("postUsersCustomattributesSchemas", &[("CustomAttributesSchema", "Create")]),
    ("putUsersCustomattributesSchema", &[("CustomAttributesSchema", "Update")]),
    ("deleteUsersCustomattributesSchema", &[("CustomAttributesSchema", "Delete")]),
    ("patchUserCustomattributes", &[("UserCustomAttributes", "Update")]),
    ("putUserCustomattributes", &[("UserCustomAttributes", "Update")]),
    ("patchUserCustomattributesBulk", &[("UserCustomAttributes", "Update")]),
    ("deleteUserCustomattribute", &[("UserCustomAttributes", "Delete")]),
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
