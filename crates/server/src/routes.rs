//! Which handler answers which operation: one line for each.

use api::{Entry, Listed, Operation};

use crate::{
    answer::Route,
    audits, divisions, extension_pools, groups,
    handler::{Handler, HandlerAfter, Prepare, decode, decode_after},
    hierarchy, invitations, oauth_clients, oauth_scopes, organizations, passwords, permissions,
    profile_skills, roles, subjects, tokens, trustees, trustors, user_state, users, verifiers,
    voicemail,
};

/// The operations that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        // Users
        .answer(users::list_users)
        .answer_after(users::prepare_user, users::create_user)
        .answer(users::update_users)
        .answer(users::get_me)
        .answer(users::delete_user)
        .answer(users::get_user)
        .answer(users::update_user)
        .answer(user_state::get_state)
        .answer(user_state::set_state)
        .answer(profile_skills::get_profile_skills)
        .answer(profile_skills::set_profile_skills)
        .answer(hierarchy::superiors)
        .answer(hierarchy::direct_reports)
        .answer(hierarchy::adjacents)
        .answer_after(passwords::prepare_password, passwords::set_password)
        .answer(invitations::invite)
        .answer_after(passwords::prepare_own_password, passwords::set_own_password)
        // Second factors
        .answer(verifiers::list_verifiers)
        .answer(verifiers::replace_verifier)
        .answer(verifiers::delete_verifier)
        .answer(verifiers::list_own_verifiers)
        .answer(verifiers::create_totp)
        .answer_after(verifiers::prepare_confirmation, verifiers::confirm_totp)
        .answer(verifiers::replace_own_verifier)
        .answer(verifiers::delete_own_verifier)
        // Sign-in
        .answer(tokens::get_token)
        .answer(tokens::check_token)
        .answer(tokens::revoke_token)
        .answer(tokens::revoke_tokens_of_user)
        .answer(oauth_clients::list_clients)
        .answer(oauth_clients::create_client)
        .answer(oauth_clients::get_client)
        .answer(oauth_clients::replace_client)
        .answer(oauth_clients::delete_client)
        .answer(oauth_clients::renew_secret)
        .answer(oauth_scopes::list_scopes)
        .answer(oauth_scopes::get_scope)
        // Who may do what
        .answer(subjects::get_own_subject)
        .answer(subjects::get_subject)
        .answer(subjects::grant_roles)
        .answer(subjects::revoke_roles)
        .answer(subjects::replace_roles)
        .answer(subjects::revoke_role)
        .answer(subjects::grant_role)
        .answer(subjects::get_user_roles)
        .answer(subjects::set_user_roles)
        .answer(subjects::delete_user_roles)
        .answer(subjects::count_roles)
        .answer(divisions::list_divisions)
        .answer(divisions::create_division)
        .answer(divisions::list_deleted)
        .answer(divisions::get_home)
        .answer(divisions::get_limit)
        .answer(divisions::query_divisions)
        .answer(divisions::delete_division)
        .answer(divisions::get_division)
        .answer(divisions::update_division)
        .answer(divisions::list_grants)
        .answer(divisions::move_objects)
        .answer(divisions::restore_division)
        .answer(permissions::list_permissions)
        .answer(roles::list_roles)
        .answer(roles::create_role)
        .answer(roles::delete_role)
        .answer(roles::get_role)
        .answer(roles::change_role)
        .answer(roles::replace_role)
        .answer(roles::grant_role)
        .answer(roles::list_subjects)
        .answer(roles::list_users)
        .answer(roles::add_users)
        .answer(roles::remove_users)
        .answer(divisions::permitted_to_me)
        .answer(divisions::permitted_to_me_paged)
        .answer(divisions::permitted_to_subject)
        // What was changed
        .answer(audits::query_audits)
        .answer(audits::list_services)
        // Groups
        .answer(groups::list_groups)
        .answer(groups::create_group)
        .answer(groups::get_group)
        .answer(groups::update_group)
        .answer(groups::delete_group)
        .answer(groups::list_individuals)
        .answer(groups::list_members)
        .answer(groups::add_members)
        .answer(groups::remove_members)
        .answer(groups::get_profile)
        // Trust between organizations
        .answer(trustees::list_trustees)
        .answer(trustees::trust_organization)
        .answer(trustees::get_trustee)
        .answer(trustees::end_trust)
        .answer(trustees::list_users)
        .answer(trustees::trust_user)
        .answer(trustees::set_user_roles)
        .answer(trustors::list_trustors)
        .answer(trustors::get_trustor)
        .answer(trustors::give_up_trust)
        .answer(trustors::list_groups)
        .answer(trustors::get_group)
        .answer(trustors::bring_group)
        .answer(trustors::withdraw_group)
        .answer(trustors::list_users)
        .answer(trustors::get_user)
        .answer(trustors::bring_user)
        .answer(trustors::withdraw_user)
        .answer(trustors::list_trustors_of_user)
        // The organization
        .answer(organizations::get_organization)
        .answer(organizations::list_products)
        .answer(voicemail::get_policy)
        .answer(voicemail::update_policy)
        .answer(extension_pools::list_extension_pools)
}

/// Handlers with the operations that they answer.
#[derive(Default)]
pub(crate) struct Routes(pub(crate) Vec<Route>);

impl Routes {
    /// Answers operation `O` with `handler`, an `async fn(&mut Call, O) -> Result<O::Response>`.
    fn answer<O, H>(self, handler: H) -> Self
    where
        O: Operation + Listed,
        H: for<'c> Handler<'c, O>,
    {
        self.with::<O>(decode(handler))
    }

    /// The same for slow work: `step` runs first, outside the transaction, and what it answers is
    /// the handler's third argument.
    fn answer_after<O, P, S, H>(self, step: S, handler: H) -> Self
    where
        O: Operation + Listed,
        P: Clone + Send + Sync + 'static,
        S: for<'c> Prepare<'c, O, P>,
        H: for<'c> HandlerAfter<'c, O, P>,
    {
        self.with::<O>(decode_after(step, handler))
    }

    fn with<O: Operation>(mut self, decode: crate::handler::Decode) -> Self {
        self.0.push(Route { entry: Entry::of::<O>(""), decode });
        self
    }

    /// Does an operation have a handler?
    pub(crate) fn serves(&self, id: &str) -> bool {
        self.0.iter().any(|route| route.entry.meta.id == id)
    }
}
