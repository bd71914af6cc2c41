//! What is found in the window, by the marks that it carries for the purpose.

/// Where a prompt is typed.
pub(crate) const COMPOSER: &str = "[data-testid=composer]";
/// A reply.
pub(crate) const REPLY: &str = "[data-testid=reply]";
/// The text of a reply, without what stands around it.
pub(crate) const REPLY_TEXT: &str = "[data-testid=reply-text]";
/// The attribute of a reply that says how it stands.
pub(crate) const STATUS: &str = "data-status";
