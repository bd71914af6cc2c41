use serde::{Deserialize, Serialize};
use specta::Type;

/// A day of the calendar where the user is, counted from the first of 1970.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(transparent)]
pub struct Day(pub i32);

/// A year further off than this is a slip.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=9999;

impl Day {
    /// The day on which this moment falls; milliseconds since 1970, and minutes east of UTC.
    pub fn of(millis: i64, utc_offset: i32) -> Self {
        let local = millis.saturating_add(i64::from(utc_offset) * 60_000);
        Self(i32::try_from(local.div_euclid(86_400_000)).unwrap_or_default())
    }

    /// When it begins: milliseconds since 1970.
    pub fn start(self, utc_offset: i32) -> i64 {
        i64::from(self.0) * 86_400_000 - i64::from(utc_offset) * 60_000
    }

    /// A day of the calendar, if there is one such.
    pub fn from_date(year: i32, month: u32, day: u32) -> Option<Self> {
        let length = match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        if !YEARS.contains(&year) || day == 0 || day > length {
            return None;
        }
        // Counted from a year that begins in March, so that the leap day is its last.
        let (month, day) = (i32::try_from(month).ok()?, i32::try_from(day).ok()?);
        let year = if month < 3 { year - 1 } else { year };
        let in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let century = year / 100;
        Some(Self(365 * year + year / 4 - century + century / 4 + in_year - 719_468))
    }

    /// `2026`, `2026-11`, `2026-11-22`, `today`, `yesterday`, `7d`, `2w`, `3m`, `1y`: its first day.
    /// A month that ago has 30 days, a year 365.
    pub(crate) fn read(typed: &str, today: Self) -> Option<Self> {
        match typed {
            "today" => return Some(today),
            "yesterday" => return Some(Self(today.0.saturating_sub(1))),
            _ => {}
        }
        if !typed.is_ascii() {
            return None;
        }
        if let Some((number, unit)) = typed.split_at_checked(typed.len().saturating_sub(1)) {
            let days = match unit {
                "d" => 1,
                "w" => 7,
                "m" => 30,
                "y" => 365,
                _ => 0,
            };
            if days > 0 {
                let count = number.parse::<u16>().ok()?;
                return Some(Self(today.0.saturating_sub(i32::from(count) * days)));
            }
        }
        let mut parts = typed.split('-');
        let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
        let mut part = || match parts.next() {
            None => Some(1),
            Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok(),
            Some(_) => None,
        };
        let (month, day) = (part()?, part()?);
        if parts.next().is_some() {
            return None;
        }
        Self::from_date(year, month, day)
    }
}
