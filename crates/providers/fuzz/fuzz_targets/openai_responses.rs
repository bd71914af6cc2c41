#![no_main]
//! Any bytes as an answer in the dialect `openai_responses`.

use providers::dialect::Dialect;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| providers_fuzz::decode(Dialect::OpenaiResponses, bytes));
