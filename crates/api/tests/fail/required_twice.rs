use api::model;

/// A thing.
#[model]
struct Thing {
    /// Its name.
    #[field(required)]
    name: String,
}

fn main() {}
