//! Markdown to HTML that is safe to show: raw HTML is shown as text, links go to the web or to mail and nowhere else. And
//! plain text to Markdown that shows it as it was written.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::{collections::HashSet, sync::LazyLock};

/// Renders a text that a person wrote.
pub fn render(text: &str) -> String {
    let events = Parser::new_ext(text, options()).map(|event| match event {
        // What looks like HTML is what somebody wrote, so it is shown as they wrote it.
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        // Pictures would be fetched from elsewhere and tell others who reads; their text stays.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => Event::Text("".into()),
        // As signs, because a box that cannot be ticked is no control.
        Event::TaskListMarker(done) => Event::Text(if done { "☑ " } else { "☐ " }.into()),
        Event::SoftBreak => Event::HardBreak,
        other => other,
    });
    let mut html = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(&mut html, events);
    CLEANER.clean(&html).to_string()
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// A plain text for a Markdown file, at a place where a line may begin: what would be a mark of Markdown or of HTML there
/// has a backslash before it. What cannot act, such as a full stop or the hyphen in a word, stays as it was written.
pub fn plain(text: &str) -> String {
    text.lines().map(|line| plain_line(line.trim())).collect::<Vec<String>>().join("\n")
}

fn plain_line(line: &str) -> String {
    let letters: Vec<char> = line.chars().collect();
    let begins = block_mark(line);
    let mut plain = String::with_capacity(line.len());
    for (at, letter) in letters.iter().enumerate() {
        if begins == Some(at) || is_mark(&letters, at, *letter) {
            plain.push('\\');
        }
        plain.push(*letter);
    }
    plain
}

/// Where the mark stands that makes a heading, a quote, a list, a rule or a table of a line that begins with it.
fn block_mark(line: &str) -> Option<usize> {
    let ends_at = |at: usize| line.get(at..).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    let is_only = |marks: &str| line.chars().all(|letter| letter.is_whitespace() || marks.contains(letter));
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let numbered = line.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')']));
        return (numbered && ends_at(digits + 1)).then_some(digits);
    }
    let acts = match line.chars().next()? {
        '>' | '*' | '_' => true,
        '#' => ends_at(line.bytes().take_while(|byte| *byte == b'#').count()),
        '+' => ends_at(1),
        '-' => ends_at(1) || is_only("-|:"),
        // The line under the head of a table.
        '|' | ':' => is_only("-|:"),
        // The line under a heading.
        '=' => is_only("="),
        _ => false,
    };
    acts.then_some(0)
}

/// Would the letter at this place act inside a line: as emphasis, code, a link, HTML, the end of a heading?
fn is_mark(letters: &[char], at: usize, letter: char) -> bool {
    let (front, back) = letters.split_at_checked(at).unwrap_or_default();
    let rest = back.get(1..).unwrap_or_default();
    let (last, next) = (front.last().copied(), rest.first().copied());
    // What stands around the run of this letter.
    let before = front.iter().rev().find(|other| **other != letter).copied();
    let after = back.iter().find(|other| **other != letter).copied();
    let alone = before.is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace);
    let in_word = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
    match letter {
        '`' | '[' => true,
        '\\' => next.is_none_or(|next| next.is_ascii_punctuation()),
        // Of an element, a comment, or an address.
        '<' => next.is_some_and(|next| !next.is_whitespace()),
        '&' => is_entity(rest),
        '*' => !alone,
        '_' => !alone && !in_word,
        // One alone is “about”; only what could end a stretch strikes it through.
        '~' => next == Some('~') || last.is_some_and(|last| !last.is_whitespace()),
        '#' => after.is_none() && last.is_some_and(char::is_whitespace),
        _ => false,
    }
}

/// Does `&` with this after it stand for another character?
fn is_entity(rest: &[char]) -> bool {
    let name = rest.iter().take_while(|letter| letter.is_ascii_alphanumeric() || **letter == '#').count();
    name > 0 && rest.get(name) == Some(&';')
}

/// The second lock on the door: whatever the renderer lets through, only these leave.
static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .rm_tags(["img", "div", "span", "map", "area", "center", "bdo"])
        .link_rel(Some("noopener noreferrer nofollow"));
    cleaner
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_plain_text_in_a_markdown_file_is_shown_as_it_was_written() {
        for text in [
            "<img src=x onerror=alert(1)>",
            "<https://example.org>",
            "# not a heading",
            "Issue #",
            "*not* _emphasis_ and **not** ~~struck~~",
            "- no list",
            "1. no list",
            "2) no list",
            "> no quote",
            "---",
            "[no](https://example.org) ![link](https://example.org/a.png)",
            "[ ] no box",
            "`no code`",
            "&lt;b&gt; &copy;",
            "C:\\*.log \\",
        ] {
            let shown = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let file = plain(text);
            assert_eq!(render(&file), format!("<p>{shown}</p>\n"), "{file}");
        }
    }

    #[test]
    fn a_plain_text_in_a_markdown_file_stays_readable() {
        for text in [
            "The pager was silent, for ~40 min (well-known).",
            "5 * 3 < 20 & mail_queue, R&D: #mail-ops!",
            "C:\\temp | a+b = c",
            "14:05 -> 14:10",
            "3.5 hours",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_acts_in_a_plain_text_in_a_markdown_file(text in "[ab1 @*_`~<>()\\[\\]#&;!|:=+.\\-/\\\\\n]{0,40}") {
            let file = plain(&text);
            let quiet = |event: &Event<'_>| {
                matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) | Event::Text(_) | Event::SoftBreak)
            };
            let acts = Parser::new_ext(&file, options()).find(|event| !quiet(event));
            prop_assert!(acts.is_none(), "{acts:?} in {file:?}");
        }
    }

    #[test]
    fn a_task_list_shows_what_is_done() {
        let html = render("- [x] rolled back\n- [ ] alarm");
        assert!(html.contains("☑ rolled back") && html.contains("☐ alarm"), "{html}");
    }

    #[test]
    fn plain_markdown_becomes_html() {
        assert_eq!(
            render("**a** [b](https://example.org)"),
            "<p><strong>a</strong> <a href=\"https://example.org\" rel=\"noopener noreferrer nofollow\">b</a></p>\n"
        );
    }

    #[test]
    fn nothing_that_runs_gets_through() {
        for attack in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "![x](https://example.org/track.png)",
            "</textarea><script>alert(1)</script>",
            "<svg/onload=alert(1)>",
            "[x](\"onmouseover=alert(1))",
            "<a href=\"javascript:alert(1)\">x</a>",
        ] {
            let html = render(attack);
            for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
                let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphabetic).collect();
                assert!(["p", "a", "br", "em", "strong", "code", "pre"].contains(&name.as_str()), "{attack} gave {html}");
                assert!(!tag.contains("javascript") && !tag.contains("data:") && !tag.contains(" on"), "{attack} gave {html}");
            }
        }
    }
}
