//! Voters whose truth is known: whether the stated intervals hold it, and how well it is ordered.
//!
//! Each test prints what it found as a table (`-- --nocapture`).

#[cfg(test)]
#[path = "simulated/coverage.rs"]
mod coverage;
#[cfg(test)]
#[path = "simulated/drawing.rs"]
mod drawing;
#[cfg(test)]
#[path = "simulated/order.rs"]
mod order;
#[cfg(test)]
#[path = "simulated/voters.rs"]
mod voters;
