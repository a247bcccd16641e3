//! What ends when a user becomes inactive or is deleted: one line for each resource.

use api::DateTime;
use store::{
    BoxFuture, Tx, call_forwarding, chats, coaching_appointments, direct_routing_backup,
    external_ids, geolocations, grants, groups, invitations, learning_assignments,
    notifications::channels, out_of_office, passwords, presence, queues, stations, teams, tokens,
    trusts, verifiers,
};

/// A user who becomes inactive or is deleted.
pub(super) struct Leaver<'a> {
    /// The user's id.
    pub user: &'a str,
    /// When, by the organization's clock.
    pub now: DateTime,
}

/// Ends what one resource keeps of a user.
type End = for<'c> fn(&'c mut Tx, &'c Leaver<'_>) -> BoxFuture<'c, store::Result<()>>;

/// What a user has only while active.
pub(super) const WHEN_INACTIVE: &[End] = &[
    |tx, who| Box::pin(tokens::delete_of_user(tx, who.user)),
    |tx, who| Box::pin(invitations::withdraw(tx, who.user)),
    |tx, who| Box::pin(presence::go_offline(tx, who.user, who.now)),
    |tx, who| Box::pin(channels::delete_of_user(tx, who.user)),
    |tx, who| Box::pin(stations::leave(tx, who.user)),
];

/// What a user loses for good by being deleted.
pub(super) const WHEN_DELETED: &[End] = &[
    |tx, who| Box::pin(grants::delete_of_subject(tx, who.user)),
    |tx, who| Box::pin(groups::leave_all(tx, who.user)),
    |tx, who| Box::pin(teams::leave(tx, who.user)),
    |tx, who| Box::pin(external_ids::delete_of_user(tx, who.user)),
    |tx, who| Box::pin(out_of_office::delete_of_user(tx, who.user)),
    |tx, who| Box::pin(call_forwarding::delete_of_user(tx, who.user)),
    |tx, who| Box::pin(geolocations::delete_of_user(tx, who.user)),
    |tx, who| Box::pin(queues::leave_all(tx, who.user, who.now)),
    |tx, who| Box::pin(direct_routing_backup::forget_user(tx, who.user)),
    |tx, who| Box::pin(chats::leave_all(tx, who.user, who.now)),
    |tx, who| Box::pin(learning_assignments::end_of_user(tx, who.user, who.now)),
    |tx, who| Box::pin(coaching_appointments::end_of_user(tx, who.user, who.now)),
    // Together with the second factors: a caller who restores a user with more rights must not
    // bring back a password without them.
    |tx, who| Box::pin(passwords::delete_of_user(tx, who.user)),
    |tx, who| Box::pin(async { verifiers::delete_of_user(tx, who.user).await.map(drop) }),
    |tx, who| Box::pin(trusts::remove_from_all(tx, who.user)),
];

/// Ends all of these.
pub(super) async fn end(tx: &mut Tx, ends: &[End], who: &Leaver<'_>) -> store::Result<()> {
    for end in ends {
        end(tx, who).await?;
    }
    Ok(())
}
