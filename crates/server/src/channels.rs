//! Channels of notifications that are connected to this node.
//!
//! [`Hub`] follows commits and puts what matters here into a queue; [`dispatch`] takes it from there
//! in its order, and gives each connected channel what it is subscribed to; [`socket`] speaks to one
//! of them. Who subscribed to what is in the database alone: a change of it is a commit like others,
//! heard between the events before it and those after it.

mod dispatch;
mod hub;
mod messages;
mod socket;

pub(crate) use dispatch::dispatch;
pub(crate) use hub::{Hub, Queue};
pub(crate) use socket::{Sockets, connect};
