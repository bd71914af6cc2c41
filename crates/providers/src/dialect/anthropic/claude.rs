//! What a Claude model takes, read off its name: the interface refuses a request whole for one
//! parameter that the model does not know, and the list of models came late to telling.

/// What a model takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claude {
    /// How it reasons.
    pub(super) thinking: Thinking,
    /// What it lets be said of its randomness, as long as it does not reason.
    pub(super) sampling: Sampling,
    /// It goes on with a reply that is the last message. `None`: the row must tell.
    pub(super) prefill: Option<bool>,
    /// It refuses reasoning that comes back after other words than those that it followed.
    pub(super) bound: bool,
    /// The most tokens that every model of its generation can write.
    pub(super) most: u32,
}

/// How a model reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thinking {
    /// Not at all.
    Never,
    /// When it is given a number of tokens for it.
    Budget,
    /// When it is asked to, as much as it finds fit. It shows its reasoning unasked.
    Asked,
    /// The same, but it shows its reasoning only when asked to.
    AskedHidden,
    /// Unless it is told not to.
    Unless(Off),
}

/// How a model that reasons unasked is told not to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Off {
    /// By `disabled`.
    Disabled,
    /// By `between_tools`.
    BetweenTools,
    /// It cannot be.
    Impossible,
}

/// What may be said of a model's randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sampling {
    /// `temperature` and `top_p`.
    Both,
    /// One of them.
    One,
    /// Nothing.
    Nothing,
}

/// What the model called `name` takes. A Claude of a generation to come is taken to be as the
/// newest known; a model that is no Claude as the oldest that reasons.
pub(super) fn claude(name: &str) -> Claude {
    let Some((_, rest)) = name.rsplit_once("claude-") else {
        return Claude {
            thinking: Thinking::Budget,
            sampling: Sampling::Both,
            prefill: None,
            bound: false,
            most: 4_096,
        };
    };
    let version = version(rest);
    let generation = version.unwrap_or((u32::MAX, 0));
    let thinking = match generation {
        (..3, _) | (3, ..7) => Thinking::Never,
        (3, _) | (4, ..6) => Thinking::Budget,
        (4, 6) => Thinking::Asked,
        (4, _) => Thinking::AskedHidden,
        (5, _) if rest.starts_with("haiku") => Thinking::Unless(Off::Disabled),
        (5, 0) if ["opus", "sonnet"].iter().any(|family| rest.starts_with(family)) => {
            Thinking::Unless(Off::Disabled)
        }
        (5, _) if rest.starts_with("sonnet") => Thinking::Unless(Off::BetweenTools),
        _ => Thinking::Unless(Off::Impossible),
    };
    let sampling = match generation {
        (..4, _) | (4, 0) => Sampling::Both,
        (4, ..=6) => Sampling::One,
        _ => Sampling::Nothing,
    };
    let most = match generation {
        (..3, _) | (3, ..5) => 4_096,
        (3, ..7) => 8_192,
        (3, _) | (4, ..6) => 32_000,
        _ => 64_000,
    };
    let bound = version.is_some_and(|version| version >= (5, 1));
    Claude { thinking, sampling, prefill: Some(generation < (4, 6)), bound, most }
}

/// The generation in what follows `claude-`: `sonnet-4-5-20250929`, `3-7-sonnet@20250219`. Dates
/// are no part of it.
fn version(rest: &str) -> Option<(u32, u32)> {
    let number = |part: &str| part.parse().ok().filter(|&number: &u32| number < 100);
    let mut parts = rest.split(['-', '.', '@', ':']).skip_while(|part| number(part).is_none());
    let major = number(parts.next()?)?;
    Some((major, parts.next().and_then(number).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_is_read_off_every_way_to_write_a_name() {
        for (name, expected) in [
            ("claude-3-opus-20240229", Some((3, 0))),
            ("claude-3-5-haiku-latest", Some((3, 5))),
            ("claude-3-7-sonnet@20250219", Some((3, 7))),
            ("claude-opus-4-20250514", Some((4, 0))),
            ("anthropic.claude-opus-4-1-20250805-v1:0", Some((4, 1))),
            ("claude-sonnet-4.5", Some((4, 5))),
            ("claude-fable-5-1", Some((5, 1))),
            ("claude-opus-5", Some((5, 0))),
            ("claude-mythos-preview", None),
        ] {
            let (_, rest) = name.rsplit_once("claude-").unwrap();
            assert_eq!(version(rest), expected, "{name}");
        }
    }

    /// Source: the guides' tables "Thinking configuration" and "Migrating to …", November 2026.
    #[test]
    fn each_generation_takes_what_it_takes() {
        use Off::{BetweenTools, Disabled, Impossible};
        use Sampling::{Both, Nothing, One};
        use Thinking::{Asked, AskedHidden, Budget, Never, Unless};
        for (name, thinking, sampling, prefill, bound) in [
            ("claude-3-5-sonnet-20241022", Never, Both, true, false),
            ("claude-3-7-sonnet-20250219", Budget, Both, true, false),
            ("claude-sonnet-4-5", Budget, One, true, false),
            ("claude-haiku-4-5-20251001", Budget, One, true, false),
            ("claude-opus-4-6", Asked, One, false, false),
            ("claude-opus-4-8", AskedHidden, Nothing, false, false),
            ("claude-sonnet-5", Unless(Disabled), Nothing, false, false),
            ("claude-opus-5", Unless(Disabled), Nothing, false, false),
            ("claude-opus-5-5", Unless(Impossible), Nothing, false, true),
            ("claude-sonnet-5-5", Unless(BetweenTools), Nothing, false, true),
            ("claude-haiku-5-5", Unless(Disabled), Nothing, false, true),
            ("claude-fable-5", Unless(Impossible), Nothing, false, false),
            ("claude-fable-5-1", Unless(Impossible), Nothing, false, true),
            ("claude-mythos-preview", Unless(Impossible), Nothing, false, false),
            ("claude-opus-7", Unless(Impossible), Nothing, false, true),
        ] {
            let known = claude(name);
            assert_eq!(
                (known.thinking, known.sampling, known.prefill, known.bound),
                (thinking, sampling, Some(prefill), bound),
                "{name}"
            );
        }
    }

    #[test]
    fn a_model_of_another_house_is_asked_carefully() {
        let known = claude("kimi-k2");
        assert_eq!((known.thinking, known.most), (Thinking::Budget, 4_096));
        assert_eq!(known.prefill, None, "its row tells");
    }
}
