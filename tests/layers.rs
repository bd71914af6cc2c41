//! The house's rules, each an absence: who may name what. See "The rule" in ARCHITECTURE.md.
//!
//! A rule looks at one file's path and text, so that each can be shown to fail on a file that
//! breaks it.

use std::fs;
use std::path::{Path, PathBuf};

/// One absence: files under `within` but not under `but` must not contain any of `words`.
struct Rule {
    name: &'static str,
    within: &'static [&'static str],
    but: &'static [&'static str],
    endings: &'static [&'static str],
    words: &'static [&'static str],
}

const RULES: &[Rule] = &[
    Rule {
        name: "only the root package depends on tauri",
        within: &["crates/"],
        but: &[],
        endings: &[".rs", "Cargo.toml"],
        words: &["tauri::", "tauri =", "tauri.workspace", "tauri-plugin", "tauri_plugin"],
    },
    Rule {
        name: "only the host's one file imports tauri's packages",
        within: &["ui/src/"],
        but: &["ui/src/host/tauri.ts", "ui/src/bindings.ts"],
        endings: &[".ts", ".svelte"],
        words: &["@tauri-apps/"],
    },
    Rule {
        name: "only providers opens a socket",
        within: &["crates/", "src-tauri/"],
        but: &["crates/providers/", "crates/stage/", "crates/xtask/"],
        endings: &[".rs", "Cargo.toml"],
        words: &["reqwest", "hyper::", "TcpStream", "UdpSocket", "TcpListener", "std::net::To"],
    },
    Rule {
        name: "only store contains SQL",
        within: &["crates/", "src-tauri/"],
        but: &["crates/store/", "crates/xtask/src/bench"],
        endings: &[".rs", "Cargo.toml"],
        words: &["sqlx", "rusqlite", "select * from", "insert into", "pragma "],
    },
    Rule {
        name: "only keychain keeps a key",
        within: &["crates/", "src-tauri/"],
        but: &["crates/keychain/"],
        endings: &[".rs", "Cargo.toml"],
        words: &[
            "keyring-core",
            "keyring_core",
            "keyring-store",
            "keyring_store",
            "secret-service",
        ],
    },
    Rule {
        name: "only audio opens a device",
        within: &["crates/", "src-tauri/"],
        but: &["crates/audio/"],
        endings: &[".rs", "Cargo.toml"],
        words: &["cpal", "rodio"],
    },
    Rule {
        name: "the engine and the vocabulary read no clock and no environment",
        within: &[
            "crates/engine/src/",
            "crates/lookup/src/",
            "crates/model/src/",
            "crates/prose/src/",
            "crates/store/src/",
        ],
        but: &[],
        endings: &[".rs"],
        words: &["SystemTime::now", "now_v7", "std::time::Instant", "env::var", "std::env"],
    },
    Rule {
        name: "the engine knows no provider and no worker",
        within: &["crates/engine/"],
        but: &[],
        endings: &[".rs", "Cargo.toml"],
        words: &["providers::", "providers.workspace", "local::", "local.workspace"],
    },
    Rule {
        name: "what carries sessions reads no clock, no environment and no path",
        within: &["crates/carry/src/"],
        but: &[],
        endings: &[".rs"],
        words: &[
            "Timestamp::now",
            "Zoned::now",
            "SystemTime",
            "env::var",
            "File::open",
            "File::create",
        ],
    },
    Rule {
        name: "leaves never know each other",
        within: &[
            "crates/audio/",
            "crates/carry/",
            "crates/keychain/",
            "crates/lookup/",
            "crates/prose/",
            "crates/providers/",
            "crates/store/",
            "crates/model/",
            "crates/local/",
            "crates/chat-worker/",
            "crates/voice-worker/",
        ],
        but: &[],
        endings: &["Cargo.toml"],
        words: &[
            "carry.workspace",
            "engine.workspace",
            "keychain.workspace",
            "local.workspace",
            "providers.workspace",
            "store.workspace",
        ],
    },
    Rule {
        name: "kit knows no view, no part, no state and no host",
        within: &["ui/src/kit/", "ui/src/markdown/"],
        but: &[],
        endings: &[".ts", ".svelte"],
        words: &["/parts/", "/views/", "/state/", "/host/", "bindings"],
    },
    Rule {
        name: "parts know no view",
        within: &["ui/src/parts/"],
        but: &[],
        endings: &[".ts", ".svelte"],
        words: &["/views/"],
    },
    Rule {
        name: "the window is given no plugin's commands",
        within: &["src-tauri/capabilities/"],
        but: &[],
        endings: &[".json"],
        words: &["core:default", "store:", "dialog:", "opener:", "clipboard", "fs:", "shell:"],
    },
];

