//! How long a ranking takes, in figures: one line of JSON each, its bound included.
//!
//! `rating [--quick]`.

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{RngExt, SeedableRng};
use ranking::{Ballot, Counts, Fit, Model, Outcome, Places, draw};
use serde::Serialize;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const MODELS: usize = 100;

/// One line of what is printed.
#[derive(Debug, Serialize)]
struct Figure {
    figure: String,
    value: f64,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<f64>,
}

/// Who stood, and what was voted.
type Vote = (Vec<Model>, Outcome);

fn main() -> Result<()> {
    // `cargo bench` adds an option of its own.
    let (votes, many) = match std::env::args().any(|word| word == "--quick") {
        true => (10_000, "10,000"),
        false => (1_000_000, "1,000,000"),
    };
    let pairs = format!("rating {many} votes, {MODELS} models");
    let (pool, cast) = cast(votes, 2)?;
    let seconds = timed(|| rate(&pool, &cast))?;
    print(Figure { at_most: Some(2.0), ..Figure::seconds(pairs, seconds) })?;

    let named = named(&pool, &cast)?;
    let seconds = timed(|| ranked(&Counts::of(&named)?))?;
    print(Figure::seconds("… from names".to_owned(), seconds))?;

    let (pool, cast) = self::cast(votes, 4)?;
    let seconds = timed(|| rate(&pool, &cast))?;
    print(Figure::seconds("… best of four, nearly every set another".to_owned(), seconds))?;

    let (pool, cast) = self::cast(200, 2)?;
    let seconds = timed(|| rate(&pool, &cast))?;
    print(Figure::seconds(format!("rating 200 votes, {MODELS} models"), seconds))?;

    let counts = counted(&pool, &cast)?;
    let fit = Fit::new(&counts)?;
    let models: Vec<_> = pool.iter().filter_map(|name| counts.find(name)).collect();
    let seconds = timed(|| {
        for seed in 0..1_000 {
            draw(&fit, &models, 2, seed)?;
        }
        Ok(())
    })?;
    print(Figure::seconds(format!("drawing 1,000 pairs of {MODELS} models"), seconds))
}

/// The names of a pool, and votes on sets of it drawn evenly: a model of a higher number is better,
/// one vote in ten is a tie and one in twenty finds all bad.
fn cast(votes: usize, candidates: usize) -> Result<(Vec<String>, Vec<Vote>)> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
    let pool: Vec<_> = (0..MODELS).map(|model| format!("provider/model-{model}")).collect();
    let models = known(&mut Counts::new(), &pool)?;
    let tie = Places::of([0, 1]).map(Outcome::Tie).ok_or("two places")?;
    let mut cast = Vec::with_capacity(votes);
    for _ in 0..votes {
        let set: Vec<Model> = models.iter().copied().sample(&mut random, candidates);
        let places: Vec<_> = (0..candidates).collect();
        let worth = |place: &usize| 1.0 + set[*place].index() as f64 / 20.0;
        let best = *places.choose_weighted(&mut random, worth)?;
        let outcome = match random.random_range(0..20) {
            0 => Outcome::AllBad,
            1 | 2 => tie,
            _ => Outcome::Best(best),
        };
        cast.push((set, outcome));
    }
    Ok((pool, cast))
}

fn known(counts: &mut Counts, pool: &[String]) -> Result<Vec<Model>> {
    Ok(pool.iter().map(|name| counts.model(name)).collect::<std::result::Result<_, _>>()?)
}

fn named(pool: &[String], cast: &[Vote]) -> Result<Vec<Ballot>> {
    let ballot = |(set, outcome): &Vote| {
        let names = set.iter().map(|model| pool[model.index()].clone()).collect();
        Ok(Ballot::new(names, *outcome)?)
    };
    cast.iter().map(ballot).collect()
}

/// From single votes, grouping included.
fn rate(pool: &[String], cast: &[Vote]) -> Result<()> {
    ranked(&counted(pool, cast)?)
}

fn counted(pool: &[String], cast: &[Vote]) -> Result<Counts> {
    let mut counts = Counts::new();
    known(&mut counts, pool)?;
    for (set, outcome) in cast {
        counts.add_compact(set, *outcome)?;
    }
    Ok(counts)
}

fn ranked(counts: &Counts) -> Result<()> {
    let standings = Fit::new(counts)?.standings(counts);
    match standings.len() {
        MODELS => Ok(()),
        other => Err(format!("{other} models are ranked, not {MODELS}").into()),
    }
}

/// The middle of three, in seconds.
fn timed(mut measured: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut seconds = [0.0; 3];
    for own in &mut seconds {
        let start = Instant::now();
        measured()?;
        *own = start.elapsed().as_secs_f64();
    }
    seconds.sort_by(f64::total_cmp);
    Ok(seconds[1])
}

fn print(figure: Figure) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{}", serde_json::to_string(&figure)?)?)
}

impl Figure {
    fn seconds(figure: String, value: f64) -> Self {
        Self { figure, value, unit: "s", at_most: None }
    }
}
