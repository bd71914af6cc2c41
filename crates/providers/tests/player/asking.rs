use serde_json::{Value, json};

use super::{Checked, Failure, Recording, shown};

/// `request.json` becomes the call of `sent.json`.
pub(crate) fn is_as_expected(recording: &Recording) -> Checked {
    let Some((asked, sent)) = &recording.asked else { return Ok(()) };
    let call = recording.dialect.chat(&asked.request, &asked.quirks, &asked.traits());
    let (expected, got) = match call {
        Ok(call) => {
            let body = call.body.ok_or("a chat has a body")?;
            let body: Value = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
            (
                json!({"path": sent.path, "body": sent.body}),
                json!({"path": call.path, "body": body}),
            )
        }
        Err(error) => (json!({"error": sent.error}), json!({"error": Failure::from(error)})),
    };
    match expected == got {
        true => Ok(()),
        false => Err(format!("expected {}\nbut got {}", shown(&expected), shown(&got)).into()),
    }
}
