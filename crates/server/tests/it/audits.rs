//! What is written down of changes: of each by a request, and of those beside the API.

mod every_change;
mod leaves;
mod operators;
