use api::model;

/// A thing.
#[model]
pub struct Thing {
    /// Id of the thing.
    pub id: Option<String>,
}

/// Another thing.
#[model(like = Thing)]
pub struct OtherThing {}

fn main() {}
