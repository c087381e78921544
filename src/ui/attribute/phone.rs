//! Phone numbers in E.164, as Cognito requires: `+`, the calling code, the number.

/// The regions with their calling codes. `/` marks those where a leading `0` is dropped after the calling code.
///
/// The calling codes are from the ITU (<https://www.itu.int/pub/T-SP-E.164D>), regions and prefixes from libphonenumber
/// 9.0 (<https://github.com/google/libphonenumber>).
const REGIONS: &str = "AC247 AD376 AE971/ AF93/ AG1 AI1 AL355/ AM374/ AO244 AR54/ AS1 AT43/ AU61/ AW297 AX358/ AZ994/ \
    BA387/ BB1 BD880/ BE32/ BF226 BG359/ BH973 BI257 BJ229 BL590/ BM1 BN673 BO591/ BQ599 BR55/ BS1 \
    BT975 BW267 BY375 BZ501 CA1 CC61/ CD243/ CF236 CG242 CH41/ CI225 CK682 CL56 CM237 CN86/ CO57/ CR506 \
    CU53/ CV238 CW599 CX61/ CY357 CZ420 DE49/ DJ253 DK45 DM1 DO1 DZ213/ EC593/ EE372 EG20/ EH212/ \
    ER291/ ES34 ET251/ FI358/ FJ679 FK500 FM691 FO298 FR33/ GA241 GB44/ GD1 GE995/ GF594/ GG44/ GH233/ \
    GI350 GL299 GM220 GN224 GP590/ GQ240 GR30 GT502 GU1 GW245 GY592 HK852 HN504 HR385/ HT509 HU36 ID62/ \
    IE353/ IL972/ IM44/ IN91/ IO246 IQ964/ IR98/ IS354 IT39 JE44/ JM1 JO962/ JP81/ KE254/ KG996/ KH855/ \
    KI686/ KM269 KN1 KP850/ KR82/ KW965 KY1 KZ7 LA856/ LB961/ LC1 LI423/ LK94/ LR231/ LS266 LT370/ \
    LU352 LV371 LY218/ MA212/ MC377/ MD373/ ME382/ MF590/ MG261/ MH692 MK389/ ML223 MM95/ MN976/ MO853 \
    MP1 MQ596/ MR222 MS1 MT356 MU230 MV960 MW265/ MX52 MY60/ MZ258 NA264/ NC687 NE227 NF672 NG234/ \
    NI505 NL31/ NO47 NP977/ NR674 NU683 NZ64/ OM968 PA507 PE51/ PF689 PG675 PH63/ PK92/ PL48 PM508/ PR1 \
    PS970/ PT351 PW680 PY595/ QA974 RE262/ RO40/ RS381/ RU7 RW250/ SA966/ SB677 SC248 SD249/ SE46/ SG65 \
    SH290 SI386/ SJ47 SK421/ SL232/ SM378 SN221 SO252/ SR597 SS211/ ST239 SV503 SX1 SY963/ SZ268 TA290 \
    TC1 TD235 TG228 TH66/ TJ992 TK690 TL670 TM993 TN216 TO676 TR90/ TT1 TV688 TW886/ TZ255/ UA380/ \
    UG256/ US1 UY598/ UZ998 VA39 VC1 VE58/ VG1 VI1 VN84/ VU678 WF681 WS685 XK383/ YE967/ YT262/ ZA27/ \
    ZM260/ ZW263/";

/// The main region of each calling code that several regions share.
const MAIN: &str = "US1 RU7 IT39 GB44 NO47 AU61 MA212 RE262 SH290 FI358 GP590 CW599";

/// A region by its ISO 3166 code, with the format of its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub code: &'static str,
    pub calling: &'static str,
    drops_zero: bool,
}

/// Returns all regions.
pub(super) fn regions() -> impl Iterator<Item = Region> {
    read(REGIONS)
}

/// Returns the region with this code.
pub(super) fn region(code: &str) -> Option<Region> {
    regions().find(|region| region.code.eq_ignore_ascii_case(code))
}

/// Returns the region of an international number, by its calling code.
pub(super) fn region_of(number: &str) -> Option<Region> {
    let digits = international(number)?;
    // No calling code is a prefix of another one.
    let named = read(MAIN).chain(regions());
    let mut fitting = named.filter(|region| digits.starts_with(region.calling));
    region(fitting.next()?.code)
}

/// Converts a number to E.164. A number without a country code is taken as one of the region.
pub(super) fn e164(typed: &str, home: Option<Region>) -> String {
    if let Some(digits) = international(typed) {
        let digits = match region_of(typed) {
            // A common notation: +44 (0)20 …
            Some(region) if region.drops_zero && typed.contains("(0)") => {
                drop_zero(&digits, region)
            }
            _ => digits,
        };
        return ["+", &digits].concat();
    }
    let digits = digits(typed);
    match home {
        Some(region) if !digits.is_empty() => {
            ["+", region.calling, national(&digits, region)].concat()
        }
        _ => digits,
    }
}

