use api::model;

/// A thing.
#[model(similar = Thing)]
pub struct OtherThing {}

fn main() {}
