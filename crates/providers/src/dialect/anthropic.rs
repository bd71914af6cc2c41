//! To be written.
use super::{Call, Listed, Quirks, Traits};
use model::{ChatEvent, ChatRequest, Error, ErrorKind, Result};
#[derive(Default)]
pub(super) struct Decoder;
impl super::Decoder for Decoder {
    fn feed(&mut self, _: &[u8], _: &mut Vec<ChatEvent>) -> Result<()> {
        Ok(())
    }
    fn end(&mut self, _: &mut Vec<ChatEvent>) -> Result<()> {
        Ok(())
    }
}
pub(super) fn chat(_: &ChatRequest, _: &Quirks, _: &Traits) -> Result<Call> {
    Err(Error::new(ErrorKind::InvalidRequest, "to be written"))
}
pub(super) fn refusal(_: u16, _: &[u8]) -> Error {
    Error::new(ErrorKind::Server, "to be written")
}
pub(super) fn models(_: Option<&str>) -> Call {
    Call { body: None, path: String::new(), headers: Vec::new() }
}
pub(super) fn read_models(_: &[u8]) -> Result<(Vec<Listed>, Option<String>)> {
    Ok((Vec::new(), None))
}
