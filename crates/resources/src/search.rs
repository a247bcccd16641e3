//! Search for users, groups, locations and teams.

mod attributes;
#[cfg(test)]
mod compared;
mod conditions;
mod groups;
mod locations;
mod order;
mod page;
mod prepared;
mod repeated;
mod teams;
mod users;

use gate::routes::Routes;

/// The searches that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer_after(users::prepare, users::search_users)
        .answer_after(users::prepare_again, users::search_users_again)
        .answer_after(users::prepare_to_assign, users::search_users_to_assign)
        .answer_after(users::prepare_for_queues, users::search_users_for_queues)
        .answer_after(users::prepare_targets, users::search_targets)
        .answer_after(groups::prepare, groups::search_groups)
        .answer_after(groups::prepare_again, groups::search_groups_again)
        .answer_after(locations::prepare, locations::search_locations)
        .answer_after(locations::prepare_again, locations::search_locations_again)
        .answer_after(teams::prepare, teams::search_teams)
}
