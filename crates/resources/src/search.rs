//! Search for users, groups, locations and teams.

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

use api::{
    PostUsersSearchConversationTarget, PostUsersSearchQueuemembersManage,
    PostUsersSearchTeamsAssign,
};
use gate::routes::Routes;

/// The searches that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer_after(users::prepare, users::search_users)
        .answer_after(users::prepare_again, users::search_users_again)
        .answer_after(
            users::prepare_among::<PostUsersSearchTeamsAssign>,
            users::search_among::<PostUsersSearchTeamsAssign>,
        )
        .answer_after(
            users::prepare_among::<PostUsersSearchQueuemembersManage>,
            users::search_among::<PostUsersSearchQueuemembersManage>,
        )
        .answer_after(
            users::prepare_among::<PostUsersSearchConversationTarget>,
            users::search_among::<PostUsersSearchConversationTarget>,
        )
        .answer_after(groups::prepare, groups::search_groups)
        .answer_after(groups::prepare_again, groups::search_groups_again)
        .answer_after(locations::prepare, locations::search_locations)
        .answer_after(locations::prepare_again, locations::search_locations_again)
        .answer_after(teams::prepare, teams::search_teams)
}
