//! What carrying chats in and out costs, in figures: one line of JSON each.
//!
//! `carry [--quick]`. The chats are those of ChatGPT's export, twenty messages of about 300 bytes
//! each. Memory is the process's peak beyond what it had before, on Linux alone.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use engine::{Carrying, Clock, Engine, Known, Models, Record};
use serde::Serialize;
use store::{Millis, Store};
use uuid::Uuid;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Messages of a chat.
const OF_ONE: usize = 20;

/// One line of what is printed.
#[derive(Debug, Serialize)]
struct Figure {
    figure: String,
    value: f64,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<f64>,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    // `cargo bench` adds an option of its own.
    let (few, many) = match std::env::args().any(|word| word == "--quick") {
        true => (500, 2_000),
        false => (10_000, 100_000),
    };
    let (less, _) = carry(few).await?;
    let (peaks, seconds) = carry(many).await?;
    for (at, what) in ["import", "export", "import of our own"].into_iter().enumerate() {
        print(format!("{what} of {many} messages"), many as f64 / seconds[at], "messages/s", None)?;
        print(format!("{what}: peak memory"), peaks[at] / 1024.0, "MiB", None)?;
        let growth = peaks[at] / less[at].max(8192.0);
        print(format!("{what}: peak against {few} messages"), growth, "times", Some(2.0))?;
    }
    Ok(())
}

/// Imports so many messages, exports them, and imports what was written: peaks in KiB, and seconds.
async fn carry(messages: usize) -> Result<([f64; 3], [f64; 3])> {
    let folder = tempfile::tempdir()?;
    let foreign = folder.path().join("conversations.json");
    write(&foreign, messages)?;
    let (mut peaks, mut seconds) = ([0.0; 3], [0.0; 3]);
    let engine = open(&folder.path().join("one")).await?;
    let own = folder.path().join("own.json");
    for at in [0, 1, 2] {
        let before = forget_peak();
        let begun = Instant::now();
        match at {
            0 => import(&engine, &foreign, messages).await?,
            1 => {
                let target = BufWriter::new(File::create(&own)?);
                engine.export(None, target, &Carrying::default()).await?.0.flush()?;
            }
            _ => {
                let other = open(&folder.path().join("two")).await?;
                import(&other, &own, messages).await?;
            }
        }
        seconds[at] = begun.elapsed().as_secs_f64();
        peaks[at] = (memory("VmHWM:") - before).max(0.0);
    }
    Ok((peaks, seconds))
}

async fn import(engine: &Engine, file: &Path, messages: usize) -> Result<()> {
    let source = BufReader::new(File::open(file)?);
    let imported = engine.import(source, &Carrying::default()).await?;
    if imported.came.new_messages as usize != messages || !imported.losses.is_empty() {
        return Err(format!("not all came: {:?}", imported.came).into());
    }
    Ok(())
}

/// Chats as ChatGPT exports them.
fn write(path: &Path, messages: usize) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for chat in 0..messages / OF_ONE {
        write!(
            file,
            "{}{{\"title\":\"Chat {chat}\",\"create_time\":{}",
            if chat == 0 { "[" } else { "," },
            1_700_000_000 + chat
        )?;
        write!(
            file,
            ",\"conversation_id\":\"c{chat}\",\"current_node\":\"n{}\",\"mapping\":{{",
            OF_ONE - 1
        )?;
        for n in 0..OF_ONE {
            let role = if n % 2 == 0 { "user" } else { "assistant" };
            let words = format!("word{n} of chat {chat}, said at some length. ").repeat(8);
            let parent = if n == 0 { "null".to_owned() } else { format!("\"n{}\"", n - 1) };
            let comma = if n == 0 { "" } else { "," };
            write!(
                file,
                "{comma}\"n{n}\":{{\"parent\":{parent},\"message\":{{\"author\":{{\"role\":\"{role}\"}},\
                \"create_time\":{},\"content\":{{\"content_type\":\"text\",\"parts\":[\"{words}\"]}},\
                \"metadata\":{{\"model_slug\":\"gpt-5\"}}}}}}",
                1_700_000_000 + chat + n
            )?;
        }
        write!(file, "}}}}")?;
    }
    write!(file, "]")?;
    file.flush()?;
    Ok(())
}

async fn open(folder: &Path) -> Result<Arc<Engine>> {
    fs::create_dir_all(folder)?;
    let store = Store::open(folder, Millis(1)).await?.store;
    let models = Models {
        provider: Box::new(|_| None),
        hearing: Box::new(|_| None),
        speech: Box::new(|_| None),
        known: Box::new(|_| Known::default()),
        embedded: Box::new(|| None),
        names: Box::new(|_| Vec::new()),
        titles_by_cloud: Box::new(|| false),
    };
    let clock = Clock::new(|| Millis(1), Uuid::now_v7);
    Ok(Engine::new(store, models, Record::new(clock.clone()), clock))
}

/// Has the peak counted anew from here (Linux, proc(5)); what is in use now, in KiB.
fn forget_peak() -> f64 {
    // Elsewhere the peak stays what it was.
    let _ = fs::write("/proc/self/clear_refs", "5");
    memory("VmRSS:")
}

/// A line of what the system knows of this process's memory, in KiB.
fn memory(line: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|one| one.strip_prefix(line));
    found.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}

fn print(figure: String, value: f64, unit: &'static str, at_most: Option<f64>) -> Result<()> {
    let line = serde_json::to_string(&Figure { figure, value, unit, at_most })?;
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
