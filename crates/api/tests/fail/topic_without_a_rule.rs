use api::Topic;

/// A thing changes.
#[derive(Debug, Clone, Topic)]
#[topic("v2.things", sends(api::Entity))]
struct ThingsTopic {}

fn main() {}
