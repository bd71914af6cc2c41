use super::*;

/// Status, body as the vendor documents it or is known to send it, what it means, and its words.
type Case = (u16, &'static str, ErrorKind, &'static str);

const VENDORS: &[Case] = &[
    // OpenAI
    (
        401,
        r#"{"error": {"message": "Incorrect API key provided.", "type": "invalid_request_error",
            "param": null, "code": "invalid_api_key"}}"#,
        ErrorKind::Unauthorized,
        "Incorrect API key provided.",
    ),
    (
        429,
        r#"{"error": {"message": "You exceeded your current quota, please check your plan.",
            "type": "insufficient_quota", "param": null, "code": "insufficient_quota"}}"#,
        ErrorKind::Quota,
        "You exceeded your current quota, please check your plan.",
    ),
    (
        429,
        r#"{"error": {"message": "Rate limit reached for gpt-4o.", "type": "tokens", "param": null,
            "code": "rate_limit_exceeded"}}"#,
        ErrorKind::RateLimit,
        "Rate limit reached for gpt-4o.",
    ),
    (
        400,
        r#"{"error": {"message": "This model's maximum context length is 128000 tokens.",
            "type": "invalid_request_error", "param": "messages",
            "code": "context_length_exceeded"}}"#,
        ErrorKind::PromptTooLong,
        "This model's maximum context length is 128000 tokens.",
    ),
    (
        404,
        r#"{"error": {"message": "The model `gpt-9` does not exist or you do not have access to it.",
            "type": "invalid_request_error", "param": null, "code": "model_not_found"}}"#,
        ErrorKind::ModelNotFound,
        "The model `gpt-9` does not exist or you do not have access to it.",
    ),
    (
        400,
        r#"{"error": {"message": "Unsupported value: 'temperature' does not support 0.2.",
            "type": "invalid_request_error", "param": "temperature", "code": "unsupported_value"}}"#,
        ErrorKind::InvalidRequest,
        "Unsupported value: 'temperature' does not support 0.2.",
    ),
    (
        500,
        r#"{"error": {"message": "The server had an error.", "type": "server_error"}}"#,
        ErrorKind::Server,
        "The server had an error.",
    ),
    (503, r#"{"error": {"message": "Busy."}}"#, ErrorKind::Overloaded, "Busy."),
    // OpenRouter: the code is the status, the words of the provider behind it are beside it.
    (
        402,
        r#"{"error": {"code": 402, "message": "Insufficient credits."}, "user_id": "u"}"#,
        ErrorKind::Quota,
        "Insufficient credits.",
    ),
    (
        400,
        r#"{"error": {"code": 400, "message": "acme/none is not a valid model ID"}}"#,
        ErrorKind::ModelNotFound,
        "acme/none is not a valid model ID",
    ),
    (
        429,
        r#"{"error": {"code": 429, "message": "Provider returned error",
            "metadata": {"raw": "acme/m is temporarily rate-limited upstream."}}}"#,
        ErrorKind::RateLimit,
        "Provider returned error acme/m is temporarily rate-limited upstream.",
    ),
    (
        404,
        r#"{"error": {"code": 404, "message": "No endpoints found that support image input"}}"#,
        ErrorKind::Unsupported,
        "No endpoints found that support image input",
    ),
    // DeepSeek
    (
        402,
        r#"{"error": {"message": "Insufficient Balance", "type": "unknown_error",
            "param": null, "code": "invalid_request_error"}}"#,
        ErrorKind::Quota,
        "Insufficient Balance",
    ),
    (
        400,
        r#"{"error": {"message": "Model Not Exist", "type": "invalid_request_error",
            "code": "invalid_request_error"}}"#,
        ErrorKind::ModelNotFound,
        "Model Not Exist",
    ),
    // Mistral: the fields at the root; a list for a request that does not fit.
    (
        400,
        r#"{"object": "error", "message": "Invalid model: none", "type": "invalid_model",
            "param": null, "code": "1500"}"#,
        ErrorKind::ModelNotFound,
        "Invalid model: none",
    ),
    (
        422,
        r#"{"object": "error", "message": {"detail": [{"type": "extra_forbidden",
            "loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}]},
            "type": "invalid_request_message_error"}"#,
        ErrorKind::InvalidRequest,
        "Extra inputs are not permitted",
    ),
    (401, r#"{"detail": "Unauthorized"}"#, ErrorKind::Unauthorized, "Unauthorized"),
    // xAI: `error` is a string.
    (
        400,
        r#"{"code": "Client specified an invalid argument",
            "error": "This model's maximum prompt length is 131072 but the request contains 200000 tokens."}"#,
        ErrorKind::PromptTooLong,
        "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
    ),
    // Groq
    (
        413,
        r#"{"error": {"message": "Request too large for model `m` on tokens per minute (TPM).",
            "type": "tokens", "code": "rate_limit_exceeded"}}"#,
        ErrorKind::PromptTooLong,
        "Request too large for model `m` on tokens per minute (TPM).",
    ),
    (
        400,
        r#"{"error": {"message": "The model `m` has been decommissioned.",
            "type": "invalid_request_error", "code": "model_decommissioned"}}"#,
        ErrorKind::ModelNotFound,
        "The model `m` has been decommissioned.",
    ),
    // Azure
    (
        404,
        r#"{"error": {"code": "DeploymentNotFound",
            "message": "The API deployment for this resource does not exist."}}"#,
        ErrorKind::ModelNotFound,
        "The API deployment for this resource does not exist.",
    ),
    (
        401,
        r#"{"statusCode": 401, "message": "Access denied due to invalid subscription key."}"#,
        ErrorKind::Unauthorized,
        "Access denied due to invalid subscription key.",
    ),
    // Google's compatible mode: a list; the same words for a limit that a minute lifts.
    (
        429,
        r#"[{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED",
            "message": "You exceeded your current quota, please check your plan and billing details."}}]"#,
        ErrorKind::RateLimit,
        "You exceeded your current quota, please check your plan and billing details.",
    ),
    // Moonshot
    (
        429,
        r#"{"error": {"message": "The engine is currently overloaded.",
            "type": "engine_overloaded_error"}}"#,
        ErrorKind::Overloaded,
        "The engine is currently overloaded.",
    ),
    (
        429,
        r#"{"error": {"message": "Your account is not active.",
            "type": "exceeded_current_quota_error"}}"#,
        ErrorKind::Quota,
        "Your account is not active.",
    ),
    // Qwen's compatible mode
    (
        400,
        r#"{"error": {"code": "invalid_parameter_error", "param": null,
            "message": "Range of input length should be [1, 30720]",
            "type": "invalid_request_error"}, "id": "chatcmpl-1"}"#,
        ErrorKind::PromptTooLong,
        "Range of input length should be [1, 30720]",
    ),
    // NVIDIA
    (
        401,
        r#"{"status": 401, "title": "Unauthorized", "detail": "Authentication failed"}"#,
        ErrorKind::Unauthorized,
        "Authentication failed",
    ),
    // llama.cpp's server
    (
        400,
        r#"{"error": {"code": 400, "message": "the request exceeds the available context size",
            "type": "exceed_context_size_error", "n_prompt_tokens": 9000, "n_ctx": 4096}}"#,
        ErrorKind::PromptTooLong,
        "the request exceeds the available context size",
    ),
    (
        503,
        r#"{"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}"#,
        ErrorKind::Overloaded,
        "Loading model",
    ),
    // vLLM
    (
        404,
        r#"{"object": "error", "message": "The model `none` does not exist.",
            "type": "NotFoundError", "param": null, "code": 404}"#,
        ErrorKind::ModelNotFound,
        "The model `none` does not exist.",
    ),
    // Ollama
    (
        404,
        r#"{"error": "model 'none' not found"}"#,
        ErrorKind::ModelNotFound,
        "model 'none' not found",
    ),
];

