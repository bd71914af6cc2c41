//! What lies behind an address: the only crate that opens a socket.
//!
//! `http` sends and receives; which addresses may be asked (`address`) and what the headers of an
//! answer mean (`headers`) are pure functions beside it.

mod address;
pub mod dialect;
mod headers;
mod http;
pub mod sse;
#[cfg(test)]
mod tests;

pub use http::{Http, Limits};
