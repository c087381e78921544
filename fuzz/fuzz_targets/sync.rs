#![no_main]

libfuzzer_sys::fuzz_target!(|input: (u16, &str)| vestibule_properties::sync(input.0, input.1));
