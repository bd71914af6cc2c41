//! JSON as providers really write it: fields that are missing, null, or of another type than the
//! documentation says do not spoil an answer whose text can be read.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Reads JSON. Where all of it is UTF-8, that is looked at once and not for each string.
pub(super) fn json<'a, T: Deserialize<'a>>(data: &'a [u8]) -> serde_json::Result<T> {
    match std::str::from_utf8(data) {
        Ok(text) => serde_json::from_str(text),
        // What is not read may hold anything.
        Err(_) => serde_json::from_slice(data),
    }
}

/// A string, borrowed where it holds no escapes; whatever is no string counts as none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word<'a>(Option<Cow<'a, str>>);

impl<'a> Word<'a> {
    /// A string that outlives its reader.
    pub(super) fn borrowed(text: &'a str) -> Self {
        Self(Some(Cow::Borrowed(text)))
    }

    /// A copy of a string.
    pub(super) fn owned(text: &str) -> Self {
        Self(Some(Cow::Owned(text.to_owned())))
    }

    /// The string; empty where there is none.
    pub(super) fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    /// The string, unless there is none or it is empty.
    pub(super) fn text(self) -> Option<String> {
        self.0.filter(|text| !text.is_empty()).map(Cow::into_owned)
    }

    /// The string where it is a part of what was read, and not empty.
    pub(super) fn part(&self) -> Option<&'a str> {
        match self.0 {
            Some(Cow::Borrowed(text)) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// Whether there is a string, be it empty.
    pub(super) fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

/// A count; fractions are cut off, whatever is no number counts as none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count(pub(super) Option<u32>);

impl Count {
    /// The count; 0 where there is none.
    pub(super) fn get(self) -> u32 {
        self.0.unwrap_or_default()
    }
}

/// Whether there is anything but null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Present(pub(super) bool);

/// The first of a list, the rest unread; null counts as none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct First<T>(pub(super) Option<T>);

impl<T> Default for First<T> {
    fn default() -> Self {
        Self(None)
    }
}

/// Reads lists and objects to their end and forgets them.
macro_rules! no_list_and_no_object {
    ($none:expr) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            Ok($none)
        }
        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
            while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok($none)
        }
    };
}

impl<'de: 'a, 'a> Deserialize<'de> for Word<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Word<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Word<'de>, E> {
                Ok(Word::borrowed(text))
            }
            fn visit_str<E>(self, text: &str) -> Result<Word<'de>, E> {
                Ok(Word::owned(text))
            }
            fn visit_unit<E>(self) -> Result<Word<'de>, E> {
                Ok(Word(None))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Word<'de>, E> {
                Ok(Word(None))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Word<'de>, E> {
                Ok(Word(None))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Word<'de>, E> {
                Ok(Word(None))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Word<'de>, E> {
                Ok(Word(None))
            }
            no_list_and_no_object!(Word(None));
        }
        deserializer.deserialize_any(Words)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Counts;
        impl<'de> Visitor<'de> for Counts {
            type Value = Count;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }
            fn visit_str<E>(self, text: &str) -> Result<Count, E> {
                Ok(Count(text.parse().ok()))
            }
            fn visit_unit<E>(self) -> Result<Count, E> {
                Ok(Count(None))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Count, E> {
                Ok(Count(None))
            }
            fn visit_u64<E>(self, count: u64) -> Result<Count, E> {
                Ok(Count(Some(u32::try_from(count).unwrap_or(u32::MAX))))
            }
            fn visit_i64<E>(self, count: i64) -> Result<Count, E> {
                Ok(Count(u32::try_from(count).ok()))
            }
            fn visit_f64<E>(self, count: f64) -> Result<Count, E> {
                // A cast of a float saturates.
                Ok(Count((count >= 0.0).then_some(count as u32)))
            }
            no_list_and_no_object!(Count(None));
        }
        deserializer.deserialize_any(Counts)
    }
}

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Option::<IgnoredAny>::deserialize(deserializer)?.is_some()))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for First<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Firsts<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Firsts<T> {
            type Value = First<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_unit<E>(self) -> Result<First<T>, E> {
                Ok(First(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<First<T>, A::Error> {
                let first = list.next_element()?;
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(First(first))
            }
        }
        deserializer.deserialize_any(Firsts(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_no_string_is_none() {
        let word = |json| serde_json::from_str::<Word<'_>>(json).unwrap().text();
        assert_eq!(word(r#""a""#), Some("a".into()));
        assert_eq!(word(r#""a\n\u00e9""#), Some("a\né".into()), "escapes");
        for none in ["null", "1", "-1", "1.5", "true", "[1, [2]]", r#"{"a": {"b": 1}}"#, r#""""#] {
            assert_eq!(word(none), None, "{none}");
        }
        assert!(serde_json::from_str::<Word<'_>>(r#"{"a": "#).is_err(), "no JSON at all");
    }

    #[test]
    fn a_count_is_read_from_whatever_looks_like_one() {
        let count = |json| serde_json::from_str::<Count>(json).unwrap().0;
        assert_eq!(count("7"), Some(7));
        assert_eq!(count("7.9"), Some(7));
        assert_eq!(count(r#""7""#), Some(7));
        assert_eq!(count("99999999999"), Some(u32::MAX));
        for none in ["null", "-1", "-1.5", "true", "[1]", r#"{"a": 1}"#, r#""many""#] {
            assert_eq!(count(none), None, "{none}");
        }
    }

    #[test]
    fn of_a_list_only_the_first_is_read() {
        let first = |json| serde_json::from_str::<First<u8>>(json).map(|first| first.0);
        assert_eq!(first("[1, \"other\", {}]").unwrap(), Some(1));
        assert_eq!(first("[]").unwrap(), None);
        assert_eq!(first("null").unwrap(), None);
        assert!(first("[\"other\"]").is_err(), "the first is of another type");
    }
}
