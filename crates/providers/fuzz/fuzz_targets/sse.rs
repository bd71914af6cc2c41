#![no_main]
//! Any bytes as an event stream.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| providers_fuzz::read(bytes));