/// Returns whether a text can be an E.164 number: at most 15 digits. The shortest real ones have 7.
pub(super) fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

fn read(table: &'static str) -> impl Iterator<Item = Region> {
    table.split_ascii_whitespace().filter_map(|entry| {
        let (code, rest) = entry.split_at_checked(2)?;
        Some(Region {
            code,
            calling: rest.trim_end_matches('/'),
            drops_zero: rest.ends_with('/'),
        })
    })
}

/// Returns the digits of an international number: those after `+` or `00`.
fn international(typed: &str) -> Option<String> {
    let mut marks = typed.chars().filter(|c| !is_between(*c));
    let digits = digits(typed);
    match marks.next()? {
        '+' | '＋' => Some(digits),
        _ => digits.strip_prefix("00").map(String::from),
    }
}

/// Returns the number that follows the calling code, without the national prefix.
fn national(digits: &str, region: Region) -> &str {
    let home = match (region.calling, digits.len()) {
        ("1", 11) => "1",
        ("7", 11) => "8",
        ("36", _) => "06",
        _ if region.drops_zero => "0",
        _ => "",
    };
    digits.strip_prefix(home).unwrap_or(digits)
}

fn drop_zero(digits: &str, region: Region) -> String {
    let behind = digits.strip_prefix(region.calling).unwrap_or_default();
    [region.calling, behind.strip_prefix('0').unwrap_or(behind)].concat()
}

fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '(' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns the digits of a text, in any script.
fn digits(typed: &str) -> String {
    typed.chars().filter_map(digit).collect()
}

/// Converts a Latin, Arabic, Persian, full-width or Devanagari digit.
fn digit(c: char) -> Option<char> {
    let zeros = ['0', '\u{660}', '\u{6f0}', '\u{ff10}', '\u{966}'];
    zeros.into_iter().find_map(|zero| {
        let distance = (c as u32).checked_sub(zero as u32)?;
        char::from_digit(distance, 10)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &str, code: &str) -> String {
        e164(typed, region(code))
    }

    #[test]
    fn a_number_is_written_as_at_home_or_as_abroad() {
        for (typed, code, number) in [
            ("020 7946 0018", "GB", "+442079460018"),
            ("+44 20 7946 0018", "DE", "+442079460018"),
            ("+44 (0)20 7946 0018", "DE", "+442079460018"),
            ("0044 20 7946 0018", "DE", "+442079460018"),
            ("(650) 253-0000", "US", "+16502530000"),
            ("1 650 253 0000", "US", "+16502530000"),
            // In Italy the zero is part of the number.
            ("06 698 12345", "IT", "+390669812345"),
            ("06 1 234 5678", "HU", "+3612345678"),
            ("8 912 345-67-89", "RU", "+79123456789"),
            ("800 555 35 35", "RU", "+78005553535"),
            ("٠١٠٠ ١٢٣ ٤٥٦٧", "EG", "+201001234567"),
            ("０９０-１２３４-５６７８", "JP", "+819012345678"),
            ("\u{202a}+49 30 123456\u{202c}", "FR", "+4930123456"),
            ("", "FR", ""),
        ] {
            assert_eq!(of(typed, code), number, "{typed} in {code}");
        }
        assert_eq!(e164("30 123456", None), "30123456");
    }

    #[test]
    fn an_international_number_tells_its_country() {
        let code = |number| region_of(number).map(|region| region.code);
        assert_eq!(code("+1 650"), Some("US"));
        assert_eq!(code("+44 20"), Some("GB"));
        assert_eq!(code("+7 912"), Some("RU"));
        assert_eq!(code("+852 1"), Some("HK"));
        assert_eq!(code("0049"), Some("DE"));
        assert_eq!(code("030"), None);
        assert_eq!(code("+"), None);
    }

    #[test]
    fn what_cannot_be_a_number_is_told_from_what_can() {
        for good in ["+442079460018", "+4930123456", "+123456789012345"] {
            assert!(is_e164(good), "{good}");
        }
        for bad in [
            "",
            "+",
            "442079460018",
            "+12345",
            "+1234567890123456",
            "+04412345678",
            "+44x2079460",
        ] {
            assert!(!is_e164(bad), "{bad}");
        }
    }

    #[test]
    fn every_region_has_a_code_and_a_calling_code_and_every_main_one_is_among_them() {
        assert!(regions().count() > 240);
        for region in regions() {
            assert!(
                region.code.bytes().all(|byte| byte.is_ascii_uppercase()),
                "{region:?}"
            );
            assert!((1..=3).contains(&region.calling.len()), "{region:?}");
            assert!(
                region.calling.bytes().all(|byte| byte.is_ascii_digit()),
                "{region:?}"
            );
        }
        for main in read(MAIN) {
            let among = super::region(main.code).expect(main.code);
            assert_eq!(among.calling, main.calling);
        }
    }
}