/// What of `text` breaks `rule`, if the file at `path` is one that it speaks of.
fn broken(rule: &Rule, path: &str, text: &str) -> Option<String> {
    let spoken_of = rule.within.iter().any(|folder| path.starts_with(folder))
        && !rule.but.iter().any(|folder| path.starts_with(folder))
        && rule.endings.iter().any(|ending| path.ends_with(ending));
    // What only tests depend on is not part of the house.
    let text = match path.ends_with("Cargo.toml") {
        true => text.split("[dev-dependencies]").next().unwrap_or_default(),
        false => text,
    };
    let word = rule.words.iter().find(|word| spoken_of && text.contains(**word))?;
    Some(format!("{}: {path} contains `{word}`", rule.name))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[cfg(test)]
/// The project's own files: neither built nor fetched.
fn files() -> Vec<PathBuf> {
    const SKIPPED: &[&str] = &["target", "node_modules", "dist", ".git", "gen"];
    let mut folders = vec![root().to_path_buf()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder is read") {
            let path = entry.expect("an entry is read").path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() && !SKIPPED.contains(&name) {
                folders.push(path);
            } else if path.is_file() {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn every_file_keeps_the_rules() {
    let mut found = Vec::new();
    for file in files() {
        let path = file.strip_prefix(root()).expect("below the root").display().to_string();
        let Ok(text) = fs::read_to_string(&file) else { continue };
        found.extend(RULES.iter().filter_map(|rule| broken(rule, &path, &text)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_rule_fails_on_a_file_that_breaks_it() {
    for rule in RULES {
        for (folder, ending) in rule.within.iter().zip(rule.endings.iter().cycle()) {
            let path = format!("{folder}sample{ending}");
            for word in rule.words {
                let text = format!("first line\nuse {word};\n");
                assert!(broken(rule, &path, &text).is_some(), "{}: {path}, {word}", rule.name);
            }
            assert!(broken(rule, &path, "nothing of it").is_none(), "{}: a clean file", rule.name);
        }
        for folder in rule.but {
            let path = format!("{folder}sample{}", rule.endings[0]);
            assert!(broken(rule, &path, rule.words[0]).is_none(), "{}: {path}", rule.name);
        }
    }
}

#[test]
fn the_window_may_ask_for_exactly_the_commands_there_are() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("a source is read");
    let build = read("src-tauri/build.rs");
    let list = build.split_once("COMMANDS: &[&str] = &[").expect("the list").1;
    let list = list.split_once("];").expect("the list's end").0;
    let mut named: Vec<String> =
        list.lines().filter_map(|line| line.trim().strip_prefix('"')).filter_map(quoted).collect();
    let bindings = read("ui/src/bindings.ts");
    let mut bound: Vec<String> = bindings
        .split("__TAURI_INVOKE<")
        .skip(1)
        .filter_map(|rest| rest.split_once(">(\"").and_then(|(_, name)| quoted(name)))
        .collect();
    let capability: serde_json::Value =
        serde_json::from_str(&read("src-tauri/capabilities/main.json")).expect("a capability");
    let allowed = capability["permissions"].as_array().expect("permissions").iter();
    let mut allowed: Vec<String> = allowed
        .filter_map(|permission| permission.as_str()?.strip_prefix("allow-"))
        .map(|name| name.replace('-', "_"))
        .collect();
    for list in [&mut named, &mut bound, &mut allowed] {
        list.sort();
        list.dedup();
    }
    assert_eq!(named, bound, "src-tauri/build.rs names what the bindings call");
    assert_eq!(named, allowed, "the capability allows what src-tauri/build.rs names");
}

fn quoted(rest: &str) -> Option<String> {
    rest.split('"').next().map(str::to_owned)
}