#[test]
fn every_vendors_errors_are_understood() {
    for (status, body, kind, message) in VENDORS {
        let error = refusal(*status, body.as_bytes());
        assert_eq!((error.kind, error.message.as_str()), (*kind, *message), "{status} {body}");
        assert_eq!(error.status, Some(*status), "{body}");
    }
}

#[test]
fn a_body_without_words_still_gets_a_sentence() {
    let page = "<!doctype html><title>502 Bad Gateway</title>";
    for (status, body, kind) in [
        (502, page, ErrorKind::Server),
        (503, "", ErrorKind::Overloaded),
        (529, "", ErrorKind::Overloaded),
        (403, page, ErrorKind::Unauthorized),
        (404, page, ErrorKind::InvalidRequest),
        (418, "{}", ErrorKind::InvalidRequest),
        (302, "", ErrorKind::Malformed),
        (200, page, ErrorKind::Malformed),
        (200, r#"{"hello": 1}"#, ErrorKind::Malformed),
    ] {
        let error = refusal(status, body.as_bytes());
        assert_eq!(error.kind, kind, "{status} {body}");
        assert!(error.message.contains(&status.to_string()), "{}", error.message);
        assert!(!error.message.contains('<'), "a page is not repeated: {}", error.message);
    }
}

#[test]
fn plain_words_are_kept_as_they_are() {
    let error = refusal(429, b"Too many requests.\n");
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::RateLimit, "Too many requests."));
    let error = refusal(500, b"\xff\xfe");
    assert!(error.message.contains("500"), "no text: {}", error.message);
}

#[test]
fn an_error_in_the_stream_is_classified_by_its_own_code() {
    for (data, kind) in [
        (r#"{"error": {"code": 502, "message": "Upstream failed."}}"#, ErrorKind::Server),
        (r#"{"error": {"code": "503", "message": "No."}}"#, ErrorKind::Overloaded),
        (r#"{"error": {"type": "overloaded_error", "message": "No."}}"#, ErrorKind::Overloaded),
        (r#"{"error": {"type": "rate_limit_error", "message": "No."}}"#, ErrorKind::RateLimit),
        (r#"{"error": {"code": "insufficient_quota", "message": "No."}}"#, ErrorKind::Quota),
        (r#"{"type": "error", "code": "server_error", "message": "No."}"#, ErrorKind::Server),
        (r#"{"object": "error", "code": 400, "message": "No."}"#, ErrorKind::InvalidRequest),
        (
            r#"{"error": {"type": "authentication_error", "message": "No."}}"#,
            ErrorKind::Unauthorized,
        ),
        (
            r#"{"response": {"error": {"code": "rate_limit_exceeded", "message": "No."}}}"#,
            ErrorKind::RateLimit,
        ),
        (r#"{"error": "something broke"}"#, ErrorKind::Server),
        ("The upstream is gone.", ErrorKind::Server),
        ("{", ErrorKind::Malformed),
    ] {
        assert_eq!(in_stream(data.as_bytes()).kind, kind, "{data}");
        assert_eq!(in_stream(data.as_bytes()).status, None, "the status was 200: {data}");
    }
}

#[test]
fn of_long_words_four_kilobytes_are_kept() {
    let long = format!(r#"{{"error": "{}"}}"#, "é".repeat(5000));
    let message = refusal(500, long.as_bytes()).message;
    assert!(message.len() <= LONGEST, "{} bytes", message.len());
    assert!(message.ends_with("é…"), "cut between characters");
}
