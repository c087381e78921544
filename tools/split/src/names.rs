//! Short names for imports and exports.

/// Generates `a`, `b`, … `Z`, `aa` …
#[derive(Default)]
pub struct ShortNames(usize);

impl ShortNames {
    pub fn next(&mut self) -> String {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let mut rest = self.0;
        self.0 += 1;
        let mut name = String::new();
        loop {
            if let Some(letter) = LETTERS.get(rest % LETTERS.len()) {
                name.push(char::from(*letter));
            }
            match rest / LETTERS.len() {
                0 => return name,
                more => rest = more - 1,
            }
        }
    }
}
