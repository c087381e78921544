//! Parses expressions.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html>

use super::condition::{Comparator, Condition, Operand};
use super::lexer::{Token, tokens};
use super::reserved::is_reserved;
use super::{DynamoDbError, Placeholders};

/// The maximum nesting of brackets and `NOT`, which limits the use of the stack.
// Assumed: AWS counts operators and functions instead, 300 of them.
const MAX_DEPTH: usize = 100;

/// The maximum number of operands of `IN`.
// Source: Expressions.OperatorsAndFunctions ("The list can contain up to 100 values").
const MAX_OPERANDS: usize = 100;

/// Parses the expression in a member of a request.
pub(super) struct Parser<'a> {
    placeholders: &'a Placeholders,
    member: &'static str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    // Source: Expressions.OperatorsAndFunctions. Assumed: the message, as reports have them.
    pub(super) fn new(
        placeholders: &'a Placeholders,
        member: &'static str,
        text: &str,
    ) -> Result<Self, DynamoDbError> {
        let tokens = tokens(text).map_err(|c| {
            let message = format!("Invalid {member}: Syntax error; token: \"{c}\", near: \"{c}\"");
            DynamoDbError::validation(message)
        })?;
        Ok(Self {
            placeholders,
            member,
            tokens,
            at: 0,
            depth: 0,
        })
    }

    /// Parses the whole expression as a condition.
    pub(super) fn condition(mut self) -> Result<Condition, DynamoDbError> {
        let condition = self.any()?;
        self.end()?;
        Ok(condition)
    }

    /// Parses the whole expression as a list of attributes.
    pub(super) fn list(mut self) -> Result<Vec<String>, DynamoDbError> {
        let mut all = vec![self.path()?];
        while self.takes(",") {
            all.push(self.path()?);
        }
        self.end()?;
        Ok(all)
    }

    /// `a OR b`
    // Source: Expressions.OperatorsAndFunctions#Expressions.OperatorsAndFunctions.Precedence.
    fn any(&mut self) -> Result<Condition, DynamoDbError> {
        let mut left = self.all()?;
        while self.takes_word("OR") {
            left = Condition::Any(Box::new(left), Box::new(self.all()?));
        }
        Ok(left)
    }

    /// `a AND b`
    fn all(&mut self) -> Result<Condition, DynamoDbError> {
        let mut left = self.not()?;
        while self.takes_word("AND") {
            left = Condition::All(Box::new(left), Box::new(self.not()?));
        }
        Ok(left)
    }

    /// `NOT a`, a condition in brackets, or a single one.
    // Assumed: the maximum nesting.
    fn not(&mut self) -> Result<Condition, DynamoDbError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("Invalid {}: The expression is nested too deep", self.member);
            return Err(DynamoDbError::validation(message));
        }
        let condition = if self.takes_word("NOT") {
            Condition::Not(Box::new(self.not()?))
        } else if self.takes("(") {
            let inner = self.any()?;
            self.expect(")")?;
            inner
        } else {
            self.single()?
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn single(&mut self) -> Result<Condition, DynamoDbError> {
        if let Some(function) = self.function() {
            return self.call(&function);
        }
        let left = self.operand()?;
        if self.takes_word("BETWEEN") {
            let low = self.operand()?;
            if !self.takes_word("AND") {
                return Err(self.wrong());
            }
            return Ok(Condition::Between(left, low, self.operand()?));
        }
        if self.takes_word("IN") {
            return self.one_of(left);
        }
        let comparator = self.comparator().ok_or_else(|| self.wrong())?;
        Ok(Condition::Compare(left, comparator, self.operand()?))
    }

    // Source: Expressions.OperatorsAndFunctions ("The list can contain up to 100 values").
    fn one_of(&mut self, left: Operand) -> Result<Condition, DynamoDbError> {
        self.expect("(")?;
        let mut all = vec![self.operand()?];
        while self.takes(",") {
            all.push(self.operand()?);
        }
        self.expect(")")?;
        match all.len() <= MAX_OPERANDS {
            true => Ok(Condition::In(left, all)),
            false => Err(DynamoDbError::validation(format!(
                "Invalid {}: The IN operator is provided with too many operands; number of operands: {}",
                self.member,
                all.len()
            ))),
        }
    }

    /// The name of a function; its opening bracket is consumed.
    fn function(&mut self) -> Option<String> {
        let Some(Token::Word(name)) = self.tokens.get(self.at) else {
            return None;
        };
        let is_called = self.tokens.get(self.at + 1) == Some(&Token::Sign("("));
        if !is_called || name == "size" {
            return None;
        }
        let name = name.clone();
        self.at += 2;
        Some(name)
    }

    // Source: Expressions.OperatorsAndFunctions#Expressions.OperatorsAndFunctions.Functions. Assumed: the message.
    fn call(&mut self, function: &str) -> Result<Condition, DynamoDbError> {
        let condition = match function {
            "attribute_exists" => Condition::Exists(self.path()?),
            "attribute_not_exists" => Condition::Not(Box::new(Condition::Exists(self.path()?))),
            "attribute_type" | "begins_with" | "contains" => {
                let left = self.operand()?;
                self.expect(",")?;
                let right = self.operand()?;
                match function {
                    "attribute_type" => Condition::HasType(left, right),
                    "begins_with" => Condition::BeginsWith(left, right),
                    _ => Condition::Contains(left, right),
                }
            }
            _ => {
                return Err(DynamoDbError::validation(format!(
                    "Invalid {}: Invalid function name; function: {function}",
                    self.member
                )));
            }
        };
        self.expect(")")?;
        Ok(condition)
    }

    fn operand(&mut self) -> Result<Operand, DynamoDbError> {
        match self.tokens.get(self.at) {
            Some(Token::Value(placeholder)) => {
                let value = self.placeholders.value(self.member, placeholder)?;
                self.at += 1;
                Ok(Operand::Value(value))
            }
            Some(Token::Word(word))
                if word == "size" && self.tokens.get(self.at + 1) == Some(&Token::Sign("(")) =>
            {
                self.at += 2;
                let path = self.path()?;
                self.expect(")")?;
                Ok(Operand::Size(path))
            }
            _ => Ok(Operand::Attribute(self.path()?)),
        }
    }

    /// The name of an attribute.
    // Source: Expressions.ExpressionAttributeNames, ReservedWords. Assumed: the message; that there are no places inside an
    // attribute, a limit of the emulator's.
    fn path(&mut self) -> Result<String, DynamoDbError> {
        let name = match self.tokens.get(self.at) {
            Some(Token::Name(placeholder)) => self.placeholders.name(self.member, placeholder)?,
            Some(Token::Word(word)) if is_reserved(word) => {
                return Err(DynamoDbError::validation(format!(
                    "Invalid {}: Attribute name is a reserved keyword; reserved keyword: {word}",
                    self.member
                )));
            }
            Some(Token::Word(word)) => word.clone(),
            _ => return Err(self.wrong()),
        };
        self.at += 1;
        match self.tokens.get(self.at) {
            Some(Token::Sign("." | "[")) => Err(DynamoDbError::validation(
                "the emulator knows no places inside an attribute",
            )),
            _ => Ok(name),
        }
    }

    fn comparator(&mut self) -> Option<Comparator> {
        let Some(Token::Sign(sign)) = self.tokens.get(self.at) else {
            return None;
        };
        let comparator = Comparator::of_sign(sign)?;
        self.at += 1;
        Some(comparator)
    }

    fn takes(&mut self, sign: &'static str) -> bool {
        let is_it = self.tokens.get(self.at) == Some(&Token::Sign(sign));
        self.at += usize::from(is_it);
        is_it
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let found = self.tokens.get(self.at);
        let is_it = matches!(found, Some(Token::Word(it)) if it.eq_ignore_ascii_case(word));
        self.at += usize::from(is_it);
        is_it
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), DynamoDbError> {
        match self.takes(sign) {
            true => Ok(()),
            false => Err(self.wrong()),
        }
    }

    fn end(&self) -> Result<(), DynamoDbError> {
        match self.at == self.tokens.len() {
            true => Ok(()),
            false => Err(self.wrong()),
        }
    }

    /// The syntax error at the current token.
    // Assumed: the message, as reports have them.
    fn wrong(&self) -> DynamoDbError {
        let text = |at: usize| self.tokens.get(at).map(Token::text);
        let token = text(self.at).unwrap_or("<EOF>");
        let near: Vec<_> = (self.at.saturating_sub(1)..self.at + 2)
            .filter_map(text)
            .collect();
        DynamoDbError::validation(format!(
            "Invalid {}: Syntax error; token: \"{token}\", near: \"{}\"",
            self.member,
            near.join(" ")
        ))
    }
}
