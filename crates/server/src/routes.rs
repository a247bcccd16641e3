//! Which handler answers which operation: one line for each.

use api::{Entry, Listed, Operation};

use crate::{
    answer::Route,
    divisions, extension_pools,
    handler::{Handler, HandlerAfter, Prepare, decode, decode_after},
    hierarchy, oauth_clients, oauth_scopes, organizations, passwords, profile_skills, subjects,
    tokens, user_state, users, voicemail,
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
        .answer_after(passwords::prepare_own_password, passwords::set_own_password)
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
        .answer(divisions::permitted_to_me)
        .answer(divisions::permitted_to_me_paged)
        .answer(divisions::permitted_to_subject)
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
