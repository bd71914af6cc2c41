//! The built app through its real window, each test on a desk of its own.

#[cfg(test)]
mod support;

#[cfg(test)]
mod stream;
