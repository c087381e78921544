//! The tokens of an expression.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html>

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A word: a keyword, a function or the name of an attribute.
    Word(String),
    /// `#name`
    Name(String),
    /// `:value`
    Value(String),
    /// `(`, `)`, `,`, `=`, `<>`, `<`, `<=`, `>`, `>=`, and the signs of nested attributes: `.`, `[`, `]`.
    Sign(&'static str),
}

/// The signs, the longer ones first.
const SIGNS: [&str; 12] = [
    "<>", "<=", ">=", "(", ")", ",", "=", "<", ">", ".", "[", "]",
];

impl Token {
    /// The token's text.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Word(text) | Self::Name(text) | Self::Value(text) => text,
            Self::Sign(sign) => sign,
        }
    }
}

/// Splits an expression into tokens.
///
/// # Errors
/// A character that is not the beginning of a token.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, char> {
    let mut all = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(sign) = SIGNS.into_iter().find(|it| rest.starts_with(it)) {
            all.push(Token::Sign(sign));
            rest = rest.get(sign.len()..).unwrap_or_default().trim_start();
            continue;
        }
        let is_inner = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let begin = if matches!(first, '#' | ':') { 1 } else { 0 };
        let inner = rest.get(begin..).unwrap_or_default();
        let length = inner.find(|c: char| !is_inner(c)).unwrap_or(inner.len());
        if length == 0 {
            return Err(first);
        }
        let (word, after) = rest.split_at(begin + length);
        all.push(match first {
            '#' => Token::Name(word.to_owned()),
            ':' => Token::Value(word.to_owned()),
            _ => Token::Word(word.to_owned()),
        });
        rest = after.trim_start();
    }
    Ok(all)
}
