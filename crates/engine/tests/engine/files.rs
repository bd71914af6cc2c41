//! Images and documents with a prompt.

use engine::{Ask, Error, FILE_LIMIT, Known};
use model::ErrorKind;
use store::Attached;

use crate::support::{Desk, ask_cloud, cloud, follow, reply};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest of it";
const PDF: &[u8] = b"%PDF-1.7 rest of it";

async fn attached(desk: &Desk) -> Vec<Attached> {
    let image = desk.engine.attach("/home/asha/cat.png", PNG).await.unwrap();
    let document = desk.engine.attach("notes.txt", PDF).await.unwrap();
    assert_eq!(document.media_type, "application/pdf", "whatever its name says");
    vec![image, document]
}

#[tokio::test]
async fn a_model_is_shown_the_files_of_the_whole_path() {
    let desk = Desk::new().await;
    let files = attached(&desk).await;
    let look = Ask { attachments: files.clone(), ..ask_cloud("Look") };
    let asked = desk.engine.ask(look).await.unwrap();
    assert_eq!(asked.messages[0].attachments, files, "the window is told without the bytes");
    let call = desk.call().await;
    let told: Vec<_> = call.request.messages[0]
        .attachments
        .iter()
        .map(|file| (file.name.as_str(), file.media_type.as_str(), &file.data[..]))
        .collect();
    assert_eq!(told, [("cat.png", "image/png", PNG), ("notes.txt", "application/pdf", PDF)]);
    call.say("A cat.").finish();
    desk.engine.idle().await;
    desk.engine.ask(Ask { model: cloud(), ..follow(&asked, "Sure?") }).await.unwrap();
    let sent = desk.call().await.request.messages;
    assert_eq!(sent[0].attachments.len(), 2, "they are part of the path");
    assert!(sent[2].attachments.is_empty());
}

#[tokio::test]
async fn a_model_known_not_to_see_is_refused_before_anything_is_written_or_sent() {
    let desk = Desk::new().await;
    let [image, document] = &attached(&desk).await[..] else { panic!("two files") };
    for (file, known) in [
        (image, Known { vision: Some(false), files: Some(true), ..Known::default() }),
        (document, Known { vision: Some(true), files: Some(false), ..Known::default() }),
    ] {
        desk.know(&cloud(), known);
        let look = Ask { attachments: vec![file.clone()], ..ask_cloud("Look") };
        match desk.engine.ask(look).await {
            Err(Error::Model(error)) => assert_eq!(error.kind, ErrorKind::Unsupported),
            other => panic!("{}: {other:?}", file.name),
        }
    }
    let all = store::SessionFilter { limit: 9, ..Default::default() };
    assert!(desk.engine.sessions(&all).await.unwrap().sessions.is_empty(), "no row");
    assert_eq!(desk.calls_waiting(), 0, "no request");
}

#[tokio::test]
async fn what_was_shown_before_counts_as_well() {
    let desk = Desk::new().await;
    let look = Ask { attachments: attached(&desk).await, ..ask_cloud("Look") };
    let asked = desk.engine.ask(look).await.unwrap();
    desk.answer("A cat.").await;
    desk.engine.idle().await;
    desk.know(&cloud(), Known { vision: Some(false), ..Known::default() });
    let next = Ask { model: cloud(), ..follow(&asked, "Sure?") };
    assert!(matches!(desk.engine.ask(next).await, Err(Error::Model(_))), "a further prompt");
    let again = desk.engine.regenerate(reply(&asked), engine::Again::default()).await;
    assert!(matches!(again, Err(Error::Model(_))), "another version");
    assert_eq!(desk.calls_waiting(), 0);
}

#[tokio::test]
async fn what_is_unknown_of_a_model_is_tried() {
    let desk = Desk::new().await;
    desk.know(&cloud(), Known::default());
    let look = Ask { attachments: attached(&desk).await, ..ask_cloud("Look") };
    desk.engine.ask(look).await.unwrap();
    assert_eq!(desk.call().await.request.messages[0].attachments.len(), 2);
}

#[tokio::test]
async fn only_images_and_documents_of_a_fitting_length_are_attached() {
    let desk = Desk::new().await;
    let mut long = PNG.to_vec();
    long.resize(FILE_LIMIT, 0);
    assert!(desk.engine.attach("long.png", &long).await.is_ok(), "20 MB");
    long.push(0);
    for (name, data) in [("long.png", &long[..]), ("cat.png", b"MZ\x90\0"), ("empty.png", b"")] {
        let refused = desk.engine.attach(name, data).await;
        assert!(matches!(refused, Err(Error::NotAllowed(_))), "{name}: {refused:?}");
    }
}

#[tokio::test]
async fn a_prompt_may_be_a_picture_alone_but_not_a_file_that_nobody_kept() {
    let desk = Desk::new().await;
    let files = attached(&desk).await;
    let silent = Ask { attachments: files.clone(), ..ask_cloud("") };
    desk.engine.ask(silent).await.unwrap();
    assert_eq!(desk.call().await.request.messages[0].text, "");
    let stranger = Attached { sha256: "00".repeat(32), ..files[0].clone() };
    let refused = desk.engine.ask(Ask { attachments: vec![stranger], ..ask_cloud("Look") }).await;
    assert!(matches!(refused, Err(Error::Store(_))), "{refused:?}");
    let lying = Attached { media_type: "text/html".into(), size: 0, ..files[0].clone() };
    let twice = vec![lying.clone(), lying];
    let asked = desk.engine.ask(Ask { attachments: twice, ..ask_cloud("Look") }).await.unwrap();
    assert_eq!(asked.messages[0].attachments, files[..1], "the store's word holds, and once");
}
