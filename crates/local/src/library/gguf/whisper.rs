//! Whisper's files in the form of whisper.cpp: a header, the vocabulary, and the tensors one after
//! the other (`models/convert-pt-to-ggml.py` of whisper.cpp).

use std::io::{BufReader, Read, Seek, SeekFrom};

use super::tensor::Weights;
use super::{Gguf, GgufError};
use crate::library::card::ModelKind;

/// What such a file begins with.
pub(super) const MAGIC: &[u8; 4] = b"lmgg";

/// What the first model of many languages hears, in the order of its marks; later ones hear one
/// more.
pub(super) const LANGUAGES: &str = "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs \
    ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn \
    bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb \
    my bo tl mg as tt haw ln ha ba jw su";
/// The vocabulary of one that hears English alone; of many, larger.
const ENGLISH: i32 = 51_864;
const OF_MANY: i32 = 51_865;

/// Reads the file from its start, but for its weights, which it must be long enough to hold.
pub(super) fn read(source: impl Read + Seek, length: u64) -> Result<Gguf, GgufError> {
    let mut file = File { source: BufReader::new(source), at: 0, length };
    file.source.seek(SeekFrom::Start(0))?;
    let numbers = file.numbers::<12>()?;
    let [_, words, sound, width, heads, layers, .., mels, form] = numbers;
    let sizes = [words, sound, width, heads, layers, mels];
    if sizes.iter().any(|size| !(1..=1 << 20).contains(size)) || words < ENGLISH {
        return Err(GgufError::Damaged("its sizes make no sense".into()));
    }
    let [rows, columns] = file.numbers::<2>()?;
    file.skip(count(rows)? * count(columns)? * 4)?;
    let [known] = file.numbers::<1>()?;
    for _ in 0..count(known)? {
        let [size] = file.numbers::<1>()?;
        file.skip(count(size)?)?;
    }
    let mut weights = Weights { elements: 0 };
    while file.at < file.length {
        weights.elements += file.tensor()?;
    }
    // A file that was cut between two tensors is whole as far as it goes.
    let least = count(words)? * count(width)?;
    if weights.elements < least {
        return Err(GgufError::Truncated { expected: file.at + least, found: length });
    }
    let languages = if words >= OF_MANY { LANGUAGES } else { "en" };
    Ok(Gguf {
        kind: ModelKind::Hearing,
        name: None,
        architecture: "whisper".into(),
        licence: None,
        context: None,
        parameters: weights.label(),
        quantisation: quantisation(form).map(str::to_owned),
        languages: languages.split_whitespace().map(str::to_owned).collect(),
    })
}

struct File<R> {
    source: BufReader<R>,
    at: u64,
    length: u64,
}

impl<R: Read + Seek> File<R> {
    fn numbers<const N: usize>(&mut self) -> Result<[i32; N], GgufError> {
        self.reserve(4 * N as u64)?;
        let mut numbers = [0; N];
        for number in &mut numbers {
            let mut bytes = [0; 4];
            self.source.read_exact(&mut bytes)?;
            *number = i32::from_le_bytes(bytes);
        }
        self.at += 4 * N as u64;
        Ok(numbers)
    }

    fn skip(&mut self, bytes: u64) -> Result<(), GgufError> {
        self.reserve(bytes)?;
        // `reserve` keeps the count below the file's length.
        self.source.seek_relative(bytes as i64)?;
        self.at += bytes;
        Ok(())
    }

    fn reserve(&self, bytes: u64) -> Result<(), GgufError> {
        match self.at.saturating_add(bytes) {
            end if end > self.length => {
                Err(GgufError::Truncated { expected: end, found: self.length })
            }
            _ => Ok(()),
        }
    }

    /// Leaves out a tensor and tells how many numbers it holds.
    fn tensor(&mut self) -> Result<u64, GgufError> {
        let [dimensions, name, form] = self.numbers::<3>()?;
        if !(1..=4).contains(&dimensions) || !(1..=256).contains(&name) {
            return Err(GgufError::Damaged("it has a tensor without a shape".into()));
        }
        let mut elements: u64 = 1;
        for _ in 0..dimensions {
            let [size] = self.numbers::<1>()?;
            elements = elements.saturating_mul(count(size)?);
        }
        let (bytes, of) = match form {
            0 => (4, 1),
            1 => (2, 1),
            2 => (18, 32),
            3 => (20, 32),
            6 => (22, 32),
            7 => (24, 32),
            8 => (34, 32),
            _ => return Err(GgufError::Damaged(format!("it has a tensor of type {form}"))),
        };
        self.skip(count(name)?)?;
        self.skip(elements.div_ceil(of).saturating_mul(bytes))?;
        Ok(elements)
    }
}

fn count(number: i32) -> Result<u64, GgufError> {
    u64::try_from(number).map_err(|_| GgufError::Damaged("it has a size below nothing".into()))
}

fn quantisation(form: i32) -> Option<&'static str> {
    // Above a thousand stands the version of the form.
    Some(match form % 1000 {
        0 => "F32",
        1 => "F16",
        2 => "Q4_0",
        3 => "Q4_1",
        7 => "Q8_0",
        8 => "Q5_0",
        9 => "Q5_1",
        _ => return None,
    })
}

#[cfg(test)]
pub(in crate::library) mod tests {
    use std::io::Cursor;

    use super::*;

    /// A recogniser of one tensor, for English or many languages.
    pub(in crate::library) fn draft(words: i32) -> Vec<u8> {
        let numbers = |numbers: &[i32]| -> Vec<u8> {
            numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
        };
        let mut bytes = MAGIC.to_vec();
        bytes.extend(numbers(&[words, 1500, 8, 1, 1, 448, 8, 1, 1, 80, 1]));
        bytes.extend(numbers(&[1, 2, 0, 0]));
        bytes.extend(numbers(&[2, 1]));
        bytes.extend(b"a");
        bytes.extend(numbers(&[2]));
        bytes.extend(b"bc");
        bytes.extend(numbers(&[2, 1, 1, 8, words]));
        bytes.extend(b"w");
        bytes.resize(bytes.len() + 16 * words as usize, 7);
        bytes
    }

    fn looked_at(bytes: &[u8]) -> Result<Gguf, GgufError> {
        super::super::read(Cursor::new(bytes), bytes.len() as u64)
    }

    #[test]
    fn a_recogniser_says_what_it_hears() {
        let english = looked_at(&draft(ENGLISH)).unwrap();
        assert_eq!(english.kind, ModelKind::Hearing);
        assert_eq!(english.languages, ["en"]);
        assert_eq!(english.quantisation.as_deref(), Some("F16"));
        let many = looked_at(&draft(OF_MANY)).unwrap();
        assert_eq!(many.languages.len(), 99);
        assert!(many.languages.contains(&"hi".to_owned()));
    }

    #[test]
    fn one_that_is_cut_anywhere_is_refused() {
        let whole = draft(ENGLISH);
        for length in [1, 4, 40, 60, 80, 110, whole.len() / 2, whole.len() - 1] {
            let error = looked_at(&whole[..length]).unwrap_err();
            assert!(matches!(error, GgufError::Truncated { .. }), "{length}: {error}");
        }
    }

    #[test]
    fn sizes_that_cannot_be_are_refused() {
        for (place, number) in [(4, 7), (12, -1), (48, -9), (52, i32::MAX), (75, 99)] {
            let mut bytes = draft(ENGLISH);
            bytes[place..place + 4].copy_from_slice(&number.to_le_bytes());
            assert!(looked_at(&bytes).is_err(), "{number} at {place}");
        }
    }
}
