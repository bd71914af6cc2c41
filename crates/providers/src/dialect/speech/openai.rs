//! OpenAI's `audio/speech`: bare samples, 24,000 a second, as they are made.

use model::{Result, SpeechRequest};
use serde_json::json;

use crate::dialect::Call;

pub(super) fn call(request: &SpeechRequest, voice: &str) -> Result<Call> {
    let mut body = json!({
        "model": request.model.name(),
        "input": request.text,
        "voice": voice,
        "response_format": "pcm",
    });
    if request.voice.speed != 1.0 {
        body["speed"] = json!(request.voice.speed.clamp(0.25, 4.0));
    }
    let mut call = Call::post("/audio/speech".to_owned(), &body)?;
    call.headers.push(("accept", "*/*".to_owned()));
    Ok(call)
}
