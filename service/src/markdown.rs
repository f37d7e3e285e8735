//! Markdown to HTML that is safe to show: raw HTML is shown as text, links go to the web or to mail and nowhere else.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::{collections::HashSet, sync::LazyLock};

/// Renders a text that a person wrote.
pub fn render(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events = Parser::new_ext(text, options).map(|event| match event {
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
