//! The fit against an independent implementation, `choix` (Lucas Maystre), where there is no prior
//! and no tie: Bradley-Terry on pairs, and the first choice of Plackett-Luce on more.
//!
//! `ANTIPHON_SDKS` is a Python that has the packages of `tests/choix/requirements.txt`.

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Write;
    use std::path::Path;
    use std::process::{Command, Stdio};
    use std::{env, thread};

    use rand::rngs::Xoshiro256PlusPlus;
    use rand::seq::{IteratorRandom, SliceRandom};
    use rand::{RngExt, SeedableRng};
    use ranking::{CENTRE, Counts, Fit, Outcome, POINTS_A_NAT};
    use serde_json::{Value, json};

    /// In nats: a sixth of a point.
    const CLOSE: f64 = 1e-3;

    /// A vote: the best, and the others.
    type Choice = (usize, Vec<usize>);

    #[test]
    fn agrees_with_choix_on_pairs() {
        let votes = votes(12, 2, 600);
        let pairs: Vec<_> = votes.iter().map(|(best, others)| [*best, others[0]]).collect();
        agree(&votes, 12, &json!({"models": 12, "pairs": pairs, "choices": []}), 2);
    }

    #[test]
    fn agrees_with_choix_on_the_best_of_several() {
        let votes = votes(10, 4, 500);
        agree(&votes, 10, &json!({"models": 10, "pairs": [], "choices": votes}), 2);
    }

    #[test]
    fn agrees_with_choix_on_pairs_and_more_at_once() {
        let mut votes = votes(7, 2, 200);
        votes.extend(self::votes(7, 3, 100));
        votes.extend(self::votes(7, 7, 50));
        agree(&votes, 7, &json!({"models": 7, "pairs": [], "choices": votes}), 2);
    }

    /// Votes on even sets, where a model of a higher number is the better.
    fn votes(models: usize, candidates: usize, votes: u64) -> Vec<Choice> {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(votes);
        let one = |_| {
            let mut set = (0..models).sample(&mut random, candidates);
            set.shuffle(&mut random);
            let worth = |model: usize| (model as f64 / 4.0).exp();
            let mut left = random.random::<f64>() * set.iter().copied().map(worth).sum::<f64>();
            let place = set.iter().position(|model| {
                left -= worth(*model);
                left <= 0.0
            });
            let best = set.remove(place.unwrap_or(0));
            (best, set)
        };
        (0..votes).map(one).collect()
    }

    fn agree(votes: &[Choice], models: usize, asked: &Value, methods: usize) {
        let ours = ours(votes, models);
        let theirs = theirs(asked);
        assert_eq!(theirs.len(), methods, "{theirs:?}");
        for (method, theirs) in theirs {
            let mean = theirs.iter().sum::<f64>() / models as f64;
            assert_eq!(theirs.len(), models);
            for (model, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
                let apart = (ours - (theirs - mean)).abs();
                assert!(apart < CLOSE, "{method}, model {model}: {ours} and {theirs}");
            }
        }
    }

    /// In nats.
    fn ours(votes: &[Choice], models: usize) -> Vec<f64> {
        let mut counts = Counts::new();
        let known: Vec<_> =
            (0..models).map(|model| counts.model(&model.to_string()).unwrap()).collect();
        for (best, others) in votes {
            let candidates: Vec<_> =
                [best].into_iter().chain(others).map(|model| known[*model]).collect();
            counts.add_compact(&candidates, Outcome::Best(0)).unwrap();
        }
        let fit = Fit::flat(&counts).unwrap();
        let points = known.iter().map(|model| fit.rating(*model).unwrap().points);
        points.map(|points| (points - CENTRE) / POINTS_A_NAT).collect()
    }

    /// What `rate.py` prints.
    fn theirs(asked: &Value) -> BTreeMap<String, Vec<f64>> {
        let python = env::var_os("ANTIPHON_SDKS").unwrap_or_else(|| {
            panic!(
                "ANTIPHON_SDKS does not name a Python that has choix: run the tests with `cargo \
                 xtask test`, or make one with `python3 -m venv FOLDER` and `FOLDER/bin/pip \
                 install -r crates/ranking/tests/choix/requirements.txt`, and set it to \
                 FOLDER/bin/python"
            )
        });
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/choix/rate.py");
        let mut command = Command::new(&python);
        command.env("PYTHONDONTWRITEBYTECODE", "1").arg(program);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{python:?}: {error}"));
        let (mut input, asked) = (child.stdin.take().unwrap(), asked.to_string());
        let writer = thread::spawn(move || input.write_all(asked.as_bytes()));
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "rate.py failed: {said}");
        writer.join().unwrap().unwrap();
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("rate.py: {error}; {said}"))
    }
}
