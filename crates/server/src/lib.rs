//! The server: everything below it, put together and run.
//!
//! A request goes through `http`: its router, and [`answer`](http::answer), which takes the token,
//! authorizes, decodes and opens the transaction. Then a handler of the crate `resources` answers.
//! What is done without a request is in `operate`: the first start, the commands beside the server,
//! the control listener, and the work between requests.

mod channels;
mod http;
mod listener;
pub mod operate;
mod options;
pub mod region;
mod server;

pub use gate::{
    clock::{self, Clock},
    hasher::Hashing,
    options::HttpOptions,
    random::Random,
};
pub use http::{coverage, handler_of, is_served};
pub use identity::mail::{MailOptions, SmtpUrl};
pub use listener::{Certificates, ConnectionOptions};
pub use operate::{control::Control, first_start as bootstrap, local};
pub use options::Options;
pub use server::{Server, StartError};

/// What tests make organizations with.
#[cfg(feature = "testing")]
pub mod testing {
    pub use crate::operate::{
        blueprint::Blueprint, create::create as create_organization,
        default_roles::complete as complete_default_roles,
    };
}
