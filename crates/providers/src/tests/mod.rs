//! Everything that goes over the network, against servers on the loopback that misbehave in all
//! the ways in which servers do.

mod faults;
mod files;
mod keys;
mod lists;
pub(crate) mod loopback;
mod offline;
mod proxies;
mod record;
mod replies;
mod support;
mod tls;
mod voices;

pub(crate) use tls::trusted;
