//! What the kernel knows of a process: when it started, and the processor time that it took.
//! The fields are those of `/proc/PID/stat`, proc_pid_stat(5).

use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::param::clock_ticks_per_second;
use rustix::process::Pid;

use crate::failure::{Failure, Result, While};
use crate::proc;

/// Processor time of a process with all its threads, in milliseconds.
pub(crate) fn processor_ms(pid: Pid) -> Result<f64> {
    let fields = fields(pid)?;
    Ok(ticks(&fields, 14)? * 1000.0 + ticks(&fields, 15)? * 1000.0)
}

/// When a process was started, in milliseconds since 1970; good to 10 ms.
pub(crate) fn started_ms(pid: Pid) -> Result<f64> {
    let after_boot = ticks(&fields(pid)?, 22)?;
    let uptime = fs::read_to_string("/proc/uptime").during("reading the system's age")?;
    let uptime = uptime.split_whitespace().next().and_then(|seconds| seconds.parse::<f64>().ok());
    let uptime = uptime.ok_or_else(|| Failure::new("the system does not say its age"))?;
    Ok(now_ms() - (uptime - after_boot) * 1000.0)
}

/// The time of day, in milliseconds since 1970.
pub(crate) fn now_ms() -> f64 {
    let since: Duration = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs_f64() * 1000.0
}

/// The process that draws the page of the app with this pid.
pub(crate) fn page_of(app: Pid) -> Result<Pid> {
    let draws = |pid: &Pid| proc::name(*pid).starts_with("WebKitWebProc");
    let found = proc::tree(app).into_iter().find(draws);
    found.ok_or_else(|| Failure::new("the app has no process that draws its page"))
}

/// The fields from the third on.
fn fields(pid: Pid) -> Result<Vec<String>> {
    let path = format!("/proc/{}/stat", pid.as_raw_nonzero());
    let stat = fs::read_to_string(&path).during(format!("reading {path}"))?;
    let after_name = stat.rfind(')').map_or("", |end| &stat[end + 1..]);
    Ok(after_name.split_whitespace().map(str::to_owned).collect())
}

/// A field that counts clock ticks, in seconds. Fields are counted from 1, as the manual does.
fn ticks(fields: &[String], number: usize) -> Result<f64> {
    let field = fields.get(number - 3).and_then(|field| field.parse::<f64>().ok());
    let ticks = field.ok_or_else(|| Failure::new("a process's figures cannot be read"))?;
    Ok(ticks / clock_ticks_per_second() as f64)
}

#[cfg(test)]
mod tests {
    use rustix::process::getpid;

    use super::*;

    #[test]
    fn work_takes_processor_time() {
        let before = processor_ms(getpid()).unwrap();
        let mut sum = 0_u64;
        while processor_ms(getpid()).unwrap() < before + 20.0 {
            sum = std::hint::black_box(sum.wrapping_add(1));
        }
        assert!(sum > 0, "some rounds were needed for it");
    }

    #[test]
    fn we_were_started_before_now_and_not_long_ago() {
        let age = now_ms() - started_ms(getpid()).unwrap();
        assert!((-20.0..3_600_000.0).contains(&age), "{age} ms");
    }
}
