//! The engine, driven by a scripted model with a paused clock.

#[cfg(test)]
mod aloud;
#[cfg(test)]
mod blind;
#[cfg(test)]
mod branches;
#[cfg(test)]
mod carried;
#[cfg(test)]
mod carrying;
#[cfg(test)]
mod carrying_killed;
#[cfg(test)]
mod compare;
#[cfg(test)]
mod continuing;
#[cfg(test)]
mod cost;
#[cfg(test)]
mod dictation;
#[cfg(test)]
mod files;
#[cfg(test)]
mod finding;
#[cfg(test)]
mod pace;
#[cfg(test)]
mod random;
#[cfg(test)]
mod record;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod support;
#[cfg(test)]
mod titles;
#[cfg(test)]
mod votes;
