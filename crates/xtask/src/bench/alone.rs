//! A scripted worker alone, with nobody behind it: what its stream takes by itself.

use std::io::{BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::failure::{Failure, Result, While};
use crate::make;
use crate::process::{Owned, bound};

/// What the worker said, and how long it took from the request to its end.
#[derive(Debug)]
pub(crate) struct Said {
    /// The pieces in order.
    pub(crate) pieces: Vec<String>,
    /// From the request to the end.
    pub(crate) took: Duration,
}

impl Said {
    /// The reply.
    pub(crate) fn text(&self) -> String {
        self.pieces.concat()
    }
}

/// Asks a worker of its own for what it says to `prompt`.
pub(crate) fn ask(prompt: &str) -> Result<Said> {
    let mut command: Command = bound(make::release("antiphon-scripted-worker"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut worker = Owned::start("antiphon-scripted-worker", &mut command)?;
    let gone = || Failure::new("the scripted worker has no pipes");
    let mut input = worker.child().stdin.take().ok_or_else(gone)?;
    let mut output = BufReader::new(worker.child().stdout.take().ok_or_else(gone)?);
    let mut tell = |command: Value| {
        input.write_all(&frame(&command)).and_then(|()| input.flush()).during("asking the worker")
    };
    tell(json!({ "command": "load", "path": "alone", "context": 4096, "threads": 1 }))?;
    expect(&mut output, "loaded")?;
    let begin = Instant::now();
    let messages = json!([{ "role": "user", "text": prompt }]);
    tell(json!({ "command": "generate", "id": 1, "messages": messages, "parameters": {} }))?;
    expect(&mut output, "started")?;
    let mut pieces = Vec::new();
    loop {
        let report = read(&mut output)?;
        match report["report"].as_str() {
            Some("text") => pieces.push(report["text"].as_str().unwrap_or_default().to_owned()),
            Some("finished") => return Ok(Said { pieces, took: begin.elapsed() }),
            _ => return Err(Failure::new(format!("the scripted worker says {report}"))),
        }
    }
}

/// A command as `crates/model` describes it: two lengths, a JSON header, and no body.
fn frame(command: &Value) -> Vec<u8> {
    let header = command.to_string().into_bytes();
    let mut frame = (header.len() as u32).to_le_bytes().to_vec();
    frame.extend_from_slice(&0_u32.to_le_bytes());
    frame.extend(header);
    frame
}

fn read(output: &mut impl Read) -> Result<Value> {
    let mut lengths = [0; 8];
    output.read_exact(&mut lengths).during("listening to the worker")?;
    let [a, b, c, d, e, f, g, h] = lengths;
    let header = u32::from_le_bytes([a, b, c, d]) as usize;
    let body = u32::from_le_bytes([e, f, g, h]) as usize;
    let mut bytes = vec![0; header + body];
    output.read_exact(&mut bytes).during("listening to the worker")?;
    serde_json::from_slice(&bytes[..header]).during("reading what the worker says")
}

fn expect(output: &mut impl Read, wanted: &str) -> Result<()> {
    let report = read(output)?;
    if report["report"] == wanted {
        return Ok(());
    }
    Err(Failure::new(format!("the scripted worker says {report}, not that it has {wanted}")))
}
