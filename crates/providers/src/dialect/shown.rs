//! What a prompt shows to a model beside its text.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use model::{Attachment, ChatRequest, Error, ErrorKind, Result, Role};

use super::{Quirks, Traits};

/// What an attachment is to a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// A picture.
    Image,
    /// A PDF.
    Document,
}

impl Shown {
    /// What `attachment` is.
    ///
    /// # Errors
    /// `Unsupported` where no dialect has a place for its media type.
    pub(super) fn of(attachment: &Attachment) -> Result<Self> {
        match attachment.media_type.as_str() {
            "image/png" | "image/jpeg" | "image/webp" | "image/gif" => Ok(Self::Image),
            "application/pdf" => Ok(Self::Document),
            other => {
                Err(unsupported(format!("No model can be shown {other}: {}.", attachment.name)))
            }
        }
    }
}

/// An error that says before sending what the model cannot be shown.
pub(super) fn unsupported(message: String) -> Error {
    Error::new(ErrorKind::Unsupported, message)
}

/// Whether the model can be asked this at all.
///
/// # Errors
/// `Unsupported` where the path shows what the model is known not to see, or ends in a reply that
/// the provider cannot go on with.
pub(super) fn fits(request: &ChatRequest, quirks: &Quirks, traits: &Traits) -> Result<()> {
    let model = request.model.name();
    for attachment in request.messages.iter().flat_map(|message| &message.attachments) {
        let (can, what) = match Shown::of(attachment)? {
            Shown::Image => (traits.vision, "images"),
            Shown::Document => (traits.files, "documents"),
        };
        if can == Some(false) {
            let name = &attachment.name;
            return Err(unsupported(format!("{model} cannot be shown {what}: {name}.")));
        }
    }
    if is_open(request) && !quirks.continues {
        return Err(no_going_on(model));
    }
    Ok(())
}

/// The path ends in a reply that the model cannot go on with. What it is sent is the path alone, and
/// so it is not asked to go on in words that nobody wrote.
pub(super) fn no_going_on(model: &str) -> Error {
    unsupported(format!("{model} cannot go on with a reply where it broke off."))
}

/// Whether the path ends in the beginning of a reply, which is to be continued. One that has no
/// text yet is simply written anew.
pub(super) fn is_open(request: &ChatRequest) -> bool {
    let last = request.messages.last();
    last.is_some_and(|last| last.role == Role::Assistant && !last.text.is_empty())
}

/// The file itself in base64.
pub(super) fn base64(attachment: &Attachment) -> String {
    BASE64_STANDARD.encode(&attachment.data)
}

/// The file as a `data:` address (RFC 2397).
pub(super) fn data_url(attachment: &Attachment) -> String {
    let mut url = format!("data:{};base64,", attachment.media_type);
    BASE64_STANDARD.encode_string(&attachment.data, &mut url);
    url
}

#[cfg(test)]
mod tests {
    use model::{Message, ModelId, Parameters};

    use super::*;

    fn showing(media_type: &str) -> ChatRequest {
        let attachment =
            Attachment { name: "a".into(), media_type: media_type.into(), data: vec![1].into() };
        let mut message = Message::new(Role::User, "What is it?");
        message.attachments.push(attachment);
        ChatRequest {
            model: ModelId::new("p", "m"),
            messages: vec![message],
            parameters: Parameters::default(),
            origin: model::Origin::default(),
            verbatim: None,
        }
    }

    #[test]
    fn what_a_model_cannot_see_is_said_before_sending() {
        let blind = Traits { vision: Some(false), files: Some(false), ..Traits::default() };
        for media_type in ["image/png", "application/pdf"] {
            let request = showing(media_type);
            assert!(fits(&request, &Quirks::default(), &Traits::default()).is_ok(), "not known");
            let error = fits(&request, &Quirks::default(), &blind).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Unsupported, "{media_type}");
        }
        let error = fits(&showing("text/html"), &Quirks::default(), &Traits::default());
        assert_eq!(error.unwrap_err().kind, ErrorKind::Unsupported, "no dialect takes it");
    }

    #[test]
    fn only_who_can_go_on_with_a_reply_is_asked_to() {
        let mut request = showing("image/png");
        request.messages.push(Message::new(Role::Assistant, ""));
        let refused = fits(&request, &Quirks::default(), &Traits::default());
        assert!(refused.is_ok(), "nothing has been said yet");
        request.messages.push(Message::new(Role::Assistant, "It is"));
        let continues = Quirks { continues: true, ..Quirks::default() };
        assert!(fits(&request, &continues, &Traits::default()).is_ok());
        let error = fits(&request, &Quirks::default(), &Traits::default()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unsupported);
    }

    #[test]
    fn a_file_becomes_an_address_of_its_bytes() {
        let request = showing("image/png");
        assert_eq!(data_url(&request.messages[0].attachments[0]), "data:image/png;base64,AQ==");
    }
}
