//! Chats of the caller.
//!
//! Whoever takes part sees a chat, its messages and its participants, wherever these are; for all
//! others it is not there.

mod messages;
mod own;
mod rooms;

use gate::routes::Routes;

/// The operations on chats that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(own::list_chats)
        .answer(rooms::create_room)
        .answer(rooms::get_room)
        .answer(rooms::update_room)
        .answer(rooms::get_participant)
        .answer(rooms::list_participants)
        .answer(rooms::add_participant)
        .answer(rooms::remove_participant)
        .answer(messages::send_to_room)
        .answer(messages::send_to_user)
        .answer(messages::list_messages)
        .answer(messages::list_messages_with_user)
        .answer(messages::get_message)
}
