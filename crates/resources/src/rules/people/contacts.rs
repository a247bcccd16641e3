//! The addresses of a user: what may be sent, how it is kept, and which of them are primary.
//!
//! A number is kept, and answered, in one of three shapes:
//!
//! | given | `address` | `extension` | `display` |
//! |---|---|---|---|
//! | a number | `+13175550194` | | `+1 317-555-0194` |
//! | a number and an extension | | `4105` | `+1 317-555-0194` |
//! | an extension | | | `(4105)` |
//!
//! An extension may also come as the `address` of a work phone, `WORK2` to `WORK4`: up to six digits.
//! The platform has a fourth shape, `extension` equal to `display`, for extensions of a pool; this server
//! has no pools. Each shape may be sent back as it was read: docs/fidelity.md.

use api::{Contact, ContactMedia, ContactType, WireEnum};

use super::phone;
use gate::refusal::{Refusal, Result};
use identity::mail::can_get_mail;

/// The longest e-mail address that mail systems carry, in characters.
const LONGEST_EMAIL: usize = 254;
/// The longest address, in digits, that is taken for an extension.
const LONGEST_SHORT: usize = 6;
/// The longest value that a refusal repeats, in characters.
const LONGEST_SHOWN: usize = 100;

/// Puts the addresses of a request into the form in which they are stored and returned.
///
/// `country` is the organization's, for numbers that name none. `email` is the user's address: a
/// `PRIMARY` entry may repeat it, which changes nothing and is left out, but not replace it.
pub fn normalize(addresses: Vec<Contact>, country: &str, email: &str) -> Result<Vec<Contact>> {
    let mut uses = Vec::new();
    let mut kept = Vec::new();
    for (index, contact) in addresses.into_iter().enumerate() {
        let place = AddressIndex(index);
        let (media, kind) = place.used_for(&contact)?;
        if uses.contains(&(media.clone(), kind.clone())) {
            let allowed = format!("one {media} address of each type");
            return Err(place.refuse("type", kind.as_str(), allowed));
        }
        match media {
            ContactMedia::Email => kept.extend(mail(place, contact, email)?),
            ContactMedia::Phone | ContactMedia::Sms => kept.push(line(place, contact, country)?),
            ContactMedia::Other(ref media) => {
                let allowed = ContactMedia::FACTS.values.join(", ");
                return Err(place.refuse("mediaType", media, allowed));
            }
        }
        uses.push((media, kind));
    }
    Ok(kept)
}

/// Puts a line for calls that is no user's into the same form; `index` is its place in `addresses`.
pub fn shared_line(index: usize, contact: Contact, country: &str) -> Result<Contact> {
    line(AddressIndex(index), contact, country)
}

/// The number that a field holds, in E.164; `country` is the organization's, for numbers that name none.
pub fn phone_number(text: &str, country: &str, field: &str) -> Result<String> {
    let number = phone::number(text, phone::country(country));
    let number = number.ok_or_else(|| {
        let allowed = "a phone number such as +13175550194, or one of the organization's country";
        Refusal::invalid_value(field, shortened(text), allowed)
    })?;
    Ok(number.e164)
}

/// A phone number in E.164. `country` is the organization's, for a number that names none; `field` is
/// where a refusal points.
pub fn e164(text: &str, country: &str, field: &str) -> Result<String> {
    let number = phone::number(text, phone::country(country)).ok_or_else(|| {
        Refusal::invalid_value(field, shortened(text), "a phone number such as +13175550194")
    })?;
    Ok(number.e164)
}

/// The extensions among normalized addresses: what it takes a permission to set.
pub fn extensions(addresses: &[Contact]) -> Vec<&str> {
    let alone = |contact: &'_ Contact| contact.address.is_none() && contact.extension.is_none();
    let written = addresses.iter().map(|contact| {
        let display = contact.display.as_deref().filter(|text| text.starts_with('('));
        contact.extension.as_deref().or(display.filter(|_| alone(contact)))
    });
    written.flatten().collect()
}

/// The primary contact of each media type: for calls and text messages the `PRIMARY` address, or
/// that of work, or else the first; for mail the user's own.
pub fn primary(email: &str, addresses: &[Contact]) -> Vec<Contact> {
    let mut primary: Vec<Contact> = [ContactMedia::Phone, ContactMedia::Sms]
        .iter()
        .filter_map(|media| preferred(media, addresses))
        .map(|contact| Contact { r#type: Some(ContactType::Primary), ..contact.clone() })
        .collect();
    for contact in &mut primary {
        // The platform's own example shows numbers for text messages without it.
        if contact.media_type == Some(ContactMedia::Sms) && contact.address.is_some() {
            contact.display = None;
        }
    }
    primary.push(Contact {
        address: Some(email.to_owned()),
        media_type: Some(ContactMedia::Email),
        r#type: Some(ContactType::Primary),
        ..Contact::default()
    });
    primary
}

/// Refuses an address that no mail can go to, rather than find out when there is some.
pub fn email(text: &str, field: &str) -> Result<()> {
    let plausible = text.split_once('@').is_some_and(|(mailbox, domain)| {
        !mailbox.is_empty()
            && !domain.contains('@')
            && domain.split('.').all(|label| !label.is_empty())
    });
    let broken = text.chars().any(|c| c.is_whitespace() || c.is_control());
    let short = text.chars().count() <= LONGEST_EMAIL;
    if plausible && !broken && short && can_get_mail(text) {
        return Ok(());
    }
    let allowed = format!(
        "an e-mail address that mail can go to, such as ada@example.com, at most {LONGEST_EMAIL} \
         characters long"
    );
    Err(Refusal::invalid_value(field, shortened(text), allowed))
}

/// The address that stands for its medium.
fn preferred<'a>(media: &ContactMedia, addresses: &'a [Contact]) -> Option<&'a Contact> {
    let of_media = || addresses.iter().filter(|contact| contact.media_type.as_ref() == Some(media));
    let of_type = |kind| of_media().find(|contact| contact.r#type.as_ref() == Some(kind));
    of_type(&ContactType::Primary)
        .or_else(|| of_type(&ContactType::Work))
        .or_else(|| of_media().next())
}

/// An e-mail address; none where it only repeats the user's own.
fn mail(place: AddressIndex, contact: Contact, own: &str) -> Result<Option<Contact>> {
    if let Some(extension) = filled(contact.extension.as_deref()) {
        return Err(place.refuse("extension", extension, "none for EMAIL"));
    }
    let address = filled(contact.address.as_deref()).ok_or_else(|| place.missing("address"))?;
    email(address, &place.field("address"))?;
    if contact.r#type == Some(ContactType::Primary) {
        if address.to_lowercase() == own.to_lowercase() {
            return Ok(None);
        }
        let allowed = format!("{own}; the primary address is changed through the field email");
        return Err(place.refuse("address", address, allowed));
    }
    Ok(Some(Contact {
        address: Some(address.to_owned()),
        display: None,
        extension: None,
        ..contact
    }))
}

