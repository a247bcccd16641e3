//! Mail: through SMTP, or as files in a directory that people and tests can read.

use std::{
    io,
    net::IpAddr,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use api::DateTime;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Body, Mailbox,
        header::{ContentTransferEncoding, ContentType},
    },
};
use store::{Location, own_files};
use url::Url;

mod addresses;
mod failure;
mod options;
mod waking;

pub use addresses::can_get_mail;
pub use failure::Failure;
pub use options::{MailOptions, SmtpUrl};
pub use waking::MailWaker;

/// How long sending one mail may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// The directory of mail files inside the data directory.
const OUTBOX: &str = "outbox";

/// How mail leaves this server.
pub struct Mailer {
    way: Way,
    from: Mailbox,
    /// Where people reach the server, without a slash at the end.
    base: String,
}

enum Way {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Directory {
        path: PathBuf,
        /// Removed with the server, where the data is as well.
        _temporary: Option<tempfile::TempDir>,
    },
}

/// A mail to be sent.
#[derive(Debug)]
pub struct Mail {
    /// The same for every attempt, so that a mail that was sent twice is recognized as one.
    pub id: String,
    /// The address it goes to.
    pub to: String,
    /// The name of the recipient.
    pub name: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The date that its header has.
    pub date: DateTime,
}

impl Mailer {
    /// Mail as the options say: none where they say nothing and there is no data directory.
    pub fn open(
        options: &MailOptions,
        public_url: Option<&Url>,
        location: &Location,
        own_url: &str,
    ) -> Result<Option<Self>, String> {
        let way = match (&options.smtp_url, &options.outbox) {
            (Some(_), Some(_)) => {
                return Err("mail goes through `--smtp-url` or to `--mail-outbox`; leave one out"
                    .to_owned());
            }
            (Some(url), None) => {
                if public_url.is_none() {
                    return Err(
                        "`--smtp-url` needs `--public-url`, the address that links in mail \
                                lead to"
                            .to_owned(),
                    );
                }
                if options.from.is_none() {
                    return Err(
                        "`--smtp-url` needs `--mail-from`, the address that mail comes from"
                            .to_owned(),
                    );
                }
                Way::Smtp(Box::new(transport(url)?))
            }
            (None, Some(directory)) => {
                own_files::make_directory(directory).map_err(|error| {
                    format!(
                        "cannot write the directory of mail `{}`: {error}; choose another one with `--mail-outbox`",
                        directory.display()
                    )
                })?;
                own_files::warn_if_wide(directory);
                Way::Directory { path: directory.clone(), _temporary: None }
            }
            (None, None) => match location {
                Location::Directory(data) => {
                    let path = data.join(OUTBOX);
                    own_files::warn_if_wide(&path);
                    Way::Directory { path, _temporary: None }
                }
                Location::Memory => {
                    let temporary = own_files::temporary_directory("callroster-outbox-");
                    let temporary = temporary.map_err(|error| {
                        format!("cannot make a temporary directory for mail: {error}; name one with `--mail-outbox`")
                    })?;
                    let path = temporary.path().to_owned();
                    Way::Directory { path, _temporary: Some(temporary) }
                }
                Location::Postgres(_) => return Ok(None),
            },
        };
        let from = options.from.as_deref().unwrap_or("Callroster <callroster@localhost>");
        let from = from.parse().map_err(|error| {
            format!("`--mail-from` is no address: {error}; write `name@host` or `Name <name@host>`")
        })?;
        let base = public_url.map_or(own_url, Url::as_str).trim_end_matches('/').to_owned();
        Ok(Some(Self { way, from, base }))
    }

    /// The directory that mail is written to, when it is.
    pub fn directory(&self) -> Option<&Path> {
        match &self.way {
            Way::Directory { path, .. } => Some(path),
            Way::Smtp(_) => None,
        }
    }

