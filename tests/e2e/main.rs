//! The built app through its real window, each test on a desk of its own.

#[cfg(test)]
mod carrying;

#[cfg(test)]
mod compare;

#[cfg(test)]
mod lanes;

#[cfg(test)]
mod support;

#[cfg(test)]
mod desktop;

#[cfg(test)]
mod chats;

#[cfg(test)]
mod composing;

#[cfg(test)]
mod finding;

#[cfg(test)]
mod first;

#[cfg(test)]
mod keyboard;

#[cfg(test)]
mod leaving;

#[cfg(test)]
mod reading;

#[cfg(test)]
mod reading_lanes;

#[cfg(test)]
mod seed;

#[cfg(test)]
mod stream;

#[cfg(test)]
mod gguf;

#[cfg(test)]
mod safety;

#[cfg(test)]
mod faults;

#[cfg(test)]
mod words;

#[cfg(test)]
mod models;

#[cfg(test)]
mod providers;
