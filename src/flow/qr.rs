//! QR codes for setting up an authenticator app.

use crate::error::{Error, ErrorKind};
use crate::protocol::json::integer_text;

/// The width of the light border around the code in modules, as required by ISO/IEC 18004.
const QUIET_ZONE: i32 = 4;

/// A QR code as an SVG path. Draw it dark on a light background in every colour scheme: cameras expect
/// that.
///
/// It contains the secret: show it to the person, and do not store it.
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
                    push_row(&mut path, begin + QUIET_ZONE, y + QUIET_ZONE, x - begin);
                }
                x += 1;
            }
        }
        Ok(QrCode {
            size: code.size() + 2 * QUIET_ZONE,
            path,
        })
    }

    /// Width and height in modules, including the light border: the size for an SVG's `viewBox`.
    pub fn size(&self) -> u32 {
        self.size.unsigned_abs()
    }

    /// The dark modules, for the attribute `d` of an SVG's `path`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A complete SVG document, without a fixed width.
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

/// Adds a horizontal row of dark modules.
fn push_row(path: &mut String, x: i32, y: i32, length: i32) {
    for (command, number) in [("M", x), (" ", y), ("h", length), ("v1h-", length)] {
        path.push_str(command);
        path.push_str(&integer_text(number.into()));
    }
    path.push('z');
}

/// Does not show the code, which is a secret.
impl std::fmt::Debug for QrCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QrCode")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
