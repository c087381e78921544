//! The QR code for an authenticator app, read by an independent decoder.

use vestibule::{ErrorKind, QrCode};
use vestibule_native_tests::{FACTORS, HEDY, Stage, sign_in, totp};

/// The code's image, with modules of this many pixels.
fn read_back(code: &QrCode, scale: usize) -> String {
    let size = code.size() as usize;
    let mut dark = vec![vec![false; size]; size];
    for bar in code.path().split('M').skip(1) {
        let bar = bar.strip_suffix('z').unwrap();
        let (place, shape) = bar.split_once('h').unwrap();
        let (x, y) = place.split_once(' ').unwrap();
        let (length, back) = shape.split_once("v1h-").unwrap();
        assert_eq!(length, back);
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        for module in &mut dark[y][x..x + length.parse::<usize>().unwrap()] {
            *module = true;
        }
    }
    let light = |x: usize, y: usize| if dark[y / scale][x / scale] { 0 } else { 255 };
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(size * scale, size * scale, light);
    let grids = picture.detect_grids();
    let [grid] = &grids[..] else {
        panic!("{} codes", grids.len())
    };
    grid.decode().unwrap().1
}

#[test]
fn the_qr_code_contains_the_secret() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    let set_up = stage.run(page.client.mfa().set_up_totp()).unwrap();
    for issuer in ["Notes", "Notes & Söhne: more 🔑", &"long ".repeat(100)] {
        let code = set_up.qr(issuer).unwrap();
        assert_eq!(read_back(&code, 5), set_up.uri(issuer));
        assert!(!format!("{code:?}").contains('M'), "no part of it is shown");
    }
    let seen = read_back(&set_up.qr("Notes").unwrap(), 4);
    let (_, query) = seen.split_once("?secret=").unwrap();
    let (secret, _) = query.split_once('&').unwrap();
    let code = totp::code(secret, stage.world.now().as_secs());
    stage.run(set_up.submit(&code, "phone")).unwrap();
}

#[test]
fn the_qr_code_is_a_complete_svg() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    let code = stage
        .run(page.client.mfa().set_up_totp())
        .unwrap()
        .qr("Notes")
        .unwrap();
    let (size, svg) = (code.size(), code.svg());
    assert!(
        svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""),
        "{svg}"
    );
    assert!(svg.contains(&format!("viewBox=\"0 0 {size} {size}\"")));
    assert!(svg.contains(&format!("fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"")));
    assert!(svg.ends_with(&format!("<path d=\"{}\"/></svg>", code.path())));
}

#[test]
fn a_name_too_long_for_a_qr_code_is_refused() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    let set_up = stage.run(page.client.mfa().set_up_totp()).unwrap();
    let error = set_up.qr(&"x".repeat(3000)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}
