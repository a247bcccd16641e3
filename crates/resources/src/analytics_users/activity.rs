//! What users do now.

use std::collections::HashSet;

use analytics::{Activity, Groups, Membership, Present};
use api::{PostAnalyticsUsersActivityQuery, UserActivityDimension, UserActivityResponse};
use store::{Divisions, Tx, analytics_users, presence, queues, teams};

use crate::rules::analytics::refused;
use gate::{call::Call, refusal::Result};

/// What so many users do is read at once.
const SLICE: usize = 500;

/// A page of what users do now, counted by user.
pub(crate) async fn query(
    call: &mut Call,
    PostAnalyticsUsersActivityQuery { body, page }: PostAnalyticsUsersActivityQuery,
) -> Result<UserActivityResponse> {
    let asked = Activity::read(&body).map_err(refused)?;
    let (tx, divisions) = call.seeing();
    let mut groups = Groups::new(&asked);
    each_present(tx, divisions, asked.only().as_deref(), |present| groups.see(&present)).await?;
    let offset = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let size = usize::try_from(page.size).unwrap_or(usize::MAX);
    Ok(UserActivityResponse {
        entity_id_dimension: asked.has_details().then_some(UserActivityDimension::QueueId),
        results: groups.finish((offset, size)),
    })
}

/// Shows what each user does now, by id: those of these divisions, and of them only those with these
/// ids, if any are given. Queues of other divisions are left out.
pub(super) async fn each_present(
    tx: &mut Tx,
    divisions: &Divisions,
    only: Option<&[String]>,
    mut see: impl FnMut(Present) + Send,
) -> Result<()> {
    let users = analytics_users::present_users(tx, divisions, only).await?;
    let visible: HashSet<String> =
        queues::all(tx, divisions).await?.into_iter().map(|queue| queue.id).collect();
    for users in users.chunks(SLICE) {
        let mut teams = teams::team_ids(tx, users).await?;
        let mut memberships = queues::memberships_of(tx, users).await?;
        memberships.retain(|member| visible.contains(&member.queue));
        memberships.sort_by(|one, two| one.user.cmp(&two.user));
        for state in presence::of_users(tx, users).await? {
            let (user, live) = (state.user, state.live);
            let first = memberships.partition_point(|member| member.user < user);
            let own = memberships.iter().skip(first).take_while(|member| member.user == user);
            let own = own.map(|it| Membership { queue: it.queue.clone(), joined: it.joined });
            see(Present {
                team: teams.remove(&user),
                presence: live.presence.system.upper().to_owned(),
                definition: live.presence.definition,
                presence_since: live.presence.since,
                routing: live.routing.to_string(),
                routing_since: live.routing_since,
                queues_changed_at: live.queues_changed_at,
                queues: own.collect(),
                user,
            });
        }
    }
    Ok(())
}
