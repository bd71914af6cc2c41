//! Tokens beside the bytes they stand for, and what two such paths have in common.

use llama_cpp_2::token::LlamaToken;

/// A path as tokens. Beside each token stands where its bytes end, so that paths can be compared
/// by what they say and not only by how it happened to be cut into tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tokens {
    ids: Vec<LlamaToken>,
    ends: Vec<usize>,
    bytes: Vec<u8>,
}

/// How far two paths agree: so many tokens of the one, so many of the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shared {
    /// Tokens of the known path.
    pub known: usize,
    /// Tokens of the new path that say the same.
    pub new: usize,
}

impl Tokens {
    /// Adds `token`, which stands for `piece`; `None` for a control token, which no text equals.
    pub(crate) fn push(&mut self, token: LlamaToken, piece: Option<&[u8]>) {
        match piece {
            Some(piece) => self.bytes.extend_from_slice(piece),
            // The byte 0xff occurs in no text.
            None => {
                self.bytes.push(0xff);
                self.bytes.extend_from_slice(&token.0.to_le_bytes());
            }
        }
        self.ids.push(token);
        self.ends.push(self.bytes.len());
    }

    /// Keeps the first `length` tokens.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.ids.truncate(length);
        self.ends.truncate(length);
        self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// Adds the tokens of `other` from number `from` to before number `to`.
    pub(crate) fn extend(&mut self, other: &Tokens, from: usize, to: usize) {
        let start = if from == 0 { 0 } else { other.ends[from - 1] };
        let end = if to == 0 { 0 } else { other.ends[to - 1] };
        let base = self.bytes.len();
        self.bytes.extend_from_slice(&other.bytes[start..end]);
        self.ids.extend_from_slice(&other.ids[from..to]);
        self.ends.extend(other.ends[from..to].iter().map(|end| base + end - start));
    }

    /// The tokens.
    pub(crate) fn ids(&self) -> &[LlamaToken] {
        &self.ids
    }

    /// How many tokens.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The tokens that make up the last `bytes` bytes; one that begins before them counts.
    pub(crate) fn tail(&self, bytes: usize) -> &[LlamaToken] {
        let start = self.bytes.len().saturating_sub(bytes);
        let first =
            if bytes == 0 { self.len() } else { self.ends.partition_point(|&end| end <= start) };
        &self.ids[first..]
    }

    /// How far this known path and a `new` one agree: up to the last place where their bytes are
    /// the same until there and both have a token end.
    ///
    /// What a model wrote need not be cut the way the tokenizer would cut it; read again, it must
    /// still be recognised, and a reply be continued from the very tokens it consists of.
    pub(crate) fn shared(&self, new: &Tokens) -> Shared {
        let same = self.bytes.iter().zip(&new.bytes).take_while(|(a, b)| a == b).count();
        let (mut known, mut other) = (0, 0);
        let mut shared = Shared::default();
        while let (Some(&a), Some(&b)) = (self.ends.get(known), new.ends.get(other)) {
            if a > same || b > same {
                break;
            }
            match a.cmp(&b) {
                std::cmp::Ordering::Less => known += 1,
                std::cmp::Ordering::Greater => other += 1,
                std::cmp::Ordering::Equal => {
                    known += 1;
                    other += 1;
                    shared = Shared { known, new: other };
                }
            }
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens named by their text; `<x>` is a control token.
    pub(crate) fn tokens(pieces: &[&str]) -> Tokens {
        let mut tokens = Tokens::default();
        for piece in pieces {
            let id = piece.bytes().fold(7_i32, |id, byte| id.wrapping_mul(31) + i32::from(byte));
            let text = (!piece.starts_with('<')).then_some(piece.as_bytes());
            tokens.push(LlamaToken(id), text);
        }
        tokens
    }

    #[test]
    fn the_same_text_is_recognised_however_it_is_cut() {
        let written = tokens(&["<a>", "hel", "lo", " wor", "ld"]);
        let read = tokens(&["<a>", "hello", " world", "<b>", "and"]);
        assert_eq!(written.shared(&read), Shared { known: 5, new: 3 });
    }

    #[test]
    fn a_place_inside_a_token_is_no_place_to_part() {
        let written = tokens(&["<a>", "the", " capital"]);
        let read = tokens(&["<a>", "the", " capi", "tol"]);
        assert_eq!(written.shared(&read), Shared { known: 2, new: 2 });
    }

    #[test]
    fn a_control_token_and_its_text_are_not_the_same() {
        let mut spelled = Tokens::default();
        spelled.push(LlamaToken(1), Some(b"<a>"));
        assert_eq!(tokens(&["<a>"]).shared(&spelled), Shared::default());
    }

    #[test]
    fn the_end_of_a_path_is_found_by_its_bytes() {
        let path = tokens(&["<a>", "hel", "lo", " you"]);
        assert_eq!(path.tail(6), &path.ids()[2..], "two tokens");
        assert_eq!(path.tail(5), &path.ids()[2..], "from inside the first of them");
        assert_eq!(path.tail(0), [], "nothing");
        assert_eq!(path.tail(99), path.ids(), "more than there is");
    }

    #[test]
    fn paths_can_be_cut_and_joined() {
        let mut path = tokens(&["<a>", "hel", "lo", "<b>"]);
        path.truncate(2);
        path.extend(&tokens(&["<a>", "hel", "p", "<c>"]), 2, 4);
        assert_eq!(path, tokens(&["<a>", "hel", "p", "<c>"]));
        path.truncate(0);
        assert_eq!(path, Tokens::default(), "nothing is left");
    }
}
