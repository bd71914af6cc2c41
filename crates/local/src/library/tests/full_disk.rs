use std::fs;
use std::path::Path;
use std::process::Command;

use super::super::{LibraryErrorKind, ModelState};
use super::loopback::{Answer, Asked, Loopback};
use super::*;

/// Set in the copy of a test that runs where it may mount.
const INSIDE: &str = "ANTIPHON_TEST_MAY_MOUNT";

/// A disk of 1 MiB.
struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Mounts the disk. Where that is not allowed, runs the test of this name once more in a
    /// namespace of its own, where it is, and yields `None` when it has passed there.
    fn mount(test: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = mount(folder.path(), &["-t", "tmpfs", "-o", "size=1m", "tmpfs"]);
        if mounted {
            return Some(Self { folder });
        }
        assert!(std::env::var_os(INSIDE).is_none(), "a small disk cannot be mounted");
        let passed = Command::new("unshare")
            .arg("-rm")
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", &format!("library::tests::full_disk::{test}"), "--nocapture"])
            .env(INSIDE, "1")
            .output()
            .expect("unshare gives the test a place where it may mount");
        let said = String::from_utf8_lossy(&passed.stdout);
        assert!(passed.status.success() && said.contains("1 passed"), "{said}");
        None
    }

    fn set(&self, options: &str) {
        let options = format!("remount,{options}");
        // With a source and `-i`, no option of the first mount is repeated: its owner may have no
        // name in this namespace.
        assert!(mount(self.folder.path(), &["-i", "-o", &options, "tmpfs"]), "{options}");
    }

    fn desk(&self) -> Desk {
        Desk { own: self.folder.path().join("own"), ..Desk::new() }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let done = Command::new("umount").arg("-l").arg(self.folder.path()).status();
        assert!(done.is_ok_and(|done| done.success()), "the small disk is taken away");
    }
}

fn mount(folder: &Path, options: &[&str]) -> bool {
    let done = Command::new("mount").args(options).arg(folder).output();
    done.is_ok_and(|done| done.status.success())
}

fn no_space(card: &ModelCard) -> (u64, &str) {
    match &card.state {
        ModelState::Paused { received, problem: Some(problem), .. } => {
            assert_eq!(problem.kind, LibraryErrorKind::NoSpace, "{}", problem.message);
            (*received, &problem.message)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_model_that_the_disk_has_no_room_for_is_not_begun() {
    let Some(disk) = SmallDisk::mount("a_model_that_the_disk_has_no_room_for_is_not_begun") else {
        return;
    };
    let (desk, file) = (disk.desk(), model_file(3_000_000));
    let sent = file.clone();
    let server = Loopback::start(move |_, asked: &Asked| Answer::file(asked, &sent, TAG)).await;
    let library = desk.open().await;
    let (id, card) = fetch(&library, &server.address, &file).await;
    let (received, message) = no_space(&card);
    assert_eq!(received, 0);
    assert!(message.contains("3 MB more are needed"), "{message}");
    disk.set("size=8m");
    library.download(&id).await.unwrap();
    assert_eq!(settled(&library, &id).await.state, ModelState::Ready);
}

#[tokio::test]
async fn a_disk_that_fills_up_pauses_the_download_and_keeps_its_part() {
    let Some(disk) =
        SmallDisk::mount("a_disk_that_fills_up_pauses_the_download_and_keeps_its_part")
    else {
        return;
    };
    let (desk, file) = (disk.desk(), model_file(3_000_000));
    let sent = file.clone();
    let server = Loopback::start(move |number, asked: &Asked| {
        let answer = Answer::file(asked, &sent, TAG);
        // At first it does not say how long the file is, so that nobody can know.
        if number == 0 { answer.without("content-length") } else { answer }
    })
    .await;
    let library = desk.open().await;
    let (id, card) = fetch(&library, &server.address, &file).await;
    let (received, message) = no_space(&card);
    assert!(message.starts_with("The disk is full"), "{message}");
    let part = read(&desk.own.join("model.gguf.part"));
    assert!(received > 500_000 && part.len() as u64 == received, "{received}");
    assert_eq!(part, &file[..part.len()], "what is kept is right");
    assert_eq!(server.asked().len(), 1, "a full disk is not tried again by itself");
    library.download(&id).await.unwrap();
    let again = settled(&library, &id).await;
    let (_, message) = no_space(&again);
    assert!(message.contains("more are needed"), "how much is known by now: {message}");
    disk.set("size=8m");
    library.download(&id).await.unwrap();
    assert_eq!(settled(&library, &id).await.state, ModelState::Ready);
    assert_eq!(server.asked().last().unwrap().from() as u64, received, "it went on");
    assert_eq!(read(&library.file(&id).unwrap().path), file);
}

#[tokio::test]
async fn a_full_disk_cannot_lose_the_list_of_added_models() {
    let Some(disk) = SmallDisk::mount("a_full_disk_cannot_lose_the_list_of_added_models") else {
        return;
    };
    let desk = disk.desk();
    let (one, two) =
        (desk.file("one.gguf", &model_file(64)), desk.file("two.gguf", &model_file(65)));
    let library = desk.open().await;
    let id = library.add_file(&one).await.unwrap();
    // Everything is taken, to the last byte.
    let mut size = 1 << 20;
    let ballast = disk.folder.path().join("ballast");
    while size > 0 {
        let taken = read(&ballast_or_empty(&ballast)).len();
        if fs::write(&ballast, vec![1; taken + size]).is_err() {
            fs::write(&ballast, vec![1; taken]).unwrap();
            size /= 2;
        }
    }
    let error = library.add_file(&two).await.unwrap_err();
    assert_eq!(error.kind, LibraryErrorKind::NoSpace, "{error}");
    assert_eq!(library.cards().len(), 1, "what is not remembered is not shown");
    drop(library);
    let library = desk.open().await;
    assert_eq!(card(&library, &id).state, ModelState::Ready, "the old list is whole");
}

fn ballast_or_empty(ballast: &Path) -> PathBuf {
    if !ballast.exists() {
        fs::write(ballast, b"").unwrap();
    }
    ballast.to_owned()
}

#[tokio::test]
async fn a_read_only_folder_leaves_the_shipped_models_and_says_why_none_is_added() {
    let Some(disk) =
        SmallDisk::mount("a_read_only_folder_leaves_the_shipped_models_and_says_why_none_is_added")
    else {
        return;
    };
    let file = model_file(64);
    let server = Loopback::start(|_, _| Answer::new(404, "")).await;
    let desk = disk.desk().listing(&server.address, &file);
    fs::write(desk.shipped.join("listed.gguf"), &file).unwrap();
    let mine = desk.file("mine.gguf", &model_file(65));
    disk.set("ro");
    let library = desk.open().await;
    assert_eq!(card(&library, &listed()).state, ModelState::Ready);
    let error = library.add_file(&mine).await.unwrap_err();
    assert_eq!(error.kind, LibraryErrorKind::CannotWrite, "{error}");
    assert!(error.message.contains("cannot be written"), "{error}");
    let address = format!("{}/a.gguf", server.address);
    let error = library.add_address(&address, &"0".repeat(64)).await.unwrap_err();
    assert_eq!(error.kind, LibraryErrorKind::CannotWrite, "{error}");
    library.verify(&listed()).await.unwrap();
    assert!(card(&library, &listed()).checked, "it can still be checked");
    assert_eq!(library.cards().len(), 1);
}
