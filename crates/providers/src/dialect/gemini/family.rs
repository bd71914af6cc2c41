//! What a model takes, read off its name: a request with a thinking field that the model does not
//! know is refused whole.

use model::Effort;
use serde::Serialize;

/// Whether and how the model is to reason, and to show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ThinkingConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    include_thoughts: Option<bool>,
    /// In tokens; 0 is none, -1 as the model finds fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_budget: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_level: Option<&'static str>,
}

/// How a model is told how much to reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Control {
    /// It does not reason.
    Nothing,
    /// In tokens, of which it needs at least so many.
    Budget(i32),
    /// In words; whether it knows `MINIMAL`, and whether `MEDIUM`.
    Level { minimal: bool, medium: bool },
}

/// What to ask of the model called `name`. `reasons` is what is known of it elsewhere.
pub(super) fn thinking(
    name: &str,
    reasons: Option<bool>,
    effort: Option<Effort>,
) -> Option<ThinkingConfig> {
    let shown = ThinkingConfig { include_thoughts: Some(true), ..ThinkingConfig::default() };
    match control(name, reasons) {
        Control::Nothing => None,
        Control::Budget(least) => Some(match effort {
            None => shown,
            Some(Effort::None) => {
                ThinkingConfig { thinking_budget: Some(least), ..ThinkingConfig::default() }
            }
            Some(Effort::Low) => ThinkingConfig { thinking_budget: Some(1_024), ..shown },
            Some(Effort::Medium) => ThinkingConfig { thinking_budget: Some(-1), ..shown },
            Some(Effort::High) => ThinkingConfig { thinking_budget: Some(24_576), ..shown },
        }),
        Control::Level { minimal, medium } => {
            let thinking_level = match effort {
                None => None,
                Some(Effort::None) if minimal => Some("MINIMAL"),
                Some(Effort::None | Effort::Low) => Some("LOW"),
                // What it does unasked is as near as it comes.
                Some(Effort::Medium) => medium.then_some("MEDIUM"),
                Some(Effort::High) => Some("HIGH"),
            };
            Some(ThinkingConfig { thinking_level, ..shown })
        }
    }
}

/// Whether the model refuses `systemInstruction`.
pub(super) fn knows_no_system(name: &str) -> bool {
    ["gemma-1", "gemma-2", "gemma-3"].iter().any(|old| name.starts_with(old))
}

/// Source: the guides' tables of thinking budgets (2.5) and levels (3 and later), November 2026.
fn control(name: &str, reasons: Option<bool>) -> Control {
    let newest = Control::Level { minimal: false, medium: true };
    let Some(rest) = name.strip_prefix("gemini-") else {
        return if reasons == Some(true) { newest } else { Control::Nothing };
    };
    if reasons == Some(false) {
        return Control::Nothing;
    }
    let has = |part: &str| rest.split('-').any(|own| own == part);
    // `latest` and the like: no number.
    let Some(version) = version(rest) else { return newest };
    match version {
        (..2, _) | (2, ..5) => Control::Nothing,
        (2, _) if has("image") || has("tts") => Control::Nothing,
        (2, _) => Control::Budget(if has("pro") { 128 } else { 0 }),
        (3, 0) if has("pro") => Control::Level { minimal: false, medium: false },
        (3, ..7) if has("flash") => Control::Level { minimal: true, medium: true },
        _ if has("lite") => Control::Level { minimal: true, medium: true },
        _ => newest,
    }
}

/// `2.5-flash-lite`: 2 and 5; `3-pro-preview`: 3 and 0.
fn version(rest: &str) -> Option<(u32, u32)> {
    let number = rest.split('-').next()?;
    let (major, minor) = number.split_once('.').unwrap_or((number, "0"));
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &str, effort: Effort) -> (Option<i32>, Option<&'static str>) {
        let config = thinking(name, None, Some(effort)).unwrap_or_default();
        (config.thinking_budget, config.thinking_level)
    }

    #[test]
    fn each_family_is_told_in_its_own_way_how_much_to_reason() {
        for (name, none, medium, high) in [
            ("gemini-2.5-pro", (Some(128), None), (Some(-1), None), (Some(24_576), None)),
            ("gemini-2.5-flash", (Some(0), None), (Some(-1), None), (Some(24_576), None)),
            ("gemini-3-pro-preview", (None, Some("LOW")), (None, None), (None, Some("HIGH"))),
            (
                "gemini-3.6-flash",
                (None, Some("MINIMAL")),
                (None, Some("MEDIUM")),
                (None, Some("HIGH")),
            ),
            ("gemini-3.8-flash", (None, Some("LOW")), (None, Some("MEDIUM")), (None, Some("HIGH"))),
            (
                "gemini-3.5-flash-lite",
                (None, Some("MINIMAL")),
                (None, Some("MEDIUM")),
                (None, Some("HIGH")),
            ),
            (
                "gemini-flash-latest",
                (None, Some("LOW")),
                (None, Some("MEDIUM")),
                (None, Some("HIGH")),
            ),
        ] {
            let got = [Effort::None, Effort::Medium, Effort::High].map(|how| asked(name, how));
            assert_eq!(got, [none, medium, high], "{name}");
        }
    }

    #[test]
    fn a_model_that_does_not_reason_is_asked_nothing_about_it() {
        for name in
            ["gemini-2.0-flash", "gemini-1.5-pro", "gemma-3-27b-it", "gemini-2.5-flash-image"]
        {
            assert_eq!(thinking(name, None, Some(Effort::High)), None, "{name}");
        }
        assert_eq!(thinking("gemini-3.8-flash", Some(false), Some(Effort::High)), None);
    }

    #[test]
    fn reasoning_is_shown_unless_there_is_to_be_none() {
        let shown = |effort| thinking("gemini-2.5-flash", None, effort).unwrap().include_thoughts;
        assert_eq!(shown(None), Some(true));
        assert_eq!(shown(Some(Effort::Low)), Some(true));
        assert_eq!(shown(Some(Effort::None)), None);
    }
}
