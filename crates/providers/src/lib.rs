//! What lies behind an address: the only crate that opens a socket.
//!
//! `http` sends and receives; which addresses may be asked (`address`) and what the headers of an
//! answer mean (`headers`) are pure functions beside it.

mod address;
mod card;
mod catalogue;
pub mod dialect;
mod headers;
mod http;
mod key;
mod offer;
mod offline;
mod remote;
mod retry;
mod row;
pub mod sse;
#[cfg(test)]
mod tests;

pub use card::{ModelList, RemoteModel, models, traits};
pub use catalogue::{catalogue, row};
pub use http::{Http, Limits, PROXY_PASSWORD, Proxy, Setup};
pub use key::{BadKey, Key, Keys, NoKeys};
pub use offer::{Hears, Offered, Speaks};
pub use offline::Offline;
pub use remote::{Remote, RemoteHearing, RemoteSpeech, Tested};
pub use row::{Amendment, Patience, Row};
