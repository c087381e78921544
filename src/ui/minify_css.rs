//! Removes comments and insignificant white space from style sheets at compile time. The build of the npm package
//! includes this file, too, for the style sheet in its script.

/// Returns the first `N` bytes of the minified sheet and its full length.
pub const fn minify<const N: usize>(css: &str) -> ([u8; N], usize) {
    let css = css.as_bytes();
    let (mut minified, mut length) = ([0; N], 0);
    let (mut at, mut last, mut quoted, mut space) = (0, b'{', false, false);
    while at < css.len() {
        let byte = css[at];
        at += 1;
        if quoted {
            push(&mut minified, &mut length, byte);
            quoted = byte != b'"';
        } else if byte == b'/' && css[at] == b'*' {
            at = skip_comment(css, at + 1);
        } else if byte.is_ascii_whitespace() {
            space = true;
        } else {
            if space && separates(last, byte) {
                push(&mut minified, &mut length, b' ');
            }
            push(&mut minified, &mut length, byte);
            (last, space, quoted) = (byte, false, byte == b'"');
        }
    }
    (minified, length)
}

/// Returns whether white space between these two bytes is significant. Before a colon it is: it means "inside of".
const fn separates(last: u8, next: u8) -> bool {
    !matches!(last, b'{' | b'}' | b';' | b':' | b',' | b'>')
        && !matches!(next, b'{' | b'}' | b';' | b',' | b'>')
}

const fn skip_comment(css: &[u8], mut at: usize) -> usize {
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
