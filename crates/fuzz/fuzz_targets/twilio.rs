//! Fuzzes `server::fuzzing::twilio`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| server::fuzzing::twilio(data));
