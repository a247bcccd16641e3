//! `q64`: a search in one parameter, as links to its pages have it.
//!
//! It holds the body of the search and nothing else: who repeats it sees what they may see.

use std::io::{Read as _, Write as _};

use api::{Operation, decode_body};
use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose},
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use gate::refusal::{Refusal, Result};
use serde::Serialize;

/// A search takes no more bytes; what unpacks to more is refused.
const MOST: u64 = 1 << 20;

/// Reads the body of the search `O` from what a link has.
pub(super) fn read<O: Operation>(q64: &str) -> Result<O::Body> {
    let json = unpack(q64).ok_or_else(|| refused(q64, "JSON, compressed by gzip, in base64"))?;
    let body = decode_body::<O>(&json)?;
    body.ok_or_else(|| refused(q64, "a search"))
}

fn refused(q64: &str, allowed: &str) -> Refusal {
    let start: String = q64.chars().take(40).collect();
    let given = if start.len() == q64.len() { start } else { format!("{start}…") };
    Refusal::invalid_value("q64", given, format!("{allowed}, as the links of a search have it"))
}

/// Both alphabets and any padding are taken.
fn unpack(q64: &str) -> Option<Vec<u8>> {
    let any = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let plain = q64.contains(['+', '/', ' ']);
    let alphabet = if plain { STANDARD } else { URL_SAFE };
    // A plus that nobody encoded arrives as a blank.
    let packed = GeneralPurpose::new(&alphabet, any).decode(q64.trim().replace(' ', "+")).ok()?;
    let mut json = Vec::new();
    GzDecoder::new(packed.as_slice()).take(MOST + 1).read_to_end(&mut json).ok()?;
    (u64::try_from(json.len()).ok()? <= MOST && !json.is_empty()).then_some(json)
}

/// Writes the body of a search for a link.
pub(super) fn write<B: Serialize>(body: &B) -> Result<String> {
    let failed = |error: &dyn std::fmt::Display| {
        Refusal::internal(format!("a search could not be written: {error}"))
    };
    let json = serde_json::to_vec(body).map_err(|error| failed(&error))?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&json).map_err(|error| failed(&error))?;
    let packed = packed.finish().map_err(|error| failed(&error))?;
    Ok(general_purpose::URL_SAFE.encode(packed).replace('=', "%3D"))
}
