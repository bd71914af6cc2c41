//! Values that may be anything.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

use crate::ids::sha256;
use crate::session::{Attached, File};

/// The text under a name, unless it is empty.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// The same, owned.
pub(super) fn owned(value: &Value, name: &str) -> Option<String> {
    text(value, name).map(str::to_owned)
}

/// An id: a text, or a number.
pub(super) fn key(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The list under a name; empty where there is none.
pub(super) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The time under a name, in milliseconds since 1970.
pub(super) fn time(value: &Value, name: &str) -> Option<i64> {
    moment(value.get(name)?)
}

/// A time however it is written: seconds, milliseconds, or as in RFC 3339.
pub(super) fn moment(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => {
            let number = number.as_f64().filter(|number| number.is_finite() && *number > 0.0)?;
            // Seconds reach this in the year 5138; milliseconds passed it in 1973.
            let millis = if number < 1e11 { number * 1000.0 } else { number };
            #[expect(clippy::cast_possible_truncation, reason = "held below what fits")]
            (millis < 1e15).then_some(millis.round() as i64)
        }
        Value::String(text) => {
            let text = text.trim();
            let at: Result<jiff::Timestamp, _> = text.parse();
            let at = at.or_else(|_| format!("{}Z", text.trim_end_matches('Z')).parse());
            at.ok().map(|at| at.as_millisecond())
        }
        _ => None,
    }
}

/// A count of tokens.
pub(super) fn count(value: &Value, name: &str) -> Option<u32> {
    let number = value.get(name)?.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held to what fits"
    )]
    (number >= 0.0 && number <= f64::from(u32::MAX)).then_some(number as u32)
}

/// What a model is called: `provider/name`, as far as it is known.
pub(super) fn model(provider: &str, name: &str) -> String {
    let provider = provider.trim().to_lowercase().replace(['/', ' '], "-");
    format!("{}/{}", if provider.is_empty() { "imported" } else { &provider }, name.trim())
}

/// A `data:` URL as a file with a name of its own.
pub(super) fn data_url(url: &str, name: &str) -> Option<(File, Attached)> {
    let (kind, data) = url.strip_prefix("data:")?.split_once(',')?;
    let media_type = kind.strip_suffix(";base64")?.split(';').next()?;
    file(BASE64.decode(data.trim()).ok()?, media_type, name)
}

/// Bytes as a file that can be attached.
pub(super) fn file(data: Vec<u8>, media_type: &str, name: &str) -> Option<(File, Attached)> {
    let sha256 = sha256(&data);
    let media_type = media_type.to_owned();
    let size = u32::try_from(data.len()).ok()?;
    let attached = Attached {
        name: name.to_owned(),
        media_type: media_type.clone(),
        size,
        sha256: sha256.clone(),
    };
    Some((File { sha256, media_type, data }, attached))
}

/// What a file is by the end of its name; what it really is, its bytes say when it is kept.
pub(super) fn media_type(name: &str) -> &'static str {
    let end = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    match end.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_time_is_read_however_it_is_written() {
        for written in [
            json!(1_756_000_000),
            json!(1_756_000_000.0),
            json!(1_756_000_000_000_i64),
            json!("2025-08-24T01:46:40Z"),
            json!("2025-08-24T01:46:40.000000+00:00"),
            json!("2025-08-24 01:46:40"),
        ] {
            assert_eq!(moment(&written), Some(1_756_000_000_000), "{written}");
        }
        for nothing in [json!(null), json!(0), json!(-5), json!(1e300), json!("soon")] {
            assert_eq!(moment(&nothing), None, "{nothing}");
        }
    }
}
