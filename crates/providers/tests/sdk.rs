//! The vendors' own Python libraries against our dialects: what they understand of the same bytes,
//! and what they send for the same question. Every difference is listed with its reason; one that
//! is not listed fails, and so does one that is listed and no longer there.
//!
//! The libraries are those of `tests/sdk/requirements.txt`; `ANTIPHON_SDKS` is the Python that has
//! them.

#[cfg(test)]
#[expect(dead_code, reason = "its checks of the recordings are run by tests/cassettes.rs")]
mod player;
#[cfg(test)]
#[path = "sdk/python.rs"]
mod python;
#[cfg(test)]
#[path = "sdk/replies.rs"]
mod replies;
#[cfg(test)]
#[path = "sdk/replies_known.rs"]
mod replies_known;
#[cfg(test)]
#[path = "sdk/requests.rs"]
mod requests;
#[cfg(test)]
#[path = "sdk/requests_known.rs"]
mod requests_known;
#[cfg(test)]
#[path = "sdk/server.rs"]
mod server;
