//! The other side: a provider that speaks Chat Completions on the loopback, with no HTTP library
//! that could hold bytes back.

use std::io::{Read, Write};
use std::time::Duration;

use memchr::memmem;
use rustix::time::{ClockId, clock_gettime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::Result;
use crate::figure::say;

/// The way that is answered with a few words at once.
pub(crate) const ANSWER: &str = "answer";
/// The first of them.
pub(crate) const FIRST_WORD: &str = "Gladly";
/// Between the first words and the rest, so that they come apart.
const PAUSE: Duration = Duration::from_millis(1);
/// How many pieces a second a paced answer has.
pub(crate) const A_SECOND: usize = 100;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
    transfer-encoding: chunked\r\n\r\n";

/// The way that is answered with [`A_SECOND`] pieces a second, each the time of its sending.
pub(crate) fn paced(seconds: usize) -> String {
    format!("paced-{seconds}")
}

/// Nanoseconds of a clock that all processes of this machine share.
pub(crate) fn now() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs()
}

/// Prints its address, then answers whoever asks until its input ends.
pub(crate) fn until_input_ends() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
    let (over, ended) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        drop(over);
    });
    runtime.block_on(async {
        let accept = async {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    if let Err(error) = answer_all(stream).await {
                        say(format!("the provider broke off: {error}"));
                    }
                });
            }
        };
        tokio::select! {
            () = accept => {}
            _ = ended => {}
        }
    });
    Ok(())
}

/// Answers one request after the other on a connection that is kept.
async fn answer_all(mut stream: TcpStream) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut read = Vec::new();
    while let Some(path) = request(&mut stream, &mut read).await? {
        let way = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let mut first = HEAD.as_bytes().to_vec();
        first.extend(chunk(&delta("")));
        match way.strip_prefix("paced-") {
            Some(seconds) => {
                stream.write_all(&first).await?;
                pace(&mut stream, seconds.parse::<usize>()? * A_SECOND).await?;
            }
            None => {
                first.extend(chunk(&delta(FIRST_WORD)));
                stream.write_all(&first).await?;
                sleep(PAUSE).await;
                stream.write_all(&chunk(&delta(", if I can."))).await?;
            }
        }
        stream.write_all(&end()).await?;
    }
    Ok(())
}

async fn pace(stream: &mut TcpStream, pieces: usize) -> Result<()> {
    let mut ticks = interval(Duration::from_secs(1) / A_SECOND as u32);
    // One that is late makes up for it: the pieces remain as many.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for _ in 0..pieces {
        ticks.tick().await;
        stream.write_all(&chunk(&delta(&format!("{} ", now())))).await?;
    }
    Ok(())
}

/// The path of the next request, once all of it has arrived; `None` where none comes any more.
async fn request(stream: &mut TcpStream, read: &mut Vec<u8>) -> Result<Option<String>> {
    read.clear();
    loop {
        if let Some(head) = memmem::find(read, b"\r\n\r\n") {
            let words = String::from_utf8_lossy(&read[..head]).into_owned();
            let length = words.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
            });
            if read.len() >= head + 4 + length.unwrap_or(0_usize) {
                return Ok(words.split(' ').nth(1).map(str::to_owned));
            }
        }
        if stream.read_buf(read).await? == 0 {
            return Ok(None);
        }
    }
}

/// An event that says `text`, as OpenAI writes it.
fn delta(text: &str) -> String {
    format!(
        "data: {{\"id\":\"chatcmpl-c9tdxbeKwE\",\"object\":\"chat.completion.chunk\",\
         \"created\":1795367712,\"model\":\"m-1\",\"choices\":[{{\"index\":0,\
         \"delta\":{{\"content\":\"{text}\"}},\"logprobs\":null,\"finish_reason\":null}}]}}\n\n"
    )
}

/// A piece of a chunked body (RFC 9112, section 7.1).
fn chunk(body: &str) -> Vec<u8> {
    format!("{:x}\r\n{body}\r\n", body.len()).into_bytes()
}

fn end() -> Vec<u8> {
    let finish = delta("").replace("\"finish_reason\":null", "\"finish_reason\":\"stop\"");
    let mut end = chunk(&format!("{finish}data: [DONE]\n\n"));
    end.extend_from_slice(b"0\r\n\r\n");
    end
}
