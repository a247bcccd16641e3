//! Authentication: passwords, codes, attempts, sign-in and its pages, and mail.
//!
//! This code runs without a token, or issues one. The operations on passwords and
//! verifiers are in `resources`; their rules are here, because signing in follows them too.

pub mod activation;
pub mod clients;
pub mod credentials;
pub mod delivery;
pub mod identity;
pub mod mail;
pub mod oauth;
mod page;
pub mod pages;
pub mod passwords;
pub mod redirects;
pub mod sessions;
mod throttle;
pub mod verifiers;
