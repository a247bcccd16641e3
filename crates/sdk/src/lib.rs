#![doc = include_str!("../README.md")]

mod answer;
mod builder;
mod client;
mod error;
mod listing;
mod request;
mod retry;
mod secret;
mod sign_in;
mod tls;
mod transport;
mod walk;

pub use api;
pub use builder::Builder;
pub use client::Client;
pub use error::{Error, Result};
pub use listing::Listing;
pub use retry::Retry;
pub use sign_in::{CodeGrant, Tokens, Verifier, random_state};
pub use {rand, reqwest, url};
