//! Leaves out comments, and white space that no rule hangs on, while the crate is compiled. The build of the npm package
//! includes this file for the sheet that is in its script.

/// The first `N` bytes of the result, and its whole length.
pub const fn shorten<const N: usize>(css: &str) -> ([u8; N], usize) {
    let css = css.as_bytes();
    let (mut short, mut length) = ([0; N], 0);
    let (mut at, mut last, mut quoted, mut space) = (0, b'{', false, false);
    while at < css.len() {
        let byte = css[at];
        at += 1;
        if quoted {
            push(&mut short, &mut length, byte);
            quoted = byte != b'"';
        } else if byte == b'/' && css[at] == b'*' {
            at = behind_comment(css, at + 1);
        } else if byte.is_ascii_whitespace() {
            space = true;
        } else {
            if space && separates(last, byte) {
                push(&mut short, &mut length, b' ');
            }
            push(&mut short, &mut length, byte);
            (last, space, quoted) = (byte, false, byte == b'"');
        }
    }
    (short, length)
}

/// Whether white space between these two says something. In front of a colon it does: "within".
const fn separates(last: u8, next: u8) -> bool {
    !matches!(last, b'{' | b'}' | b';' | b':' | b',' | b'>')
        && !matches!(next, b'{' | b'}' | b';' | b',' | b'>')
}

const fn behind_comment(css: &[u8], mut at: usize) -> usize {
    while css[at] != b'*' || css[at + 1] != b'/' {
        at += 1;
    }
    at + 2
}

const fn push(to: &mut [u8], length: &mut usize, byte: u8) {
    if *length < to.len() {
        to[*length] = byte;
    }
    *length += 1;
}
