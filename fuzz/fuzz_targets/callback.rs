#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| vestibule_properties::callback(text));
