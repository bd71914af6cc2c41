#![no_main]
//! Any bytes as an answer in the dialect `anthropic`.

use providers::dialect::Dialect;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| providers_fuzz::decode(Dialect::Anthropic, bytes));
