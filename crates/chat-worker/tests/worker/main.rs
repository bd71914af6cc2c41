//! The real worker program with a real, small model, on one processor thread.

#[cfg(test)]
mod commands;
#[cfg(test)]
mod driver;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod through_local;
