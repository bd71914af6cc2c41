//! The real worker as the app runs it.

use std::process::Command as Program;
use std::sync::Arc;

use futures::StreamExt;
use local::{LocalChat, ModelFile, Runtime};
use model::{ChatEvent, ChatModel, ChatRequest, ErrorKind, ModelId, Usage};

use crate::driver::{PROGRAM, likeliest, small_model, user};

fn chat(worker: String) -> LocalChat {
    let mut runtime = Runtime::new(worker.into());
    (runtime.context, runtime.threads) = (1024, 1);
    let files = |id: &ModelId| {
        Ok(ModelFile {
            id: id.clone(),
            name: "small".into(),
            path: small_model(),
            size: 0,
            context: Some(8192),
            defaults: likeliest(16),
        })
    };
    LocalChat::new(Arc::new(files), runtime)
}

fn asked(prompt: &str) -> ChatRequest {
    let model = ModelId::new(ModelId::LOCAL, "small");
    ChatRequest {
        model,
        messages: vec![user(prompt)],
        parameters: Default::default(),
        origin: Default::default(),
        verbatim: None,
    }
}

#[tokio::test]
async fn a_real_model_answers_the_app() {
    let chat = chat(PROGRAM.to_owned());
    for cached in [false, true] {
        let events: Vec<ChatEvent> =
            chat.stream(asked("Name three birds.")).map(Result::unwrap).collect().await;
        assert!(matches!(events.first(), Some(ChatEvent::Started { .. })), "{events:?}");
        assert!(matches!(events.last(), Some(ChatEvent::Finished { .. })), "{events:?}");
        let usage = events.iter().find_map(|event| match event {
            ChatEvent::Usage { usage } => Some(*usage),
            _ => None,
        });
        let Some(Usage { cached_tokens, reply_tokens: 1.., .. }) = usage else {
            panic!("{events:?}")
        };
        assert_eq!(cached_tokens > 0, cached, "the same worker answers again");
    }
}

#[tokio::test]
async fn a_real_worker_killed_in_mid_reply_is_replaced() {
    // The shell tells which process to kill and becomes the worker.
    let folder = tempfile::tempdir().unwrap();
    let (script, id) = (folder.path().join("worker"), folder.path().join("id"));
    let lines = format!("#!/bin/sh\necho $$ > {}\nexec {PROGRAM}\n", id.display());
    std::fs::write(&script, lines).unwrap();
    assert!(Program::new("chmod").arg("+x").arg(&script).status().unwrap().success());

    let chat = chat(script.display().to_string());
    let mut request = asked("Tell me a very long story.");
    request.parameters.max_tokens = Some(800);
    let mut stream = chat.stream(request);
    while !matches!(stream.next().await.unwrap().unwrap(), ChatEvent::Text { .. }) {}
    let process = std::fs::read_to_string(&id).unwrap();
    assert!(Program::new("kill").args(["-9", process.trim()]).status().unwrap().success());
    let rest: Vec<_> = stream.collect().await;
    let error = rest.last().unwrap().as_ref().unwrap_err();
    assert_eq!(error.kind, ErrorKind::OutOfMemory, "{error}");
    let last = chat.stream(asked("Name three birds.")).collect::<Vec<_>>().await.pop();
    assert!(matches!(last, Some(Ok(ChatEvent::Finished { .. }))), "{last:?}");
}
