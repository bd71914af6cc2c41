//! `cargo xtask bench`: what the release build does, in figures. A figure that falls short is
//! reported as short; only a measurement that cannot be made is an error.

mod figure;
mod group_main;
mod memory;

use std::fs;

use crate::desk::Desk;
use crate::failure::{Failure, Result, While};
use crate::{make, say, setup, tree};
use figure::Figure;

/// A group's name and how it is measured.
type Group = (&'static str, fn(&Desk) -> Result<Vec<Figure>>);

/// All groups. A new group is a new entry and a new module.
const GROUPS: &[Group] = &[("main", group_main::measure)];

/// Measures the groups of these names, or all; prints a table and writes `target/bench/`.
pub(crate) fn measure(names: &[String]) -> Result<()> {
    let groups = chosen(names)?;
    setup::everything()?;
    make::app()?;
    let folder = tree::target().join("bench");
    fs::create_dir_all(&folder).during(format!("making {}", folder.display()))?;
    for (name, measure) in groups {
        say::step(format!("measuring {name}"));
        let desk = Desk::start()?;
        let figures = measure(&desk)?;
        let path = folder.join(format!("{name}.json"));
        let text = serde_json::to_vec_pretty(&figures).during("writing the figures")?;
        fs::write(&path, text).during(format!("writing {}", path.display()))?;
        say::line(figure::table(&figures));
        say::line(format!("written to {}", path.display()));
    }
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Group>> {
    if let Some(unknown) = names.iter().find(|name| GROUPS.iter().all(|(known, _)| known != name)) {
        let known: Vec<_> = GROUPS.iter().map(|(name, _)| *name).collect();
        return Err(Failure::new(format!("there is no group {unknown}"))
            .advise(format!("the groups are: {}", known.join(", "))));
    }
    let wanted = |(group, _): &&Group| names.is_empty() || names.iter().any(|name| name == group);
    Ok(GROUPS.iter().filter(wanted).collect())
}
