use api::model;

/// A thing.
#[model(base)]
pub struct Thing {
    /// Id of the thing.
    pub id: Option<String>,
}

/// Another thing.
#[model(like = Thing, without(nmae))]
pub struct OtherThing {}

fn main() {}
