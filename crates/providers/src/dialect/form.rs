//! Forms with a file in them (RFC 7578).

use super::Call;

/// What parts the fields. No field may hold it: a WAV file's bytes are looked through.
const BOUNDARY: &str = "antiphon-7c1f0e5b9d2a4863";

/// A `POST` of these fields and of `file` as the field `file`.
pub(super) fn post(path: &str, fields: &[(&str, String)], file: &[u8]) -> Call {
    let mut boundary = BOUNDARY.to_owned();
    while memchr::memmem::find(file, boundary.as_bytes()).is_some() {
        boundary.push('x');
    }
    let mut body = Vec::with_capacity(file.len() + 1024);
    for (name, value) in fields {
        let head =
            format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        // A value cannot end its field.
        body.extend_from_slice(value.replace(&boundary, "").as_bytes());
        body.extend_from_slice(b"\r\n");
    }
    let head = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"speech.wav\"\r\n\
         content-type: audio/wav\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Call { body: Some(body), path: path.to_owned(), headers: vec![("content-type", content_type)] }
}
