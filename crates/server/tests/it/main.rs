//! The server through HTTP, on both engines, with a clock that stands still.

mod support;

mod access;
mod http;
mod oauth;
mod sweeps;
mod users;
