use carry::{Format, Lost, Session, Status, chorus};
use serde_json::json;

use crate::{SAMPLES, Taken, taken};

fn sample(format: Format) -> Taken {
    let (_, text) = SAMPLES.iter().find(|(one, _)| *one == format).expect("a sample");
    let (found, taken) = taken(text.as_bytes()).expect("it is read");
    assert_eq!(found, format, "known by its content");
    taken
}

/// A session as lines: who, how deep, what.
fn told(session: &Session) -> Vec<String> {
    let depth = |mut at: usize| {
        let mut depth = 0;
        while let Some(parent) = session.messages[at].parent {
            at = session.messages.iter().position(|one| one.id == parent).expect("a parent before");
            depth += 1;
        }
        depth
    };
    let line = |(at, message): (usize, &carry::Message)| {
        let who = message.model.as_deref().unwrap_or("you");
        let here = if session.leaf == Some(message.id) { " <" } else { "" };
        format!("{}{who}: {}{here}", "-".repeat(depth(at)), message.text)
    };
    session.messages.iter().enumerate().map(line).collect()
}

fn lost(taken: &Taken) -> Vec<(Lost, &str)> {
    taken.losses.iter().map(|loss| (loss.what, loss.name.as_str())).collect()
}

#[test]
fn chatgpt_keeps_branches_reasoning_and_instructions() {
    let taken = sample(Format::Chatgpt);
    let [session] = &taken.sessions[..] else { panic!("one chat: {taken:?}") };
    assert_eq!(session.title.as_deref(), Some("Rolling back"));
    assert_eq!(session.created_at, 1_756_000_000_123);
    let prompt = session.parameters.0.system_prompt.as_deref();
    assert_eq!(prompt, Some("Keeps servers.\n\nBe brief."));
    assert_eq!(
        told(session),
        [
            "you: What does this show?",
            "-openai/o4-mini: A chart of one bar.",
            "--you: Thank you.",
            "-openai/gpt-5: One bar. <",
        ],
        "what a tool stood between is one reply"
    );
    assert_eq!(session.messages[1].reasoning, "It looks like a chart.");
    assert_eq!(session.messages[0].turn, session.messages[1].turn, "a turn has its replies");
    assert!(session.messages[3].read_at > session.messages[1].read_at, "that version was read");
    for one in
        [(Lost::MissingFile, "file_00ab"), (Lost::Tool, "c1"), (Lost::Tool, "o1"), (Lost::Chat, "")]
    {
        assert!(lost(&taken).contains(&one), "{one:?}: {:?}", taken.losses);
    }
    assert_eq!(taken.losses.len(), 4, "{:?}", taken.losses);
}

#[test]
fn claude_keeps_what_was_taken_out_of_files_and_branches() {
    let taken = sample(Format::Claude);
    let [first, second] = &taken.sessions[..] else { panic!("two chats") };
    assert_eq!(first.messages[0].text, "Shorten this.\n\nletter.txt\n````\nDear all, ```\n````");
    assert_eq!(first.messages[1].reasoning, "Two words will do.");
    assert_eq!(first.messages[1].text, "Dear all.");
    assert_eq!(told(second), ["you: Hello?", "-you: Hi.", "-you: Hello! <"]);
    assert_eq!(second.title, None, "an empty name is none");
    assert_eq!(lost(&taken), [(Lost::MissingFile, "photo.png"), (Lost::Tool, "search")]);
}

#[test]
fn open_webui_keeps_versions_images_and_failures() {
    let taken = sample(Format::OpenWebui);
    let [session] = &taken.sessions[..] else { panic!("one chat") };
    assert_eq!(session.tags, ["maths"]);
    assert_eq!(session.messages[0].attachments[0].name, "image 1");
    assert_eq!(taken.files.len(), 1);
    let [_, failed, whole] = &session.messages[..] else { panic!("{:?}", told(session)) };
    assert_eq!((failed.status, whole.status), (Status::Failed, Status::Complete));
    assert_eq!(failed.failure.as_ref().unwrap().message, "out of memory");
    assert_eq!((whole.text.as_str(), whole.reasoning.as_str()), ("255", "150 + 105"));
    assert_eq!(whole.usage.unwrap().reply_tokens, 20);
    assert_eq!(session.leaf, Some(whole.id));
    assert_eq!(lost(&taken), []);
}

#[test]
fn librechat_keeps_the_tree_as_deep_as_it_is() {
    let taken = sample(Format::Librechat);
    let [session] = &taken.sessions[..] else { panic!("one chat") };
    assert_eq!(session.parameters.0.system_prompt.as_deref(), Some("You know Python."));
    let lines = told(session);
    assert_eq!(lines[..2], ["you: No such file?", "-openai/gpt-4-turbo: Make it first."]);
    assert!(lines.contains(&"---openai/gpt-4-turbo: You are welcome.".to_owned()), "{lines:?}");
    let failed = session.messages.iter().find(|one| one.failure.is_some()).unwrap();
    assert_eq!(failed.failure.as_ref().unwrap().message, "Rate limited");
    let deep = 3_000;
    let text = format!(
        "{{\"conversationId\":\"d\",\"recursive\":true,\"messages\":[{}{}]}}",
        (0..deep)
            .map(|n| format!(
                "{{\"messageId\":\"{n}\",\"isCreatedByUser\":{},\"text\":\"{n}\",\"children\":[",
                n % 2 == 0
            ))
            .collect::<String>(),
        "]}".repeat(deep)
    );
    let (_, taken) = crate::taken(text.as_bytes()).unwrap();
    assert_eq!(taken.sessions[0].messages.len(), deep, "{:?}", taken.losses);
}

