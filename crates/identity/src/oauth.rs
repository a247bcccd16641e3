//! Signing in: how programs get tokens, for themselves and for their users.
//!
//! A browser comes to `authorize`, where a user shows a password and perhaps a code, and goes back
//! to the program with a code or a token; the program comes to `token`, whose grants are in
//! `grants`; `logout` ends what the browser has. What was given in one sign-in is a family, and
//! ends together. All state is in the database, so that any node may take the next step.

mod asking;
mod authorize;
mod cookies;
mod error;
mod factor_forms;
mod forms;
mod given;
mod grants;
mod logout;
mod noted;
mod redirect;
mod request;
mod second_factor;
mod session;
mod sign_in;
mod token;
mod trouble;
mod visit;

pub use authorize::{show, submit};
pub use logout::logout;
pub use token::token;
