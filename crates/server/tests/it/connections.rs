//! What strangers may do with connections, on every listener, over TCP and over TLS.

mod bodies;
mod ends;
mod heads;
mod places;
mod readers;
mod spelling;
mod support;