#[test]
fn chatbox_keeps_forks_and_earlier_threads() {
    let taken = sample(Format::Chatbox);
    let [thread, session] = &taken.sessions[..] else { panic!("two chats") };
    assert_eq!(thread.title.as_deref(), Some("Tea: Before"));
    assert_eq!(session.parameters.0.system_prompt.as_deref(), Some("You like tea."));
    assert_eq!(
        told(session),
        ["you: Green or black?", "-chatbox/gpt-4o: Black.", "-openai/gpt-4o: Green. <"]
    );
    assert_eq!(lost(&taken), [(Lost::MissingFile, "picture:1")]);
    let (_, text) = SAMPLES.iter().find(|(one, _)| *one == Format::Chatbox).unwrap();
    let whole: serde_json::Value = serde_json::from_str(text).unwrap();
    let (format, alone) = crate::taken(whole["session:s1"].to_string().as_bytes()).unwrap();
    assert_eq!(format, Format::Chatbox);
    assert_eq!(alone.sessions, taken.sessions, "a session alone in its file is the same");
}

#[test]
fn jan_is_put_in_order_whether_in_lines_or_in_a_list() {
    let taken = sample(Format::Jan);
    let [session] = &taken.sessions[..] else { panic!("one chat") };
    assert_eq!(told(session), ["you: A joke?", "-llamacpp/llama3.2-3b: It matters. <"]);
    assert_eq!(session.messages[1].reasoning, "Physics.");
    assert_eq!(taken.files.len(), 1);
    let (format, taken) = crate::taken(include_bytes!("samples/jan.jsonl")).unwrap();
    assert_eq!(format, Format::Jan);
    assert_eq!(told(&taken.sessions[0]), ["you: Again?", "-you: No. <"]);
    assert_eq!(taken.sessions[0].messages[1].status, Status::Stopped);
}

#[test]
fn cherry_studio_keeps_several_models_under_one_prompt() {
    let taken = sample(Format::CherryStudio);
    let [session] = &taken.sessions[..] else { panic!("one chat: {taken:?}") };
    assert_eq!(session.title.as_deref(), Some("Birds"));
    assert_eq!(session.parameters.0.system_prompt.as_deref(), Some("Be kind."));
    assert_eq!(
        told(session),
        ["you: Which bird?", "-openai/gpt-4o: A wren.", "--you: Why? <", "-ollama/qwen3: A cra"]
    );
    assert_eq!(lost(&taken), [(Lost::Message, "gone")]);
}

#[test]
fn lines_are_known_by_their_words() {
    let taken = sample(Format::JsonLines);
    let [first, second] = &taken.sessions[..] else { panic!("two chats") };
    assert_eq!(first.parameters.0.system_prompt.as_deref(), Some("Answer shortly."));
    assert_eq!(told(first), ["you: Capital of France?", "-you: Paris. <"]);
    assert_eq!(told(second), ["you: See?", "-you: Yes. <"]);
    assert_eq!(
        lost(&taken),
        [(Lost::MissingFile, "https://example.org/a.png"), (Lost::Tool, "1"), (Lost::Tool, "tool")]
    );
}

#[test]
fn chorus_leads_on_with_the_chosen_reply() {
    let message = |id: &str, set: &str, kind: &str, model: &str, selected: u8, text: &str| {
        json!({"id": id, "set": set, "type": kind, "model": model, "selected": selected,
            "text": text, "created_at": "2025-05-05 10:00:00", "state": "idle", "parts": ["in parts"]})
    };
    let (session, losses) = chorus::session(&json!({
        "id": "c1", "title": "Rivers", "created_at": "2025-05-05 10:00:00", "project": "School",
        "messages": [
            message("1", "a", "user", "user", 1, "Longest?"),
            message("2", "b", "ai", "openai::gpt-4o", 0, "The Nile."),
            message("3", "b", "ai", "anthropic::claude", 1, ""),
            message("4", "c", "user", "user", 1, "Sure?"),
        ]
    }));
    let session = session.unwrap();
    assert_eq!(losses, []);
    assert_eq!(session.folder, ["School"]);
    assert_eq!(
        told(&session),
        [
            "you: Longest?",
            "-openai/gpt-4o: The Nile.",
            "-anthropic/claude: in parts",
            "--you: Sure? <"
        ]
    );
}

#[test]
fn again_gives_the_same_ids_and_a_newer_export_only_more() {
    for (_, text) in SAMPLES {
        assert_eq!(taken(text.as_bytes()).unwrap(), taken(text.as_bytes()).unwrap());
    }
    let (_, text) = SAMPLES[1];
    let newer = text.replace(
        "\"parent_message_uuid\":\"n1\"}]",
        "\"parent_message_uuid\":\"n1\"},{\"uuid\":\"n4\",\"sender\":\"human\",\"text\":\"More\",\"parent_message_uuid\":\"n3\"}]",
    );
    let before = taken(text.as_bytes()).unwrap().1.sessions;
    let after = taken(newer.as_bytes()).unwrap().1.sessions;
    assert_eq!(before[1].id, after[1].id);
    let known: Vec<_> = before[1].messages.iter().map(|one| one.id).collect();
    let ids: Vec<_> = after[1].messages.iter().map(|one| one.id).collect();
    assert_eq!(ids[..3], known, "what was known keeps its id");
    assert_eq!(ids.len(), 4);
}
