//! The real worker program with real, small models, on one processor thread, through the app's own
//! side of it and bare.

#[cfg(test)]
mod commands;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod driver;
#[cfg(test)]
mod long;
#[cfg(test)]
mod nothing;
#[cfg(test)]
mod sounds;
#[cfg(test)]
mod speech;