    /// The address of a page of this server, for people who read mail.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Sends a mail, or says why not.
    pub async fn send(&self, mail: &Mail) -> Result<(), Failure> {
        let message = self.message(mail)?;
        match &self.way {
            Way::Smtp(transport) => {
                let sent = tokio::time::timeout(PATIENCE, transport.send(message)).await;
                let late = |_| Failure::for_now(format!("it took longer than {PATIENCE:?}"));
                sent.map_err(late)?.map(drop).map_err(|error| Failure::of(&error))
            }
            Way::Directory { path, .. } => {
                let (path, id) = (path.clone(), mail.id.clone());
                let written =
                    tokio::task::spawn_blocking(move || write(&path, &id, &message.formatted()));
                let written = written.await.map_err(|error| Failure::for_now(error.to_string()))?;
                let failed = |error| Failure::for_now(format!("`{}`: {error}", self.described()));
                written.map_err(failed)
            }
        }
    }

    fn described(&self) -> String {
        self.directory().map_or_else(String::new, |path| path.display().to_string())
    }

    fn message(&self, mail: &Mail) -> Result<Message, Failure> {
        let failed = |error: &dyn std::fmt::Display| {
            Failure::for_good(format!("the mail cannot be written: {error}"))
        };
        let address = addresses::parsed(&mail.to).ok_or_else(|| failed(&"no mail goes there"))?;
        let milliseconds = u64::try_from(mail.date.milliseconds()).unwrap_or_default();
        let date = SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds);
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(visible(&mail.name)), address))
            .subject(visible(&mail.subject))
            .date(date)
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(body(&mail.text))
            .map_err(|error| failed(&error))
    }
}

/// Plain text stays as it is, so that long links stay whole in the file.
fn body(text: &str) -> Body {
    if text.is_ascii() && text.lines().all(|line| line.len() < 1000) {
        let lines = text.replace('\n', "\r\n").into_bytes();
        return Body::dangerous_pre_encoded(lines, ContentTransferEncoding::SevenBit);
    }
    Body::new(text.to_owned())
}

/// Text without line ends and the like, which have no place in a header.
pub fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn transport(url: &SmtpUrl) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    const FORM: &str = "write `smtps://user:password@host`, or `smtp://user:password@host?tls=required` for STARTTLS";
    // The password must stay out of the message, so the address does.
    let parsed: Url =
        url.as_str().parse().map_err(|error| format!("`--smtp-url`: {error}; {FORM}"))?;
    let open = parsed.scheme() == "smtp" && !parsed.query_pairs().any(|(name, _)| name == "tls");
    if open && parsed.password().is_some() && !is_here(&parsed) {
        return Err(format!("`--smtp-url` would send its password in the clear; {FORM}"));
    }
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
        .map_err(|error| format!("`--smtp-url`: {error}; {FORM}"))?;
    Ok(builder.timeout(Some(Duration::from_secs(30))).build())
}

fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    host == "localhost" || address.is_some_and(|address| address.is_loopback())
}

/// Writes a mail whole or not at all; the same mail again replaces it.
fn write(directory: &Path, id: &str, mail: &[u8]) -> io::Result<()> {
    // The mails contain links that sign people in.
    own_files::make_directory(directory)?;
    let mut new = tempfile::Builder::new().prefix(".mail-").tempfile_in(directory)?;
    io::Write::write_all(&mut new, mail)?;
    new.as_file().sync_all()?;
    new.persist(directory.join(format!("{id}.eml")))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(url: &str) -> String {
        transport(&SmtpUrl::new(url)).err().unwrap_or_default()
    }

    #[test]
    fn a_password_does_not_leave_in_the_clear_or_in_a_message() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let open = problem("smtp://ada:hidden@mail.example.com");
        assert!(open.contains("in the clear") && !open.contains("hidden"), "{open}");
        for bad in ["smtp//ada:hidden@host", "imap://ada:hidden@host", "smtp://a:hidden@h?tls=no"] {
            let words = problem(bad);
            assert!(words.contains("smtps://user:password@host"), "{words}");
            assert!(!words.contains("hidden"), "{words}");
        }
        for good in ["smtp://a:b@localhost:25", "smtp://a:b@[::1]:25", "smtp://relay.example.com"] {
            assert_eq!(problem(good), "", "{good}");
        }
        assert!(!format!("{:?}", SmtpUrl::new("smtps://a:hidden@host")).contains("hidden"));
    }
}
