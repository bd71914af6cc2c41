//! Votes to an honest ranking of models.
//!
//! A [`Ballot`] is one vote on one turn. [`Counts`] holds votes by what matters for a rating, and a
//! [`Fit`] is what they say of the models: ratings with 95 % intervals, ranks as ranges, and which
//! differences are too close to call. [`draw`] says whom to compare next.
//!
//! Nothing here opens a file, reads a clock or an environment, or draws a number that does not
//! follow from a seed.

mod ballot;
mod counts;
mod draw;
mod fit;
mod rating;
mod record;

pub use ballot::{Ballot, BallotError, FEWEST_CANDIDATES, MOST_CANDIDATES, Outcome, Places};
pub use counts::{CountError, Counts, MOST_MODELS, Model};
pub use draw::{DrawError, draw, shuffle};
pub use fit::{Fit, FitError};
pub use rating::{CENTRE, Estimate, POINTS_A_NAT, Standing};
pub use record::{Meeting, Record};
