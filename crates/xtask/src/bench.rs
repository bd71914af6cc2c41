//! `cargo xtask bench`: what the release build does, in figures. A figure that falls short is
//! reported as short; only a measurement that cannot be made is an error.

mod alone;
mod figure;
mod frames;
mod group_archive;
mod group_carry;
mod group_compare;
mod group_main;
mod group_providers;
mod memory;
mod numbers;
mod play;
mod printed;
mod recorder;
mod store;
mod trees;
mod usage;

use std::fs;
use std::time::Duration;

use crate::desk::Desk;
use crate::failure::{Failure, Result, While};
use crate::make::Measuring;
use crate::patience::{pause, wait_for};
use crate::window::Window;
use crate::{interrupt, make, proc, say, setup, tree};
use figure::Figure;

/// A group's name and its families of figures.
type Group = (&'static str, &'static [Family]);

/// The name of a family of figures and how they are measured.
type Family = (&'static str, Measure);

/// All groups. A new group is a new entry and a new module.
const GROUPS: &[Group] = &[
    ("main", group_main::FAMILIES),
    ("providers", group_providers::FAMILIES),
    ("compare", group_compare::FAMILIES),
    ("archive", group_archive::FAMILIES),
    ("carry", group_carry::FAMILIES),
];

/// How a family of figures is measured.
#[derive(Clone, Copy, Debug)]
enum Measure {
    /// In the built app, on a virtual desk.
    App(fn(&Bench<'_>) -> Result<Vec<Figure>>),
    /// By a program of a crate's own benches, which needs no desk.
    Program(Measuring, fn(&Plan) -> Result<Vec<Figure>>),
}

/// What is to be measured, and how.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Groups (`main`) or families (`main/start`); all if there are none.
    pub(crate) names: Vec<String>,
    /// Few rounds: to see that everything can be measured, not what it is.
    pub(crate) quick: bool,
    /// Measure the programs that are there, without building them.
    pub(crate) as_built: bool,
}

/// What a measurement works with.
#[derive(Debug)]
pub(crate) struct Bench<'a> {
    desk: &'a Desk,
    quick: bool,
}

/// Measures what is planned; prints a table. Whole groups are written to `target/bench/`.
pub(crate) fn measure(plan: &Plan) -> Result<()> {
    let chosen = chosen(&plan.names)?;
    if !plan.as_built {
        build(
            chosen.iter().flat_map(|(_, families)| families.iter().map(|(_, measure)| *measure)),
        )?;
    }
    let mut failed = Vec::new();
    for (group, families) in chosen {
        let mut figures = Vec::new();
        for (name, measure) in &families {
            say::step(format!("measuring {group}/{name}"));
            let found = match measure {
                Measure::App(measure) => {
                    let desk = Desk::start()?;
                    measure(&Bench { desk: &desk, quick: plan.quick })
                }
                Measure::Program(_, measure) => measure(plan),
            };
            match found {
                Ok(found) => {
                    say::line(figure::table(&found));
                    figures.extend(found);
                }
                Err(failure) => {
                    interrupt::check()?;
                    say::failure(&failure);
                    figures.push(Figure::missing(format!("{name}: could not be measured")));
                    failed.push(format!("{group}/{name}: {failure}"));
                }
            }
        }
        if families.len() > 1 {
            say::step(format!("the group {group}"));
            say::line(figure::table(&figures));
        }
        if all(group).is_some_and(|all| all.len() == families.len()) {
            keep(group, &figures)?;
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(Failure::new(failed.join("\n"))) }
}

/// Builds what is measured, and brings what that needs.
fn build(measures: impl Iterator<Item = Measure>) -> Result<()> {
    let mut app = false;
    let mut programs = Vec::new();
    for measure in measures {
        match measure {
            Measure::App(_) => app = true,
            Measure::Program(program, _) if programs.contains(&program) => {}
            Measure::Program(program, _) => programs.push(program),
        }
    }
    if app {
        setup::everything()?;
        make::app()?;
    }
    if !programs.is_empty() {
        setup::for_checks(&[setup::Purpose::Build])?;
    }
    programs.into_iter().try_for_each(Measuring::build)
}

fn keep(group: &str, figures: &[Figure]) -> Result<()> {
    let folder = tree::target().join("bench");
    fs::create_dir_all(&folder).during(format!("making {}", folder.display()))?;
    let path = folder.join(format!("{group}.json"));
    let text = serde_json::to_vec_pretty(figures).during("writing the figures")?;
    fs::write(&path, text).during(format!("writing {}", path.display()))?;
    say::line(format!("written to {}", path.display()));
    Ok(())
}

fn all(group: &str) -> Option<&'static [Family]> {
    GROUPS.iter().find(|(name, _)| *name == group).map(|(_, families)| *families)
}

/// The families of these names, by their groups, in the order of the lists.
fn chosen(names: &[String]) -> Result<Vec<(&'static str, Vec<&'static Family>)>> {
    let full = |group: &str, family: &str| format!("{group}/{family}");
    let known = |name: &&String| {
        GROUPS.iter().any(|(group, families)| {
            group == name || families.iter().any(|(family, _)| full(group, family) == **name)
        })
    };
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        let each = GROUPS.iter().flat_map(|(group, families)| {
            families.iter().map(move |(family, _)| full(group, family))
        });
        return Err(Failure::new(format!("there are no figures {unknown}"))
            .advise(format!("there are: {}", each.collect::<Vec<_>>().join(", "))));
    }
    let wanted = |group: &str, family: &str| {
        names.is_empty() || names.iter().any(|name| name == group || *name == full(group, family))
    };
    let of_group = |(group, families): &Group| {
        let of: Vec<_> = families.iter().filter(|(family, _)| wanted(group, family)).collect();
        (*group, of)
    };
    Ok(GROUPS.iter().map(of_group).filter(|(_, of)| !of.is_empty()).collect())
}

impl Bench<'_> {
    /// How many rounds to make where `usual` are right.
    fn rounds(&self, usual: usize) -> usize {
        if self.quick { 1 } else { usual }
    }

    /// Says how it goes.
    fn say(&self, line: impl AsRef<str>) {
        say::line(format!("  {}", line.as_ref()));
    }

    /// Waits until the app and all that it started have nothing to do.
    fn quiet(&self, window: &Window) -> Result<()> {
        const STRETCH: Duration = Duration::from_millis(500);
        /// Milliseconds of processor that count as nothing in a stretch.
        const NOTHING: f64 = 25.0;
        let app = window.app()?;
        let taken =
            || proc::tree(app).into_iter().filter_map(|pid| usage::processor_ms(pid).ok()).sum();
        let mut before: f64 = taken();
        wait_for("the app to come to rest", Duration::from_secs(120), || {
            pause(STRETCH);
            let now: f64 = taken();
            let rests = now - before < NOTHING;
            before = now;
            Ok(rests.then_some(()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_all_of_its_families_and_a_family_is_one() {
        let count = |names: &[&str]| {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            chosen(&names).map(|groups| groups.iter().map(|(_, of)| of.len()).sum::<usize>())
        };
        assert_eq!(count(&["main"]).unwrap(), group_main::FAMILIES.len());
        assert_eq!(count(&["providers"]).unwrap(), group_providers::FAMILIES.len());
        assert_eq!(count(&["compare"]).unwrap(), group_compare::FAMILIES.len());
        assert_eq!(count(&["main/start"]).unwrap(), 1);
        assert!(count(&["main/no-such"]).unwrap_err().advice().unwrap().contains("main/start"));
    }
}
