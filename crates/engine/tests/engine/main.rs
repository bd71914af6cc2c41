//! The engine, driven by a scripted model with a paused clock.

#[cfg(test)]
mod replies;
#[cfg(test)]
mod support;
#[cfg(test)]
mod titles;
