//! Standing in for a region: an authority of one's own and a certificate for the region's hosts, for
//! programs that have these hosts built in.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use store::{ServerTime, own_files};

/// What the region's hosts are called, each before the region: the API, signing in, what browsers
/// open, and what sends notifications.
const HOSTS: [&str; 4] = ["api", "login", "apps", "streaming"];
/// How long the authority lives, in years.
const AUTHORITY_YEARS: i64 = 10;
/// How long the certificate of the hosts lives, in days: what the strictest clients accept. Each
/// start makes a new one.
const CERTIFICATE_DAYS: i64 = 397;

/// A region that the server stands in for, with its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its domain, such as `mypurecloud.com`.
    pub name: String,
    /// The certificate of the authority, which programs must trust.
    pub authority: PathBuf,
    /// The certificate of the hosts.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl Region {
    /// The hosts, each a name of this server.
    pub fn hosts(&self) -> Vec<String> {
        HOSTS.iter().map(|host| format!("{host}.{}", self.name)).collect()
    }
}

/// Makes the authority of a region below the directory of the data, if it is not there, and a new
/// certificate for its hosts. The keys are for their owner alone, and the authority can vouch for
/// names of this region only.
pub fn prepare(data: &Path, region: &str, now: ServerTime) -> io::Result<Region> {
    let directory = data.join("as").join(region);
    own_files::make_directory(&directory)?;
    let file = |name: &str| directory.join(name);
    let made = Region {
        name: region.to_owned(),
        authority: file("authority.pem"),
        certificate: file("server.pem"),
        key: file("server.key"),
    };
    let (authority_key, params) = (file("authority.key"), authority(region, now)?);
    if !(made.authority.exists() && authority_key.exists()) {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params.self_signed(&key).map_err(io::Error::other)?;
        write(&authority_key, &key.serialize_pem())?;
        write(&made.authority, &certificate.pem())?;
    }
    let key = KeyPair::from_pem(&fs::read_to_string(&authority_key)?);
    let key = key.map_err(|error| {
        let file = authority_key.display();
        let words =
            format!("`{file}` is no private key ({error}); remove `{}`", directory.display());
        io::Error::new(io::ErrorKind::InvalidData, words)
    })?;
    // The certificate needs no more of the authority than its name and key, which are these.
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let certificate = server(&made, now)?.signed_by(&key, &issuer).map_err(io::Error::other)?;
    write(&made.key, &key.serialize_pem())?;
    write(&made.certificate, &certificate.pem())?;
    Ok(made)
}

fn authority(region: &str, now: ServerTime) -> io::Result<CertificateParams> {
    let mut params = CertificateParams::default();
    let name = format!("Callroster in place of {region}");
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![GeneralSubtree::DnsName(region.to_owned())],
        excluded_subtrees: Vec::new(),
    });
    valid(&mut params, now, AUTHORITY_YEARS * 365)?;
    Ok(params)
}

fn server(region: &Region, now: ServerTime) -> io::Result<CertificateParams> {
    let hosts = region.hosts();
    let mut params = CertificateParams::new(hosts).map_err(io::Error::other)?;
    params.distinguished_name.push(DnType::CommonName, format!("api.{}", region.name));
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    valid(&mut params, now, CERTIFICATE_DAYS)?;
    Ok(params)
}

/// Valid from yesterday, because clocks differ, for so many days.
fn valid(params: &mut CertificateParams, now: ServerTime, days: i64) -> io::Result<()> {
    let today = Timestamp::from_millisecond(now.milliseconds()).map_err(io::Error::other)?;
    let today = today.to_zoned(TimeZone::UTC).date();
    let day = |days: i64| {
        let date = today.checked_add(days.days()).map_err(io::Error::other)?;
        let part = |part: i8| u8::try_from(part).unwrap_or(1);
        Ok::<_, io::Error>(date_time_ymd(date.year().into(), part(date.month()), part(date.day())))
    };
    params.not_before = day(-1)?;
    params.not_after = day(days - 1)?;
    Ok(())
}

/// Writes a file of its owner, whole or not at all.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension("new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = own_files::open_file(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)
}

/// The region by its domain, in small letters; or what is wrong with it.
pub fn checked(region: &str) -> Result<String, &'static str> {
    let region = region.trim().trim_end_matches('.').to_lowercase();
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let labels: Vec<&str> = region.split('.').collect();
    let is_domain = labels.len() >= 2 && labels.iter().all(|label| is_label(label));
    let is_number = labels.last().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    if is_domain && !is_number && region.len() <= 200 {
        Ok(region)
    } else {
        Err("write the domain of a region, such as `mypurecloud.com`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_a_domain_and_no_path() {
        assert_eq!(checked("MyPureCloud.com."), Ok("mypurecloud.com".to_owned()));
        assert!(checked("usw2.pure.cloud").is_ok());
        for wrong in ["", "com", "../..", "a/b.com", "127.0.0.1", "-a.com", "a..com", "*.com"] {
            assert!(checked(wrong).is_err(), "{wrong}");
        }
    }
}
