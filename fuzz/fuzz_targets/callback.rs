#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    for prefix in ["", "s"] {
        vestibule_properties::callback(text, prefix);
    }
});
