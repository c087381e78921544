//! Rust source as a flat list of tokens, without comments and literals.

use proc_macro2::{LineColumn, TokenStream, TokenTree};
use std::str::FromStr;

/// A name or a punctuation mark, and the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

/// Reads source; an error says where it is no Rust.
pub fn read(source: &str) -> Result<Vec<Token>, String> {
    let stream = TokenStream::from_str(source).map_err(|error| error.to_string())?;
    let mut tokens = Vec::new();
    flatten(stream, &mut tokens);
    Ok(tokens)
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    for tree in stream {
        let LineColumn { line, .. } = tree.span().start();
        match tree {
            TokenTree::Ident(name) => tokens.push(Token {
                text: name.to_string(),
                line,
            }),
            TokenTree::Punct(mark) => tokens.push(Token {
                text: mark.as_char().to_string(),
                line,
            }),
            TokenTree::Literal(_) => tokens.push(Token {
                text: "\"\"".to_owned(),
                line,
            }),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                tokens.push(Token {
                    text: open.to_owned(),
                    line,
                });
                flatten(group.stream(), tokens);
                let line = group.span_close().start().line;
                tokens.push(Token {
                    text: close.to_owned(),
                    line,
                });
            }
        }
    }
}

/// The first name after every `crate::`, those in braces (`crate::{a, b::c}`) included.
pub fn names_after_crate(tokens: &[Token]) -> Vec<&Token> {
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let rest = tokens.get(index + 1..).unwrap_or_default();
        if token.text == "crate" && starts_with(rest, &[":", ":"]) {
            first_names(rest.get(2..).unwrap_or_default(), &mut found);
        }
    }
    found
}

/// How many modules up the longest chain of `super::` goes, and where it is.
pub fn longest_super(tokens: &[Token]) -> Option<(usize, &Token)> {
    let chain = |start: usize| {
        let mut rest = tokens.get(start..).unwrap_or_default();
        let mut length = 0;
        while starts_with(rest, &["super", ":", ":"]) {
            length += 1;
            rest = rest.get(3..).unwrap_or_default();
        }
        length
    };
    tokens
        .iter()
        .enumerate()
        .map(|(index, token)| (chain(index), token))
        .filter(|(length, _)| *length > 0)
        .max_by_key(|(length, _)| *length)
}

fn first_names<'a>(rest: &'a [Token], found: &mut Vec<&'a Token>) {
    let Some(first) = rest.first() else { return };
    if first.text != "{" {
        found.push(first);
        return;
    }
    let mut depth = 0_usize;
    let mut expecting = false;
    for token in rest {
        match token.text.as_str() {
            "{" => {
                depth += 1;
                expecting = depth == 1;
            }
            "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return;
                }
            }
            "," => expecting = depth == 1,
            _ if expecting => {
                found.push(token);
                expecting = false;
            }
            _ => {}
        }
    }
}

fn starts_with(tokens: &[Token], texts: &[&str]) -> bool {
    texts.len() <= tokens.len()
        && tokens
            .iter()
            .zip(texts)
            .all(|(token, text)| token.text == *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after_crate(source: &str) -> Vec<String> {
        let tokens = read(source).unwrap();
        names_after_crate(&tokens)
            .iter()
            .map(|token| token.text.clone())
            .collect()
    }

    #[test]
    fn names_after_crate_are_found_alone_and_in_braces() {
        assert_eq!(after_crate("use crate::flow::SignIn;"), ["flow"]);
        assert_eq!(
            after_crate("use crate::{a, b::{c, d}, self as e};"),
            ["a", "b", "self"]
        );
        assert_eq!(
            after_crate("fn f() { crate::x::y(); vec![crate::z] }"),
            ["x", "z"]
        );
    }

    #[test]
    fn comments_and_strings_are_no_code() {
        assert_eq!(
            after_crate("/// [`crate::flow`]\n// crate::x\nconst A: &str = \"crate::y\";"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn the_longest_way_up_is_found() {
        let tokens = read("use super::a;\nuse super::super::b;").unwrap();
        let (length, token) = longest_super(&tokens).unwrap();
        assert_eq!((length, token.line), (2, 2));
    }

    #[test]
    fn lines_are_counted_from_one() {
        let tokens = read("\n\nmod x;").unwrap();
        assert_eq!(tokens.first().unwrap().line, 3);
    }
}
