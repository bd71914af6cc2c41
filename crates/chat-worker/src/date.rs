//! The date as some chat templates ask for it.

use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] =
    ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/// Now, in universal time, as `format` asks; what it does not know stays as it is.
pub(crate) fn strftime(format: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    written(now, format)
}

/// Second `now` since 1970, written as `format` asks.
fn written(now: u64, format: &str) -> String {
    let (days, second) = (now / 86_400, now % 86_400);
    let (year, month, day) = civil(days);
    let name = MONTHS[month as usize - 1];
    let week = DAYS[(days % 7) as usize];
    let mut text = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        // Writing to a string cannot fail.
        let _ = match letters.next() {
            Some('Y') => write!(text, "{year}"),
            Some('y') => write!(text, "{:02}", year % 100),
            Some('m') => write!(text, "{month:02}"),
            Some('d') => write!(text, "{day:02}"),
            Some('B') => write!(text, "{name}"),
            Some('b') => write!(text, "{}", &name[..3]),
            Some('A') => write!(text, "{week}"),
            Some('a') => write!(text, "{}", &week[..3]),
            Some('H') => write!(text, "{:02}", second / 3600),
            Some('M') => write!(text, "{:02}", second / 60 % 60),
            Some('S') => write!(text, "{:02}", second % 60),
            Some('%') | None => write!(text, "%"),
            Some(other) => write!(text, "%{other}"),
        };
    }
    text
}

/// Year, month and day of the Gregorian calendar, `days` days after 1 January 1970.
fn civil(mut days: u64) -> (u64, u64, u64) {
    let leap = |year: u64| {
        (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
    };
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_asked() {
        // As `date --utc --date=@N +FORMAT` writes them.
        for (now, format, text) in [
            (0, "%d %b %Y, %A", "01 Jan 1970, Thursday"),
            (951_782_400, "%Y-%m-%d %H:%M:%S", "2000-02-29 00:00:00"),
            (1_709_251_199, "%d %B %Y %a %H:%M:%S", "29 February 2024 Thu 23:59:59"),
            (1_798_761_599, "%d %b %y 100%% %q", "31 Dec 26 100% %q"),
            (4_107_542_400, "%Y-%m-%d", "2100-03-01"),
        ] {
            assert_eq!(written(now, format), text, "second {now} as {format}");
        }
    }
}
