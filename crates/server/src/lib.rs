//! The server: who may do what, and when.
//!
//! A request goes through `http` (its router and what all answers share), `answer` (token,
//! permission, decoding, transaction) and a handler of its resource; `routes` lists them. Handlers
//! get a [`Call`](call::Call), which only authorization makes, and reach the data through `store`.

mod access;
mod answer;
mod audit;
mod call;
mod control;
mod credentials;
mod handler;
mod http;
mod limits;
mod metrics;
mod origin;
mod options;
mod paging;
mod random;
mod refusal;
mod reply;
mod routes;
mod secrets;
mod seed;
mod server;
mod shared;

mod divisions;
mod extension_pools;
mod hierarchy;
mod oauth;
mod oauth_clients;
mod oauth_scopes;
mod organizations;
mod passwords;
mod profile_skills;
mod subjects;
mod tokens;
mod user_state;
mod users;
mod verifiers;
mod voicemail;

pub mod bootstrap;
pub mod clock;
pub mod local;

pub use clock::Clock;
pub use http::{coverage, is_served};
pub use options::{Control, HttpOptions, Options};
pub use random::Random;
pub use server::{Server, StartError};
