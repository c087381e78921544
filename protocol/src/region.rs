//! AWS Regions, and the endpoints and issuers that contain their names.
//!
//! A user pool's id begins with the Region in which it was created. The endpoint can be in another Region: that of the
//! pool's replica (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html>).

use super::text::{cut, cut_text, split};

/// Returns the suffix of a Region's hosts, which depends on its partition.
///
/// <https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html>,
/// and `partitions.json` of botocore. GovCloud has the suffix of the commercial Regions.
pub fn dns_suffix(region: &str) -> &'static str {
    let (partition, _) = cut(region, b'-');
    match partition {
        "cn" => "amazonaws.com.cn",
        "eusc" => "amazonaws.eu",
        _ => "amazonaws.com",
    }
}

/// Returns the address of a Region's `cognito-idp` API, without a trailing slash.
///
/// <https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html>
pub fn endpoint(region: &str) -> String {
    ["https://cognito-idp.", region, ".", dns_suffix(region)].concat()
}

/// Returns the Region of an address of AWS's `cognito-idp` API: a regional, FIPS, dual-stack or VPC endpoint. `None`
/// for any other address, such as that of a proxy or a local Cognito.
pub fn region_of(endpoint: &str) -> Option<&str> {
    let (_, host) = cut_text(endpoint, "://")?;
    let (before, rest) = cut_text(host, "cognito-idp")?;
    let rest = rest.strip_prefix("-fips").unwrap_or(rest);
    let (region, suffix) = cut(rest.strip_prefix('.')?, b'.');
    let suffix = suffix?;
    let own = suffix.strip_prefix("vpce.").unwrap_or(suffix);
    let is_aws = own == dns_suffix(region) || own == "api.aws";
    let is_host = before.is_empty() || before.ends_with('.');
    (is_aws && is_host && is_region(region)).then_some(region)
}

/// Returns the issuers that tokens of a pool can have: the original issuer of the pool's Region, the updated one, and
/// the original one of each Region in `replicas`. With the original issuer, the tokens of a replica name its own
/// Region.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html>
pub fn issuers<'a>(pool_id: &str, replicas: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let (region, _) = cut(pool_id, b'_');
    let suffix = dns_suffix(region);
    let mut issuers = vec![
        [&endpoint(region), "/", pool_id].concat(),
        [
            "https://issuer-cognito-idp.",
            region,
            ".",
            suffix,
            "/",
            pool_id,
        ]
        .concat(),
    ];
    for replica in replicas {
        issuers.push([&endpoint(replica), "/", pool_id].concat());
    }
    issuers
}

/// Whether the text has the form of an AWS Region: words of letters and then a number, separated by hyphens.
pub fn is_region(region: &str) -> bool {
    let mut words = 0;
    let mut ends_in_number = false;
    for part in split(region, b'-') {
        let is_number = part.bytes().all(|b| b.is_ascii_digit());
        let is_word = part.bytes().all(|b| b.is_ascii_lowercase());
        if part.is_empty() || ends_in_number || !(is_number || is_word) {
            return false;
        }
        words += u32::from(is_word);
        ends_in_number = is_number;
    }
    words >= 2 && ends_in_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_partition_has_its_suffix() {
        for (region, address) in [
            ("eu-west-1", "https://cognito-idp.eu-west-1.amazonaws.com"),
            (
                "us-gov-west-1",
                "https://cognito-idp.us-gov-west-1.amazonaws.com",
            ),
            (
                "eusc-de-east-1",
                "https://cognito-idp.eusc-de-east-1.amazonaws.eu",
            ),
            (
                "cn-north-1",
                "https://cognito-idp.cn-north-1.amazonaws.com.cn",
            ),
        ] {
            assert_eq!(endpoint(region), address);
            assert_eq!(region_of(address), Some(region));
        }
    }

    #[test]
    fn the_region_of_an_address_is_read_where_it_is_awss() {
        for (address, region) in [
            (
                "https://cognito-idp-fips.us-east-1.amazonaws.com",
                "us-east-1",
            ),
            ("https://cognito-idp.us-east-1.api.aws", "us-east-1"),
            (
                "https://vpce-1a2b-3c4d.cognito-idp.eu-west-1.vpce.amazonaws.com",
                "eu-west-1",
            ),
        ] {
            assert_eq!(region_of(address), Some(region), "{address}");
        }
        for address in [
            "",
            "https://",
            "http://localhost:9229",
            "https://cognito-idp.eu-west-1",
            "https://cognito-idp.eu-west-1.example.com",
            "https://cognito-idp.eu-west-1.amazonaws.eu",
            "https://cognito-idp.eusc-de-east-1.amazonaws.com",
            "https://notcognito-idp.eu-west-1.amazonaws.com",
            "https://cognito-idp.amazonaws.com",
            "https://cognito-identity.eu-west-1.amazonaws.com",
        ] {
            assert_eq!(region_of(address), None, "{address}");
        }
    }

    #[test]
    fn a_pool_has_two_issuers_and_one_for_each_replica() {
        assert_eq!(
            issuers("eu-west-1_AbC", ["eu-central-1"]),
            [
                "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC",
                "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC",
                "https://cognito-idp.eu-central-1.amazonaws.com/eu-west-1_AbC",
            ]
        );
        assert_eq!(
            issuers("eusc-de-east-1_AbC", []),
            [
                "https://cognito-idp.eusc-de-east-1.amazonaws.eu/eusc-de-east-1_AbC",
                "https://issuer-cognito-idp.eusc-de-east-1.amazonaws.eu/eusc-de-east-1_AbC",
            ]
        );
    }
}
