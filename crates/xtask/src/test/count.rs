//! How many tests passed and failed, as each runner reports it.

use serde_json::Value;

use crate::tally::Count;

/// From vitest's JSON.
pub(crate) fn of_vitest(report: &str) -> Option<Count> {
    let report: Value = serde_json::from_str(report).ok()?;
    let number = |name: &str| report[name].as_u64();
    Some(Count { passed: number("numPassedTests")?, failed: number("numFailedTests")? })
}

/// From nextest's JUnit file: its first tag sums up all others.
pub(crate) fn of_junit(report: &str) -> Option<Count> {
    let tag = &report[report.find("<testsuites")?..];
    let tag = &tag[..tag.find('>')?];
    let number = |name: &str| {
        let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        tag[start..].split('"').next()?.parse::<u64>().ok()
    };
    let failed = number("failures")? + number("errors")?;
    Some(Count { passed: number("tests")?.checked_sub(failed)?, failed })
}

/// From a line of Rust's own runner: `test result: ok. 6 passed; 0 failed; …`.
pub(crate) fn of_libtest(line: &str) -> Option<Count> {
    let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |name: &str| {
        let part = numbers.split("; ").find_map(|part| part.strip_suffix(name))?;
        part.trim().parse().ok()
    };
    Some(Count { passed: number("passed")?, failed: number("failed")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_runner_is_understood() {
        let vitest =
            r#"{"numTotalTests":9,"numPassedTests":6,"numFailedTests":2,"numPendingTests":1}"#;
        assert_eq!(of_vitest(vitest), Some(Count { passed: 6, failed: 2 }));
        let junit = "<?xml version=\"1.0\"?>\n<testsuites name=\"nextest-run\" tests=\"27\" \
                     failures=\"1\" errors=\"1\" uuid=\"x\" time=\"17.3\">\n<testsuite name=\"x\" tests=\"5\"/>";
        assert_eq!(of_junit(junit), Some(Count { passed: 25, failed: 2 }));
        let libtest = "test result: FAILED. 5 passed; 1 failed; 0 ignored; 0 measured; \
                       3 filtered out; finished in 0.10s";
        assert_eq!(of_libtest(libtest), Some(Count { passed: 5, failed: 1 }));
    }

    #[test]
    fn anything_else_is_no_count() {
        assert_eq!(of_vitest("{}"), None);
        assert_eq!(of_junit("<testsuite tests=\"1\"/>"), None);
        assert_eq!(of_libtest("test one ... ok"), None);
    }
}
