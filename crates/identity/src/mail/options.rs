//! How mail leaves the server, as its options say.

use std::path::PathBuf;

/// How mail leaves the server. When nothing is given it is written to a directory inside that of
/// the data, to a temporary one for data in memory, and nowhere on PostgreSQL.
#[derive(Debug, Clone, Default)]
pub struct MailOptions {
    /// The server that takes mail; it needs `from`, and the address under which users reach ours.
    pub smtp_url: Option<SmtpUrl>,
    /// Who mail comes from: `name@host`, or `Name <name@host>`.
    pub from: Option<String>,
    /// Directory that mail is written to instead, one file each.
    pub outbox: Option<PathBuf>,
}

/// `smtps://user:password@host`, or `smtp://…` with `?tls=required` for STARTTLS.
#[derive(Clone)]
pub struct SmtpUrl(String);

impl SmtpUrl {
    /// The server at this URL, which is looked at when ours starts.
    pub fn new(url: &str) -> Self {
        Self(url.to_owned())
    }

    /// The URL as it was given, password included.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Without the password, and so without the rest.
impl std::fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SmtpUrl(…)")
    }
}
