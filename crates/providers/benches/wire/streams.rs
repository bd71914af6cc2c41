//! Many replies at once: how late their pieces come out of [`ChatModel::stream`], and what reading
//! them takes. The provider, in its own process, writes into each piece when it sends it.

use std::time::Instant;

use futures::StreamExt;
use model::{ChatEvent, ChatModel};
use providers::Remote;
use rustix::time::{ClockId, clock_gettime};

use crate::figure::{Figure, median, percentile, say};
use crate::provider::{Provider, question};
use crate::serve::{A_SECOND, now, paced};
use crate::{Pace, Result};

const STREAMS: usize = 64;

pub(crate) fn measure(pace: Pace) -> Result<Vec<Figure>> {
    let seconds = match pace {
        Pace::Full => 20,
        Pace::Quick => 5,
    };
    let provider = Provider::start()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let remote = provider.remote(&paced(seconds))?;
    let (start, before) = (Instant::now(), processor_seconds());
    let late = runtime.block_on(at_once(&remote))?;
    let (took, busy) = (start.elapsed().as_secs_f64(), processor_seconds() - before);
    let expected = STREAMS * A_SECOND * seconds;
    if late.len() != expected {
        return Err(format!("{} pieces came, not {expected}", late.len()).into());
    }
    let each = late.len() as f64 / took / STREAMS as f64;
    say(format!("{STREAMS} streams: {each:.1} pieces a second each, {took:.1} s"));
    let largest = late.iter().copied().fold(f64::NAN, f64::max);
    let name = format!("{STREAMS} streams at {A_SECOND} deltas a second each");
    Ok(vec![
        Figure::new(format!("{name}: late, p99"), percentile(&late, 99.0), "ms").at_most(50.0),
        Figure::new("… median", median(&late), "ms"),
        Figure::new("… largest", largest, "ms"),
        Figure::new("… deltas that came, a second and stream", each, "").against(A_SECOND as f64),
        Figure::new("… processor of the reading process, of one core", busy / took * 100.0, "%"),
        Figure::new("… processor a delta", busy / late.len() as f64 * 1e6, "µs"),
    ])
}

/// How late each piece of each reply came, in milliseconds.
async fn at_once(remote: &Remote) -> Result<Vec<f64>> {
    let lanes: Vec<_> = (0..STREAMS).map(|_| tokio::spawn(lane(remote.clone()))).collect();
    let mut late = Vec::new();
    for lane in lanes {
        late.extend(lane.await??);
    }
    Ok(late)
}

async fn lane(remote: Remote) -> Result<Vec<f64>> {
    let mut stream = remote.stream(question());
    let mut late = Vec::new();
    while let Some(event) = stream.next().await {
        if let ChatEvent::Text { text } = event? {
            let sent: u64 = text.trim().parse()?;
            late.push(now().saturating_sub(sent) as f64 / 1e6);
        }
    }
    Ok(late)
}

/// Processor time of this process with all its threads, in seconds.
fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
