use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::BoxStream;

use crate::Result;

/// Something that can bring a file from an address, from any byte on.
///
/// Implemented where sockets are allowed (`providers`) and handed to those who need a file.
/// Dropping the future or the stream closes the connection.
pub trait Fetch: Send + Sync {
    /// Begins to bring what `request` names.
    fn fetch(&self, request: FetchRequest) -> BoxFuture<'static, Result<Fetched>>;
}

/// Which file, and from where on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchRequest {
    /// The address: https, or http to the loopback only.
    pub address: String,
    /// The first byte wanted.
    pub from: u64,
    /// What the file was known by when its first part arrived; another file is sent whole.
    pub validator: Option<String>,
}

/// A file that has begun to arrive.
pub struct Fetched {
    /// The byte at which `bytes` begin: as asked, or 0 where the other side sends all again.
    pub from: u64,
    /// The length of the whole file in bytes, where the other side says it.
    pub total: Option<u64>,
    /// What the file is known by, for going on later.
    pub validator: Option<String>,
    /// The bytes. An early end without an error is possible: compare with `total`.
    pub bytes: BoxStream<'static, Result<Bytes>>,
}
