use api::wire_enum;

/// The size of a thing.
#[wire_enum]
enum Size {
    /// Small.
    Small,
}

fn main() {}
