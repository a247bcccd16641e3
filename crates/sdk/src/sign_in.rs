//! Sign-in: how tokens are got, kept and renewed.

mod code;
mod endpoint;
mod session;
mod tokens;

pub use code::{CodeGrant, Verifier, random_state};
pub(crate) use endpoint::OAuthClient;
pub(crate) use session::{Announce, Renewal, Session};
pub use tokens::Tokens;
