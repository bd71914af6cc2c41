use std::io::{Read, Seek};

use super::GgufError;
use super::reader::Reader;

/// The longest name of a tensor, in bytes; the specification has 64, some writers more.
const NAME_LIMIT: u64 = 1024;
/// The most dimensions of a tensor.
const DIMENSIONS_LIMIT: u32 = 4;

/// All tensors of a model taken together.
pub(super) struct Weights {
    /// How many numbers they hold.
    pub(super) elements: u64,
}

impl Weights {
    /// The count for the reader, such as `1.5B`.
    pub(super) fn label(&self) -> String {
        match self.elements {
            count @ 1_000_000_000.. => format!("{:.1}B", count as f64 / 1e9),
            count @ 1_000_000.. => format!("{:.0}M", count as f64 / 1e6),
            count => format!("{:.0}K", (count as f64 / 1e3).ceil()),
        }
    }
}

/// Reads the table of `count` tensors and makes sure that the file holds all their data.
pub(super) fn read_table<R: Read + Seek>(
    reader: &mut Reader<R>,
    count: u64,
    alignment: u64,
) -> Result<Weights, GgufError> {
    let (mut elements, mut end) = (0u64, 0u64);
    for _ in 0..count {
        let tensor = Tensor::read(reader)?;
        if tensor.offset % alignment != 0 {
            return Err(GgufError::Damaged(format!("a tensor begins at byte {}", tensor.offset)));
        }
        elements = elements.saturating_add(tensor.elements);
        end = end.max(tensor.offset.checked_add(tensor.bytes).ok_or_else(too_large)?);
    }
    let data = reader.at().next_multiple_of(alignment);
    let expected = if count == 0 { reader.at() } else { data.saturating_add(end) };
    if expected > reader.length() {
        return Err(GgufError::Truncated { expected, found: reader.length() });
    }
    Ok(Weights { elements })
}

struct Tensor {
    elements: u64,
    bytes: u64,
    offset: u64,
}

impl Tensor {
    fn read<R: Read + Seek>(reader: &mut Reader<R>) -> Result<Self, GgufError> {
        let name = reader.u64()?;
        if name > NAME_LIMIT {
            return Err(GgufError::Damaged(format!("a tensor's name has {name} bytes")));
        }
        reader.skip(name)?;
        let dimensions = reader.u32()?;
        if dimensions > DIMENSIONS_LIMIT {
            return Err(GgufError::Damaged(format!("a tensor has {dimensions} dimensions")));
        }
        let (mut elements, mut row) = (1u64, 1u64);
        for dimension in 0..dimensions {
            let size = reader.u64()?;
            elements = elements.checked_mul(size).ok_or_else(too_large)?;
            if dimension == 0 {
                row = size;
            }
        }
        let kind = reader.u32()?;
        let offset = reader.u64()?;
        let (block, width) = layout(kind).ok_or_else(|| {
            GgufError::Unfit(format!("its weights are stored in a form not known here ({kind})"))
        })?;
        if !row.is_multiple_of(block) {
            return Err(GgufError::Damaged(format!("a tensor's rows have {row} numbers")));
        }
        let bytes = (elements / block).checked_mul(width).ok_or_else(too_large)?;
        Ok(Self { elements, bytes, offset })
    }
}

fn too_large() -> GgufError {
    GgufError::Damaged("a tensor is larger than any file".into())
}

/// Numbers in a block and bytes of a block, by the `ggml_type` codes of the specification and the
/// block structures of ggml (`ggml-common.h`).
fn layout(kind: u32) -> Option<(u64, u64)> {
    Some(match kind {
        0 => (1, 4),      // F32
        1 => (1, 2),      // F16
        2 => (32, 18),    // Q4_0
        3 => (32, 20),    // Q4_1
        6 => (32, 22),    // Q5_0
        7 => (32, 24),    // Q5_1
        8 => (32, 34),    // Q8_0
        9 => (32, 36),    // Q8_1
        10 => (256, 84),  // Q2_K
        11 => (256, 110), // Q3_K
        12 => (256, 144), // Q4_K
        13 => (256, 176), // Q5_K
        14 => (256, 210), // Q6_K
        15 => (256, 292), // Q8_K
        16 => (256, 66),  // IQ2_XXS
        17 => (256, 74),  // IQ2_XS
        18 => (256, 98),  // IQ3_XXS
        19 => (256, 50),  // IQ1_S
        20 => (32, 18),   // IQ4_NL
        21 => (256, 110), // IQ3_S
        22 => (256, 82),  // IQ2_S
        23 => (256, 136), // IQ4_XS
        24 => (1, 1),     // I8
        25 => (1, 2),     // I16
        26 => (1, 4),     // I32
        27 => (1, 8),     // I64
        28 => (1, 8),     // F64
        29 => (256, 56),  // IQ1_M
        30 => (1, 2),     // BF16
        34 => (256, 54),  // TQ1_0
        35 => (256, 66),  // TQ2_0
        39 => (32, 17),   // MXFP4
        40 => (64, 36),   // NVFP4
        41 => (128, 18),  // Q1_0
        42 => (64, 18),   // Q2_0
        _ => return None,
    })
}

/// The name of what `general.file_type` says, by `llama_ftype` of llama.cpp.
pub(super) fn file_type(code: u64) -> Option<&'static str> {
    Some(match code {
        0 => "F32",
        1 => "F16",
        2 => "Q4_0",
        3 => "Q4_1",
        7 => "Q8_0",
        8 => "Q5_0",
        9 => "Q5_1",
        10 => "Q2_K",
        11 => "Q3_K_S",
        12 => "Q3_K_M",
        13 => "Q3_K_L",
        14 => "Q4_K_S",
        15 => "Q4_K_M",
        16 => "Q5_K_S",
        17 => "Q5_K_M",
        18 => "Q6_K",
        19 => "IQ2_XXS",
        20 => "IQ2_XS",
        21 => "Q2_K_S",
        22 => "IQ3_XS",
        23 => "IQ3_XXS",
        24 => "IQ1_S",
        25 => "IQ4_NL",
        26 => "IQ3_S",
        27 => "IQ3_M",
        28 => "IQ2_S",
        29 => "IQ2_M",
        30 => "IQ4_XS",
        31 => "IQ1_M",
        32 => "BF16",
        36 => "TQ1_0",
        37 => "TQ2_0",
        38 => "MXFP4",
        39 => "NVFP4",
        40 => "Q1_0",
        41 => "Q2_0",
        _ => return None,
    })
}
