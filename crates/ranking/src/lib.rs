//! Votes to an honest ranking of models.
//!
//! A [`Ballot`] is one vote on one turn. [`Counts`] holds votes by what matters for a rating, and a
//! [`Fit`] is what they say of the models: ratings with 95 % intervals, ranks as ranges, and which
//! differences are too close to call. [`draw`] says whom to compare next.
//!
//! A [`Vote`] is a ballot with all that is kept of it, as files are written and read; [`Signs`] count
//! what people did without voting, which no rating takes for a vote.
//!
//! Nothing here opens a file, reads a clock or an environment, or draws a number that does not
//! follow from a seed.

mod ballot;
mod counts;
mod draw;
mod exchange;
mod fit;
mod rating;
mod record;
mod signs;
mod vote;

pub use ballot::{Ballot, BallotError, FEWEST_CANDIDATES, MOST_CANDIDATES, Outcome, Places};
pub use counts::{CountError, Counts, MOST_MODELS, Model};
pub use draw::{DrawError, draw, shuffle};
pub use exchange::{
    BadRow, ExchangeError, MOST_TOLD, Place, Pooled, Problem, pool, read_csv, read_json_lines,
    read_parquet, write_csv, write_json_lines, write_parquet,
};
pub use fit::{Fit, FitError};
pub use rating::{CENTRE, Estimate, POINTS_A_NAT, Standing};
pub use record::{Meeting, Record};
pub use signs::{Share, Signs};
pub use vote::{Kind, Vote};
