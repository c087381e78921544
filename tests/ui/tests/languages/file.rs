//! Reads and writes language files.

use std::fmt::Write;

use vestibule::protocol::json::{self, Value, write_string};

/// The texts of a language by group and name, in the order of the file.
pub struct File {
    pub groups: Vec<(String, Vec<(String, Text)>)>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Text {
    Plain(String),
    /// By plural category.
    Forms(Vec<(String, String)>),
}

impl File {
    /// Returns the English texts in the sources.
    pub fn english() -> Self {
        let groups = super::groups().into_iter().map(|(name, entries)| {
            let texts = entries.into_iter().map(|entry| {
                let own = |(category, text): &(&str, &str)| ((*category).into(), (*text).into());
                let text = match entry.texts.as_slice() {
                    [("", text)] => Text::Plain((*text).into()),
                    forms => Text::Forms(forms.iter().map(own).collect()),
                };
                (entry.name.into(), text)
            });
            (name.into(), texts.collect())
        });
        File {
            groups: groups.collect(),
        }
    }

    /// Reads a file. A duplicate field is an error, which JSON parsers accept.
    pub fn read(text: &str) -> Result<Self, String> {
        let value = json::parse(text).map_err(|_| "it is no JSON")?;
        let groups = fields(&value, "the file")?;
        let groups = groups.iter().map(|(group, texts)| {
            let texts = fields(texts, group)?;
            let texts = texts.iter().map(|(name, text)| {
                let text = Text::read(text).map_err(|fault| format!("{group}.{name}: {fault}"))?;
                Ok((name.clone(), text))
            });
            let texts: Result<_, String> = texts.collect();
            Ok((group.clone(), texts?))
        });
        let groups: Result<_, String> = groups.collect();
        Ok(File { groups: groups? })
    }

    pub fn get(&self, group: &str, name: &str) -> Option<&Text> {
        let (_, texts) = self.groups.iter().find(|(known, _)| known == group)?;
        let (_, text) = texts.iter().find(|(known, _)| known == name)?;
        Some(text)
    }

    /// Returns every text with its path, such as `strings.sign_in`.
    pub fn texts(&self) -> impl Iterator<Item = (String, &Text)> {
        self.groups.iter().flat_map(|(group, texts)| {
            let named = move |(name, text)| (format!("{group}.{name}"), text);
            texts.iter().map(|(name, text)| (name, text)).map(named)
        })
    }

    /// Sorts groups and texts in the order of another file. Those that it does not have come last.
    pub fn sort_as(&mut self, other: &File) {
        let order: Vec<String> = other.texts().map(|(place, _)| place).collect();
        let rank = |place: &str| order.iter().position(|known| known == place);
        let group_rank = |group: &str| other.groups.iter().position(|(known, _)| known == group);
        self.groups
            .sort_by_key(|(group, _)| group_rank(group).unwrap_or(usize::MAX));
        for (group, texts) in &mut self.groups {
            texts.sort_by_key(|(name, _)| rank(&format!("{group}.{name}")).unwrap_or(usize::MAX));
        }
    }

    /// Returns the file's content.
    pub fn written(&self) -> String {
        let mut out = String::from("{");
        for (index, (group, texts)) in self.groups.iter().enumerate() {
            let _ = write!(
                out,
                "{}\n  \"{group}\": {{",
                if index > 0 { "," } else { "" }
            );
            for (index, (name, text)) in texts.iter().enumerate() {
                let _ = write!(
                    out,
                    "{}\n    \"{name}\": ",
                    if index > 0 { "," } else { "" }
                );
                text.write(&mut out);
            }
            out.push_str("\n  }");
        }
        out.push_str("\n}\n");
        out
    }
}

impl Text {
    fn read(value: &Value) -> Result<Self, String> {
        if let Some(text) = value.as_str() {
            return Ok(Text::Plain(text.into()));
        }
        let forms = fields(value, "it")?.iter().map(|(category, text)| {
            let text = text.as_str().ok_or("a form is no text")?;
            Ok((category.clone(), text.to_owned()))
        });
        let forms: Result<_, String> = forms.collect();
        Ok(Text::Forms(forms?))
    }

    /// Returns the texts by plural category, which is empty for a text without plurals.
    pub fn forms(&self) -> Vec<(&str, &str)> {
        match self {
            Text::Plain(text) => vec![("", text)],
            Text::Forms(forms) => forms
                .iter()
                .map(|(category, text)| (category.as_str(), text.as_str()))
                .collect(),
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Text::Plain(text) => write_string(out, text),
            Text::Forms(forms) => {
                out.push_str("{ ");
                for (index, (category, text)) in forms.iter().enumerate() {
                    let _ = write!(out, "{}\"{category}\": ", if index > 0 { ", " } else { "" });
                    write_string(out, text);
                }
                out.push_str(" }");
            }
        }
    }
}

fn fields<'a>(value: &'a Value, what: &str) -> Result<&'a [(String, Value)], String> {
    let fields = value
        .as_object()
        .ok_or_else(|| format!("{what} is no object"))?;
    for (index, (name, _)) in fields.iter().enumerate() {
        if fields
            .iter()
            .skip(index + 1)
            .any(|(other, _)| other == name)
        {
            return Err(format!("{name} is there twice"));
        }
    }
    Ok(fields)
}
