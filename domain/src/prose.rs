//! Text that people write: its limits, its beginnings, and how edits of the same text are merged.

mod merge;

pub(crate) use merge::holds_both;
pub use merge::{Merge, merge};

use crate::{Refusal, Result};

/// Characters a title takes.
pub const TITLE: usize = 200;
/// Characters a card or a note takes.
pub const NOTE: usize = 2_000;
/// Characters an event's or a lesson's text takes.
pub const TEXT: usize = 10_000;
/// Characters a review's summary takes.
pub const SUMMARY: usize = 20_000;
/// Characters a web address takes.
pub const LINK: usize = 2_000;

/// Trims, turns Windows line ends and other control characters into plain text, and measures.
///
/// # Errors
/// [`Refusal::Empty`] when fewer than `least` characters are left, [`Refusal::TooLong`] for more than `most`.
pub fn limited(field: &str, text: &str, least: usize, most: usize) -> Result<String> {
    let text = plain(text);
    let text = text.trim();
    let length = text.chars().count();
    if length < least {
        return Err(Refusal::Empty { field: field.into() });
    }
    if length > most {
        return Err(Refusal::TooLong { field: field.into(), limit: most, length });
    }
    Ok(text.to_owned())
}

/// One line ending, and no control or bidirectional-override characters: those can make text read as what it is not.
pub(crate) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')))
        .collect()
}

/// Characters of an excerpt.
const EXCERPT: usize = 70;

/// The beginning of a text, on one line.
pub fn beginning(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let cut: String = line.chars().take(EXCERPT).collect();
    if cut.len() < line.len() { format!("{}…", cut.trim_end()) } else { cut }
}

/// The beginning of a Markdown text, on one line and without the marks.
pub fn excerpt(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("```")).unwrap_or_default();
    let heading = line.trim_start_matches('#');
    let line = if heading.starts_with(' ') { heading.trim_start() } else { line };
    let line = ["- ", "* ", "> "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
    // A mark may end far behind what is shown, but not for ever.
    let near: String = line.chars().take(4 * EXCERPT).collect();
    beginning(&without_marks(&near))
}

/// Takes the marks of links, of emphasis and of code away; what is no pair stays.
fn without_marks(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (inner, after) = match marked(rest) {
            Some(("`", inner, after)) => (inner.to_owned(), after),
            Some((_, inner, after)) => (without_marks(inner), after),
            None => (c.to_string(), rest.get(c.len_utf8()..).unwrap_or_default()),
        };
        plain.push_str(&inner);
        rest = after;
    }
    plain
}

/// A marked stretch at the front: its mark, what is in it, and what follows it.
fn marked(text: &str) -> Option<(&'static str, &str, &str)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (label, rest) = rest.split_once(']')?;
        let (_, after) = rest.strip_prefix('(')?.split_once(')')?;
        return Some(("[", label, after));
    }
    ["**", "*", "`"].into_iter().find_map(|mark| {
        let (inner, after) = text.strip_prefix(mark)?.split_once(mark)?;
        let tight = !inner.is_empty() && !inner.starts_with(' ') && !inner.ends_with(' ');
        tight.then_some((mark, inner, after))
    })
}

/// A web address that a link may carry: `http`, `https` or `mailto`, never `javascript`.
///
/// # Errors
/// [`Refusal::Invalid`] for other schemes and for text with spaces, [`Refusal::TooLong`] past [`LINK`].
pub fn link(field: &str, text: &str) -> Result<Option<String>> {
    let text = limited(field, text, 0, LINK)?;
    if text.is_empty() {
        return Ok(None);
    }
    let lower = text.to_lowercase();
    let known = ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    if known && !text.contains(|c: char| c.is_whitespace() || c == '"' || c == '<' || c == '>') {
        Ok(Some(text))
    } else {
        Err(Refusal::invalid(field, "Give a whole address that begins with https://, http:// or mailto:, without spaces."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_loses_its_control_characters_and_windows_line_ends() {
        assert_eq!(limited("note", " one\r\ntwo\u{0}\u{202e} ", 1, 20).unwrap(), "one\ntwo");
        assert!(matches!(limited("note", " \u{7} ", 1, 20), Err(Refusal::Empty { .. })));
        assert!(matches!(limited("note", "abcdef", 1, 5), Err(Refusal::TooLong { limit: 5, length: 6, .. })));
    }

    #[test]
    fn an_excerpt_is_the_first_line_without_marks() {
        let text = "\n## The **pager** was `*silent*`, see [the *log*](https://example.org/a)\nmore";
        assert_eq!(excerpt(text), "The pager was *silent*, see the log");
        assert_eq!(excerpt("```\nERROR 5"), "ERROR 5");
        assert_eq!(excerpt(&"word ".repeat(20)), format!("{}…", "word ".repeat(14).trim_end()));
        assert_eq!(excerpt(""), "");
    }

    #[test]
    fn an_excerpt_leaves_what_is_no_mark() {
        for text in [
            "5 * 3 rows of mail_queue [sic]",
            "The *.example.org certificate",
            "2*3 retries",
            "count(*)",
            "#mail-ops",
            "[ERROR] see (this)",
        ] {
            assert_eq!(excerpt(text), text);
        }
    }

    #[test]
    fn links_are_web_addresses_only() {
        assert_eq!(link("link", "https://example.org/a").unwrap().as_deref(), Some("https://example.org/a"));
        assert_eq!(link("link", "  ").unwrap(), None);
        for bad in ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "example.org", "https://a b", "https://a\"onx"] {
            assert!(link("link", bad).is_err(), "{bad}");
        }
    }
}
