//! Pages for people.

use carry::{Branches, Page, html, markdown, plain};

use crate::{SAMPLES, taken};

fn page(
    branches: Branches,
    write: impl Fn(&Page<'_>, &mut Vec<u8>) -> carry::Result<()>,
) -> String {
    let taken = taken(SAMPLES[0].1.as_bytes()).unwrap().1;
    let mut bytes = Vec::new();
    write(&Page { session: &taken.sessions[0], branches, file: &|_| None }, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_read_path_is_told_alone_and_all_branches_where_asked_for() {
    type Write = fn(&Page<'_>, &mut Vec<u8>) -> carry::Result<()>;
    let all: [Write; 3] = [|p, to| markdown(p, to), |p, to| plain(p, to), |p, to| html(p, to)];
    for write in all {
        let read = page(Branches::Read, write);
        assert!(read.contains("Rolling back") && read.contains("What does this show?"), "{read}");
        assert!(read.contains("One bar.") && !read.contains("A chart of"), "{read}");
        let all = page(Branches::All, write);
        assert!(all.contains("One bar.") && all.contains("A chart of one bar."), "{all}");
        assert!(all.contains("version 2 of 2") && all.contains("Thank you."), "{all}");
    }
}

#[test]
fn a_hostile_title_name_and_model_stay_text() {
    let mut session = taken(SAMPLES[0].1.as_bytes()).unwrap().1.sessions.remove(0);
    let bad = "\"><script>alert(1)</script>".to_owned();
    session.title = Some(bad.clone());
    session.messages[3].model = Some(bad.clone());
    session.messages[0].attachments.push(carry::Attached {
        name: bad.clone(),
        media_type: "image/png".into(),
        size: 1,
        sha256: String::new(),
    });
    session.messages[0].text = bad.clone();
    let mut bytes = Vec::new();
    let page = Page { session: &session, branches: Branches::All, file: &|_| Some(bad.clone()) };
    html(&page, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.contains("<script"), "{text}");
    assert!(text.contains("default-src 'none'"), "the page forbids what runs");
}
