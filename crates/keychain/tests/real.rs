//! The keychain against a real Secret Service, and where there is none.

use std::io::Write;
use std::process::{Command, Stdio};

use keychain::{Keychain, Zeroizing};
use stage::desk::Desk;

#[cfg(test)]
/// What the program says to `words`, with `input`.
fn says(mut command: Command, words: &[&str], input: &str) -> String {
    let mut child = command
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[cfg(test)]
fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_antiphon-keychain"))
}

#[test]
fn a_real_keychain_keeps_a_key_from_one_run_to_the_next() {
    let desk = Desk::start().unwrap();
    let on = |words: &[&str], input: &str| {
        let mut command = program();
        desk.seat(&mut command);
        says(command, words, input)
    };
    assert_eq!(on(&["check"], ""), "done");
    assert_eq!(on(&["get", "openai"], ""), "none");
    assert_eq!(on(&["set", "openai"], "sk-first-0123"), "done");
    assert_eq!(on(&["set", "openai"], "sk-canary-4f2a"), "done");
    assert_eq!(on(&["set", "groq"], "gsk-other"), "done");
    assert_eq!(on(&["get", "openai"], ""), "sk-canary-4f2a", "kept, and the first one replaced");

    let mut search = Command::new("dbus-send");
    desk.seat(&mut search).args([
        "--session",
        "--print-reply",
        "--dest=org.freedesktop.secrets",
        "/org/freedesktop/secrets",
        "org.freedesktop.Secret.Service.SearchItems",
        "dict:string:string:service,Antiphon",
    ]);
    let found = String::from_utf8(search.output().unwrap().stdout).unwrap();
    assert_eq!(found.matches("object path").count(), 2, "one entry for each provider: {found}");

    assert_eq!(on(&["remove", "openai"], ""), "done");
    assert_eq!(on(&["get", "openai"], ""), "none");
    assert_eq!(on(&["get", "groq"], ""), "gsk-other", "the other's stays");
    assert_eq!(on(&["remove", "openai"], ""), "done", "what is gone may be removed");
}

#[test]
fn without_a_keychain_it_says_so() {
    let mut command = program();
    command
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        .env("XDG_RUNTIME_DIR", "/nonexistent");
    let said = says(command, &["get", "openai"], "");
    assert!(said.starts_with("Unavailable("), "{said}");
}

#[tokio::test]
async fn a_keychain_of_this_session_forgets() {
    let keychain = Keychain::session();
    assert!(!keychain.lasts() && Keychain::system().lasts());
    assert_eq!(keychain.check().await, Ok(()));
    keychain.set("openai", Zeroizing::new("sk-canary".into())).await.unwrap();
    assert_eq!(keychain.get("openai").await, Ok(Some(Zeroizing::new("sk-canary".into()))));
    assert!(!format!("{keychain:?}").contains("canary"));
    keychain.remove("openai").await.unwrap();
    assert_eq!(keychain.get("openai").await, Ok(None));
}
