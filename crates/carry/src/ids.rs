//! Ids that follow from where a thing was first.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// The id of what another program calls by these names: the format, the chat's id, and what in it.
///
/// The same names always give the same id, so bringing the same file in again adds nothing, and a
/// newer one only what is new, without any table of what was brought in. It is made of the names
/// alone, as UUIDv8 (RFC 9562, section 5.8) from their SHA-256: a time, as UUIDv7 has one, is
/// missing in some exports and changes between others.
pub(crate) fn id(names: &[&str]) -> Uuid {
    let mut sum = Sha256::new();
    sum.update("antiphon carry 1");
    for name in names {
        sum.update((name.len() as u64).to_be_bytes());
        sum.update(name);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&sum.finalize()[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of a file, in hexadecimal.
pub fn sha256(data: &[u8]) -> String {
    hex(&Sha256::digest(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_names_give_the_same_id_and_others_another() {
        assert_eq!(id(&["chatgpt", "a", "b"]).to_string(), id(&["chatgpt", "a", "b"]).to_string());
        assert_ne!(id(&["chatgpt", "a", "b"]), id(&["chatgpt", "ab", ""]));
        assert_eq!(id(&["x"]).get_version_num(), 8);
    }
}
