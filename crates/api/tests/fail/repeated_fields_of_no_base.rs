use api::model;

/// A thing.
#[model(without(name))]
pub struct Thing {
    /// Id of the thing.
    pub id: Option<String>,
}

fn main() {}
