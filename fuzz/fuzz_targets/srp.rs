#![no_main]

libfuzzer_sys::fuzz_target!(|texts: (&str, &str, &str)| {
    let (salt, b, block) = texts;
    vestibule_properties::srp(salt, b, block);
});
