//! `callroster serve`: starts the server, says how to reach it, and stops it when asked.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
};

use clap::Command;
use server::{Server, bootstrap::FirstStart, region::Region};
use store::Location;

use crate::{
    failure::Failure,
    logs,
    options::{HTTPS_PORT, ServeOptions},
    output,
    stop::{Renewal, Stop},
    variables,
};

/// Serves until it is told to stop; `program` knows every variable that has a meaning.
pub(crate) async fn run(options: &ServeOptions, program: &Command) -> Result<(), Failure> {
    logs::start(options.log, &options.log_level)?;
    variables::warn_of_unknown(program);
    let mut stop = Stop::listen()?;
    let mut settings = options.server()?;
    let location = settings.location.clone();
    warn_of_other_files(&location);
    let region = options.prepare_region()?;
    if let Some(region) = &region {
        settings.tls = Some((region.certificate.clone(), region.key.clone()));
    }
    let server = Server::start(settings).await.map_err(Failure::said)?;
    warn_of_demo(options, &server);
    if let Some(certificates) = server.certificates() {
        Renewal::listen()?.reload_when_asked(certificates);
    }
    // Warnings of the start stand before the line that says that it is done.
    logs::flush();
    // The output may be closed, which is no reason to stop.
    let (made, outbox) = (server.first_start(), server.mail_outbox());
    let place = Place::of(&server, region.as_ref());
    let mut shown = welcome(&place, &data(&location, made), made, outbox);
    if let Some(region) = &region {
        shown.push_str(&in_place_of(region, server.address()));
    }
    let _ = output::print(&shown);
    let stopped = async {
        stop.asked().await;
        tokio::spawn(async move {
            stop.asked().await;
            // Someone does not want to wait for the requests under way.
            logs::flush();
            std::process::exit(130);
        });
    };
    server.run(stopped).await.map_err(Failure::said)
}

/// Warns where a demonstration is open to others, or asked for and not there.
fn warn_of_demo(options: &ServeOptions, server: &Server) {
    let address = server.address();
    if server.has_demo_credentials() && !address.ip().is_loopback() {
        tracing::warn!(
            "this data has the demonstration's credentials, which everybody knows, and {address} can be reached from other machines; listen on 127.0.0.1, or give the client another secret"
        );
    }
    if options.demo && !server.has_demo_credentials() {
        tracing::warn!(
            "this data was not made with `--demo`, so its credentials are its own; use another `--data` for a demonstration"
        );
    }
}

/// Which data this is, and whether it was made now: a copy in the wrong place looks like a restore.
fn data(location: &Location, made: Option<&FirstStart>) -> String {
    let place = location.describe();
    match (location, made) {
        (Location::Memory, _) => "data is in memory and ends with the server".to_owned(),
        (_, Some(_)) => format!("data is in {place}, which is new and empty"),
        (_, None) => format!("data is in {place}, which was there before"),
    }
}

/// Warns of databases under other names before a new one is made beside them.
fn warn_of_other_files(location: &Location) {
    let Location::Directory(directory) = location else { return };
    if location.has_data() {
        return;
    }
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let kinds = [".db", ".sqlite", ".sqlite3", ".backup", ".bak"];
    for name in names.filter(|name| kinds.iter().any(|kind| name.ends_with(kind))) {
        tracing::warn!(
            "`{}` is not used, because it is not called `callroster.db`; a new database is made beside it. To start from it, stop the server, remove the new `callroster.db` and rename the file",
            directory.join(&name).display()
        );
    }
}