/// A line for calls or text messages: a number, an extension, or both.
fn line(place: AddressIndex, contact: Contact, country: &str) -> Result<Contact> {
    let country = match filled(contact.country_code.as_deref()) {
        Some(code) => Some(phone::country(code).ok_or_else(|| {
            place.refuse("countryCode", code, "the two letters of a country, such as US")
        })?),
        None => phone::country(country),
    };
    let number = match written_number(&contact) {
        Some((field, text)) => Some(phone::number(text, country).ok_or_else(|| {
            let allowed = "a phone number such as +13175550194, or one of the country in \
                           countryCode; an extension stands in extension";
            place.refuse(field, text, allowed)
        })?),
        None => None,
    };
    let extension = match written_extension(&contact) {
        Some((field, text)) => Some(phone::extension(text).ok_or_else(|| {
            place.refuse(field, text, "the digits of an extension, such as 4105")
        })?),
        None => None,
    };
    let (address, extension, display) = match (number, extension) {
        (Some(number), None) => (Some(number.e164), None, number.display),
        (Some(number), Some(extension)) => (None, Some(extension.to_owned()), number.display),
        (None, Some(extension)) => (None, None, format!("({extension})")),
        (None, None) => return Err(place.missing("address")),
    };
    let country_code = filled(contact.country_code.as_deref()).map(str::to_uppercase);
    Ok(Contact { address, extension, display: Some(display), country_code, ..contact })
}

/// The number that a contact gives, and in which field. With an extension it is answered in
/// `display` alone, and so it comes back; other texts there were never a number.
fn written_number(contact: &Contact) -> Option<(&'static str, &str)> {
    if short_number(contact).is_some() {
        return None;
    }
    let display = || filled(contact.display.as_deref()).filter(|text| text.starts_with('+'));
    let address = filled(contact.address.as_deref()).map(|text| ("address", text));
    address.or_else(|| display().map(|text| ("display", text)))
}

/// The extension that a contact gives, and in which field. One by itself is answered in `display`,
/// in parentheses, and so it comes back.
fn written_extension(contact: &Contact) -> Option<(&'static str, &str)> {
    if let Some(text) = filled(contact.extension.as_deref()) {
        return Some(("extension", text));
    }
    if let Some(text) = short_number(contact) {
        return Some(("address", text));
    }
    let alone = filled(contact.address.as_deref()).is_none();
    let display = filled(contact.display.as_deref()).filter(|_| alone)?;
    phone::in_parentheses(display).map(|text| ("display", text))
}

/// A few digits as the address of a further work phone, by which administrators' programs mean an
/// extension.
fn short_number(contact: &Contact) -> Option<&str> {
    let further = [ContactType::Work2, ContactType::Work3, ContactType::Work4];
    let kind = contact.r#type.as_ref().filter(|kind| further.contains(kind));
    kind.filter(|_| contact.media_type == Some(ContactMedia::Phone))?;
    let text = filled(contact.address.as_deref())?;
    let short = text.len() <= LONGEST_SHORT && text.bytes().all(|byte| byte.is_ascii_digit());
    (short && filled(contact.extension.as_deref()).is_none()).then_some(text)
}

/// An address of a request, by its index: where a refusal points.
#[derive(Clone, Copy)]
struct AddressIndex(usize);

impl AddressIndex {
    /// What a contact is used for; both facts must be given.
    fn used_for(self, contact: &Contact) -> Result<(ContactMedia, ContactType)> {
        let media = contact.media_type.clone().ok_or_else(|| self.missing("mediaType"))?;
        let kind = contact.r#type.clone().ok_or_else(|| self.missing("type"))?;
        if let ContactType::Other(kind) = &kind {
            return Err(self.refuse("type", kind, ContactType::FACTS.values.join(", ")));
        }
        Ok((media, kind))
    }

    fn field(self, name: &str) -> String {
        format!("addresses[{}].{name}", self.0)
    }

    fn missing(self, name: &str) -> Refusal {
        Refusal::missing_value(self.field(name))
    }

    fn refuse(self, name: &str, value: &str, allowed: impl Into<String>) -> Refusal {
        Refusal::invalid_value(self.field(name), shortened(value), allowed)
    }
}

/// Text that says something, without the white space around it: SDKs send `""` for nothing.
fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Enough of a value to recognise it.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests;
