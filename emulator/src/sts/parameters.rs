//! Reads and validates the parameters of a call with STS's error messages.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_RequestParameters>

use super::error::StsError;

/// The parameters, and the validation errors so far.
pub(super) struct Parameters {
    pairs: Vec<(String, String)>,
    complaints: Vec<String>,
}

/// The constraints of a value.
pub(super) struct Rule {
    pub(super) min: usize,
    pub(super) max: usize,
    pub(super) pattern: &'static str,
    pub(super) fits: fn(char) -> bool,
}

impl Parameters {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        Self {
            pairs,
            complaints: Vec::new(),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The members of a list: `PolicyArns.member.1.arn` and so on.
    pub(super) fn members(&self, name: &str, field: &str) -> Vec<String> {
        let member = |n: usize| self.get(&format!("{name}.member.{n}.{field}"));
        (1..).map_while(member).map(str::to_owned).collect()
    }

    pub(super) fn required(&mut self, name: &str, rule: &Rule) -> String {
        let Some(value) = self.optional(name, rule) else {
            let at = camel(name);
            self.complaints.push(format!(
                "Value at '{at}' failed to satisfy constraint: Member must not be null"
            ));
            return String::new();
        };
        value
    }

    pub(super) fn optional(&mut self, name: &str, rule: &Rule) -> Option<String> {
        let value = self.get(name)?.to_owned();
        let length = value.chars().count();
        let at = camel(name);
        let mut complain = |problem: String| {
            self.complaints.push(format!(
                "Value at '{at}' failed to satisfy constraint: Member must {problem}"
            ));
        };
        if length < rule.min {
            complain(format!("have length greater than or equal to {}", rule.min));
        }
        if length > rule.max {
            complain(format!("have length less than or equal to {}", rule.max));
        }
        if !value.chars().all(rule.fits) {
            complain(format!(
                "satisfy regular expression pattern: {}",
                rule.pattern
            ));
        }
        Some(value)
    }

    /// An integer within these bounds.
    pub(super) fn number(&mut self, name: &str, least: u64, most: u64) -> Option<u64> {
        let value = self.get(name)?.to_owned();
        let at = camel(name);
        let number: Option<u64> = value.parse().ok();
        let problem = match number {
            None => "be a number".to_owned(),
            Some(number) if number < least => {
                format!("have value greater than or equal to {least}")
            }
            Some(number) if number > most => format!("have value less than or equal to {most}"),
            Some(_) => return number,
        };
        self.complaints.push(format!(
            "Value '{value}' at '{at}' failed to satisfy constraint: Member must {problem}"
        ));
        None
    }

    /// Returns all validation errors as one.
    // Source: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html (`ValidationError`).
    pub(super) fn finish(self) -> Result<(), StsError> {
        let plural = match self.complaints.len() {
            0 => return Ok(()),
            1 => "",
            _ => "s",
        };
        Err(StsError::validation(format!(
            "{} validation error{plural} detected: {}",
            self.complaints.len(),
            self.complaints.join("; "),
        )))
    }
}

/// `RoleArn` in the form of error messages: `roleArn`.
fn camel(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}
