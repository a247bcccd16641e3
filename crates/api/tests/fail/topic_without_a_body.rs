use api::Topic;

/// A thing changes.
#[derive(Debug, Clone, Topic)]
#[topic("v2.things", signed_in)]
struct ThingsTopic {}

fn main() {}
