//! Fuzzes `server::fuzzing::draft`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| server::fuzzing::draft(data));
