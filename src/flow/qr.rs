//! The QR code by which an authenticator app takes its secret.

use crate::error::{Error, ErrorKind};
use crate::protocol::json::integer_text;

/// How many light modules stand around the code, as ISO/IEC 18004 wants it.
const QUIET: i32 = 4;

/// A QR code as the path of an SVG: dark squares, to be drawn on a light ground in any colour scheme,
/// since cameras look for that.
///
/// It holds the secret: show it to the person, and keep it nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct QrCode {
    size: i32,
    path: String,
}

impl QrCode {
    pub(crate) fn of(text: &str) -> Result<Self, Error> {
        let level = qrcodegen::QrCodeEcc::Medium;
        let code = qrcodegen::QrCode::encode_binary(text.as_bytes(), level).map_err(|_| {
            Error::new(
                ErrorKind::InvalidInput,
                "the name of the app is too long for a QR code",
            )
        })?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let begin = x;
                while code.get_module(x, y) {
                    x += 1;
                }
                if x > begin {
                    add_bar(&mut path, begin + QUIET, y + QUIET, x - begin);
                }
                x += 1;
            }
        }
        Ok(QrCode {
            size: code.size() + 2 * QUIET,
            path,
        })
    }

    /// The width and the height in modules, the quiet zone around the code included: what the
    /// `viewBox` of an SVG is made of.
    pub fn size(&self) -> u32 {
        self.size.unsigned_abs()
    }

    /// The dark modules, for the attribute `d` of an SVG's `path`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text of a whole SVG, for a file or a page that is written as text. It has no width of its
    /// own.
    pub fn svg(&self) -> String {
        let size = integer_text(self.size.into());
        [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ",
            &size,
            " ",
            &size,
            "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h",
            &size,
            "v",
            &size,
            "H0z\"/><path d=\"",
            &self.path,
            "\"/></svg>",
        ]
        .concat()
    }
}

/// A row of dark modules.
fn add_bar(path: &mut String, x: i32, y: i32, length: i32) {
    for (mark, number) in [("M", x), (" ", y), ("h", length), ("v1h-", length)] {
        path.push_str(mark);
        path.push_str(&integer_text(number.into()));
    }
    path.push('z');
}

/// Never shows the code, which is a secret.
impl std::fmt::Debug for QrCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QrCode")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
