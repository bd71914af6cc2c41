//! The engine, driven by a scripted model with a paused clock.

mod replies;
mod support;
mod titles;
