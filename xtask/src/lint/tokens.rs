//! Reads Rust source as a flat list of tokens, without comments and the text of literals.

use proc_macro2::{LineColumn, TokenStream, TokenTree};
use std::str::FromStr;

/// A name or a punctuation mark, and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

/// Reads source; an error says where it is not valid Rust.
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

/// A path into the library, without `crate` or `vestibule`, and the line on which it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathUse {
    pub path: String,
    pub line: usize,
}

/// Every path after `crate::` or `vestibule::`. A group in braces (`crate::{a, b::{c, d}}`) gives one path for each
/// name.
pub fn paths_into_library(tokens: &[Token]) -> Vec<PathUse> {
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let rest = tokens.get(index + 1..).unwrap_or_default();
        if is_root(&token.text) && starts_with(rest, &[":", ":"]) {
            walk("", rest.get(2..).unwrap_or_default(), &mut found);
        }
    }
    found
}

fn is_root(name: &str) -> bool {
    name == "crate" || name == "vestibule"
}

/// The longest chain of `super::`: its length and its first token.
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

/// Follows a path, or a tree of paths, and returns what comes after it.
fn walk<'a>(prefix: &str, tokens: &'a [Token], found: &mut Vec<PathUse>) -> &'a [Token] {
    let Some((first, mut rest)) = tokens.split_first() else {
        return tokens;
    };
    if first.text == "{" {
        while let Some(next) = rest.first().filter(|token| token.text != "}") {
            rest = match next.text.as_str() {
                "," => rest.get(1..).unwrap_or_default(),
                _ => skip_rename(walk(prefix, rest, found)),
            };
        }
        return rest.get(1..).unwrap_or_default();
    }
    let path = if prefix.is_empty() {
        first.text.clone()
    } else {
        format!("{prefix}::{}", first.text)
    };
    let continues_path = |token: &Token| token.text == "{" || is_name(&token.text);
    match rest.get(2) {
        Some(next) if starts_with(rest, &[":", ":"]) && continues_path(next) => {
            walk(&path, rest.get(2..).unwrap_or_default(), found)
        }
        _ => {
            found.push(PathUse {
                path,
                line: first.line,
            });
            rest
        }
    }
}

/// Skips `as name` in a list of imports.
fn skip_rename(tokens: &[Token]) -> &[Token] {
    let end = tokens
        .iter()
        .position(|token| token.text == "," || token.text == "}")
        .unwrap_or(tokens.len());
    tokens.get(end..).unwrap_or_default()
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
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
        let found = paths_into_library(&tokens);
        found.into_iter().map(|path_use| path_use.path).collect()
    }

    #[test]
    fn paths_into_library_are_found_alone_and_in_braces() {
        assert_eq!(after_crate("use crate::flow::SignIn;"), ["flow::SignIn"]);
        assert_eq!(
            after_crate("use crate::{a, b::{c as d, e::*}, self as f, g::h};"),
            ["a", "b::c", "b::e", "self", "g::h"]
        );
        assert_eq!(
            after_crate("fn f() { crate::x::y::<u8>(); vec![crate::z] }"),
            ["x::y", "z"]
        );
        assert_eq!(after_crate("use vestibule::a::b;"), ["a::b"]);
        assert!(after_crate("use vestibule_chunk::chunk;").is_empty());
    }

    #[test]
    fn paths_in_comments_and_strings_are_ignored() {
        let source = "/// [`crate::flow`]\n// crate::x\nconst A: &str = \"crate::y\";";
        assert_eq!(after_crate(source), Vec::<String>::new());
    }

    #[test]
    fn the_longest_super_chain_is_found() {
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
