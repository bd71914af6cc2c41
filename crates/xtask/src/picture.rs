//! `cargo xtask picture`: the real app in its real window, drawn scene by scene.

mod comparing;
mod scenes;
mod stage;

use std::path::Path;

use serde_json::json;

use crate::desk::Desk;
use crate::failure::{Failure, Result, While};
use crate::window::{App, Size, Window};
use crate::{make, say, setup, tree};
use comparing::COMPARISONS;
use scenes::{SCENES, Scene};
use stage::Stage;

/// The sizes in which every scene is drawn, and how they are called.
const SIZES: [(&str, Size); 2] =
    [("wide", Size { width: 1440, height: 900 }), ("narrow", Size { width: 820, height: 600 })];

/// The themes in which every scene is played, by the app's own setting.
const THEMES: [&str; 2] = ["light", "dark"];

/// Brings what is missing and builds what is drawn.
pub(crate) fn prepare() -> Result<()> {
    setup::everything()?;
    make::app()
}

/// Draws the scenes of these names, or all, into `target/pictures/`.
pub(crate) fn draw(names: &[String]) -> Result<()> {
    let scenes = chosen(names)?;
    let desk = Desk::start()?;
    let pictures = tree::target().join("pictures");
    for scene in scenes {
        for theme in THEMES {
            say::step(format!("{}, {theme}", scene.name));
            draw_one(&desk, scene, theme, &pictures)?;
        }
    }
    say::line(format!("the pictures are in {}", pictures.display()));
    Ok(())
}

fn draw_one(desk: &Desk, scene: &Scene, theme: &str, pictures: &Path) -> Result<()> {
    let data = desk.folder(&format!("{}-{theme}", scene.name))?;
    let mut settings =
        json!({ "theme": theme, "welcomed": scene.welcomed, "language": scene.language });
    let emulated = matches!(scene.stage, Stage::Emulated);
    if emulated {
        settings["default_model"] = "openai/gpt-5.5".into();
    }
    let settings = json!({ "settings": settings });
    std::fs::write(data.join("settings.json"), settings.to_string())
        .during("writing the app's settings")?;
    let environment = scene.stage.set(&data)?;
    let app = App { program: make::release("antiphon"), data, environment };
    let window = Window::open(desk, &app)?;
    let [(_, first), ..] = SIZES;
    window.resize(first)?;
    let _emulator = emulated.then(|| stage::emulate(&window)).transpose()?;
    (scene.play)(&window).map_err(|failure| {
        let path = pictures.join(format!("{}-{theme}-failed.png", scene.name));
        match window.picture(&path) {
            Ok(()) => failure.advise(format!("how far it came: {}", path.display())),
            Err(_) => failure,
        }
    })?;
    for (name, size) in SIZES {
        window.resize(size)?;
        window.picture(&pictures.join(format!("{}-{theme}-{name}.png", scene.name)))?;
    }
    Ok(())
}

fn all() -> impl Iterator<Item = &'static Scene> {
    SCENES.iter().chain(COMPARISONS)
}

fn chosen(names: &[String]) -> Result<Vec<&'static Scene>> {
    let known = || all().map(|scene| scene.name).collect::<Vec<_>>().join(", ");
    if let Some(unknown) = names.iter().find(|name| all().all(|scene| scene.name != **name)) {
        return Err(Failure::new(format!("there is no scene {unknown}"))
            .advise(format!("the scenes are: {}", known())));
    }
    let wanted = |scene: &&Scene| names.is_empty() || names.iter().any(|name| name == scene.name);
    Ok(all().filter(wanted).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_scene_is_told_with_those_there_are() {
        let failure = chosen(&["no-such-scene".into()]).unwrap_err();
        assert!(failure.advice().unwrap().contains(SCENES[0].name), "{failure:?}");
    }

    #[test]
    fn without_names_all_scenes_are_drawn_and_no_name_stands_twice() {
        let mut names: Vec<_> = chosen(&[]).unwrap().iter().map(|scene| scene.name).collect();
        assert_eq!(names.len(), all().count());
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all().count(), "a name is a file name");
    }
}
