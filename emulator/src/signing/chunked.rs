//! `Content-Encoding: aws-chunked`, in which SDKs send bodies with a trailing checksum.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

/// Decodes the body of `STREAMING-UNSIGNED-PAYLOAD-TRAILER`; `None` if it is not in that form.
pub(crate) fn decoded(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let head = std::str::from_utf8(rest.get(..end)?).ok()?;
        let length = head.split(';').next().unwrap_or_default();
        let length = usize::from_str_radix(length, 16).ok()?;
        rest = rest.get(end + 2..)?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..length)?);
        rest = rest.get(length..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn chunks_are_joined() {
        let sent = b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n";
        assert_eq!(decoded(sent).unwrap(), b"hello world");
        assert_eq!(decoded(b"0\r\n\r\n").unwrap(), b"");
        for bad in [
            &b"5\r\nhel"[..],
            b"",
            b"x\r\n",
            b"ffffffffffffffff\r\na",
            b"2\r\nabc\r\n0\r\n",
        ] {
            assert_eq!(decoded(bad), None);
        }
    }
}
