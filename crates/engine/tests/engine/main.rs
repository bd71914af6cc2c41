//! The engine, driven by a scripted model with a paused clock.

#[cfg(test)]
mod carried;
mod continuing;
mod cost;
mod files;
mod record;
mod replies;
#[cfg(test)]
mod support;
#[cfg(test)]
mod titles;