/// What sends the programs of a region here, and makes them trust this server.
fn in_place_of(region: &Region, address: SocketAddr) -> String {
    let authority = absolute(&region.authority);
    let authority = authority.display();
    let ip = reachable(address);
    let port = address.port();
    let port = if port == HTTPS_PORT {
        String::new()
    } else {
        format!("Programs ask port {HTTPS_PORT}, and this server has {port}.\n")
    };
    let (name, hosts) = (&region.name, region.hosts().join(" "));
    let trust = absolute(&region.authority.with_file_name("trust.p12"));
    let trust = trust.display();
    format!(
        "\nThis server stands in for {name}. {port}\
         To send programs of this machine here, add to `/etc/hosts`:\n  {ip} {hosts}\n\
         To make them trust it, set for Node.js, for OpenSSL and Go, and for Python:\n  \
         export NODE_EXTRA_CA_CERTS=\"{authority}\"\n  \
         export SSL_CERT_FILE=\"{authority}\"\n  \
         export REQUESTS_CA_BUNDLE=\"{authority}\"\n\
         For Java, make a trust store and name it to the program:\n  \
         keytool -importcert -noprompt -alias callroster -file \"{authority}\" \
         -keystore \"{trust}\" -storetype PKCS12 -storepass changeit\n  \
         export JAVA_TOOL_OPTIONS=\"-Djavax.net.ssl.trustStore={trust} -Djavax.net.ssl.trustStorePassword=changeit\"\n"
    )
}

/// The same path for programs that run elsewhere.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Where the server is found, and how curl finds it there.
struct Place {
    listening: String,
    url: String,
    curl: String,
}

impl Place {
    fn of(server: &Server, region: Option<&Region>) -> Self {
        let (listening, address) = (server.url(), server.address());
        let Some(region) = region else {
            return Self { url: listening.clone(), listening, curl: "curl -s".to_owned() };
        };
        let (host, port) = (format!("api.{}", region.name), address.port());
        let authority = absolute(&region.authority);
        let curl = format!(
            "curl -s --cacert \"{}\" --resolve {host}:{port}:{}",
            authority.display(),
            reachable(address)
        );
        let port = if port == HTTPS_PORT { String::new() } else { format!(":{port}") };
        Self { listening, url: format!("https://{host}{port}"), curl }
    }
}

/// An address under which programs of this machine reach one that the server listens on.
fn reachable(address: SocketAddr) -> IpAddr {
    match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    }
}

/// The address and the data, and on the first start what was made and cannot be shown again.
fn welcome(
    place: &Place,
    data: &str,
    first_start: Option<&FirstStart>,
    outbox: Option<&Path>,
) -> String {
    let Place { listening, url, .. } = place;
    let listening = format!("callroster is listening on {listening}\n{data}\n");
    let Some(made) = first_start else { return listening };
    let credentials = [
        ("administrator", Some(&made.admin_email)),
        ("password", made.admin_password.as_ref()),
        ("client id", Some(&made.client_id)),
        ("client secret", made.client_secret.as_ref()),
    ];
    let shown = credentials.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let shown: Vec<String> = shown.map(|(name, value)| format!("  {name:<14} {value}")).collect();
    let shown = shown.join("\n");
    // A secret that was given is not repeated; the shell that gave it knows it by this name.
    let given = format!("${}", variables::BOOTSTRAP_CLIENT_SECRET);
    let secret = made.client_secret.as_ref().unwrap_or(&given);
    let curl = curl(place, &made.client_id, secret);
    let mail = outbox.map(|path| format!("Mail is written to `{}`\n", path.display()));
    let mail = mail.unwrap_or_default();
    format!(
        "{listening}\n\
         This is the first start; keep what follows, it is not shown again:\n{shown}\n\n\
         To list the users:\n  {curl}\n\n{mail}\
         {url}/docs describes every operation; `callroster connect` points clients here\n"
    )
}

/// One line for a shell that signs in and lists users, without tools beside curl.
fn curl(Place { url, curl, .. }: &Place, id: &str, secret: &str) -> String {
    format!(
        "{curl} {url}/api/v2/users -H \"Authorization: Bearer $({curl} -u \"{id}:{secret}\" \
         -d grant_type=client_credentials {url}/oauth/token \
         | sed 's/.*\"access_token\": *\"\\([^\"]*\\)\".*/\\1/')\""
    )
}
