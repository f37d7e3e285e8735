//! What a plain form gets that is no redirect: the reason of a refusal with everything that was typed, ready to be
//! sent again, or a secret that is shown once.

use crate::{error::AppError, form::spoken_of};

/// The fields of a form, in the order they came.
#[derive(Clone)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// Reads an url-encoded form. What cannot be read as text was no form.
    pub fn read(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        Self(
            text.split('&')
                .filter(|pair| !pair.is_empty())
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
                .map(|(name, value)| (decoded(name), decoded(value)))
                .collect(),
        )
    }

    pub fn get(&self, field: &str) -> Option<String> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone())
    }

    /// The page that a form which was mended before came from first.
    pub fn take_came_from(&mut self) -> Option<String> {
        let at = self.0.iter().position(|(name, _)| name == CAME_FROM)?;
        Some(self.0.remove(at).1)
    }
}

/// A form as it was meant: where a button holds several fields, they take its place.
pub fn spread(form: &[u8]) -> String {
    let form = String::from_utf8_lossy(form);
    let pairs = form.split('&').map(|pair| match pair.split_once('=') {
        Some((crate::form::FIELDS, fields)) => decoded(fields),
        _ => pair.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let pair: String = rest.by_ref().take(2).map(char::from).collect();
                match u8::from_str_radix(&pair, 16) {
                    Ok(value) => bytes.push(value),
                    Err(_) => bytes.extend(format!("%{pair}").bytes()),
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The field in which a mended form carries the page it came from.
pub const CAME_FROM: &str = "_from";

/// A page that needs nothing of the app. `title` and `version` are ours; `body` is HTML.
fn page(title: &str, version: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · Hotwash</title><link rel=\"stylesheet\" href=\"/pkg/{version}/hotwash.css\"></head><body>\
         <main class=\"page narrow\" id=\"main\"><header class=\"page-head\"><h1>{title}</h1></header>{body}</main></body></html>"
    )
}

/// What is shown once: a link, a token.
pub struct SecretPage {
    pub secret: String,
    pub back: String,
    pub version: String,
}

impl SecretPage {
    pub fn to_html(&self) -> String {
        let body = format!(
            "<div class=\"notice\" data-tone=\"success\" role=\"status\"><div><p class=\"notice-title\">Copy it now; it is not shown again.</p>\
             <p><code class=\"secret\">{}</code></p></div></div><p><a class=\"button\" href=\"{}\">Go back</a></p>",
            escaped(&self.secret),
            escaped(&self.back)
        );
        page("Done", &self.version, &body)
    }
}

/// What somebody should know of what they sent: it is done, and not quite as they wrote it.
pub struct NoticePage {
    pub notices: Vec<domain::edit::Notice>,
    pub to: String,
    pub version: String,
}

impl NoticePage {
    pub fn to_html(&self) -> String {
        let notices: String = self.notices.iter().map(|notice| format!("<p>{}</p>", escaped(notice.sentence()))).collect();
        let body = format!(
            "<div class=\"notice\" data-tone=\"warning\" role=\"status\"><div>{notices}</div></div>\
             <p><a class=\"button primary\" href=\"{}\">Look at it</a></p>",
            escaped(&self.to)
        );
        page("Saved", &self.version, &body)
    }
}

/// What was refused before it was read. The browser still has what was typed.
pub struct RefusedPage {
    pub message: String,
    pub version: String,
}

impl RefusedPage {
    pub fn to_html(&self) -> String {
        let body = format!(
            "<div class=\"notice\" data-tone=\"error\" role=\"alert\"><p>{}</p></div>\
             <p>What you wrote is still in the form: go back with your browser’s button.</p>",
            escaped(&self.message)
        );
        page("This was not saved", &self.version, &body)
    }
}

/// The page of a refused form.
pub struct MendPage {
    pub action: String,
    pub back: String,
    pub error: AppError,
    pub typed: Typed,
    pub version: String,
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A field's name as a person reads it.
fn label(name: &str) -> String {
    let parts: Vec<&str> = name.split(['[', ']']).filter(|part| !part.is_empty() && !matches!(*part, "now" | "local")).collect();
    let last = match parts.last().copied().unwrap_or(name) {
        "at" => "when",
        "precision" => "how well is that known",
        "link" => "link to evidence",
        "check" => "how will we know that it worked",
        "effort" => "effort, hours",
        "saves" => "unplanned hours it should save a month",
        "hourly_rate" => "cost of an hour",
        other => other,
    };
    let spoken = last.replace('_', " ");
    let mut letters = spoken.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl MendPage {
    /// The page as HTML. Passwords are not given back.
    pub fn to_html(&self) -> String {
        let fields: String = self.typed.0.iter().map(|(name, value)| self.field(name, value)).collect();
        let (title, lead, again) = if self.action == "/do/sign_in" {
            ("You are not signed in", "Check what you typed, and try again.", "Sign in")
        } else {
            ("This was not saved", "What you wrote is below. Mend it and send it again, or go back.", "Send again")
        };
        let sign_in = if self.error.status == 401 && self.action != "/do/sign_in" {
            " <a href=\"/sign-in\" target=\"_blank\">Sign in in another tab</a>, then send this again."
        } else {
            ""
        };
        let body = format!(
            "<p class=\"page-lead\">{lead}</p>\
             <div class=\"notice\" data-tone=\"error\" role=\"alert\"><p>{message}{sign_in}</p></div>\
             <form class=\"form\" method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"{CAME_FROM}\" value=\"{back}\">{fields}\
             <div class=\"form-actions\"><button class=\"button primary\">{again}</button><a class=\"button quiet\" href=\"{back}\">Go back</a></div>\
             </form>",
            message = escaped(&self.error.message),
            action = escaped(&self.action),
            back = escaped(&self.back),
        );
        page(title, &self.version, &body)
    }

    fn field(&self, name: &str, value: &str) -> String {
        let secret = name.contains("password");
        let (safe_name, safe_value) = (escaped(name), escaped(value));
        // Ids and what an edit started from are carried along unseen.
        let was = name.ends_with("[was]");
        let wrong = !was && self.error.field.as_deref().is_some_and(|field| spoken_of(name) == field);
        let unseen = was
            || !wrong
                && (name == "go"
                    || value.parse::<uuid::Uuid>().is_ok()
                    || matches!(name.rsplit(['[', ']']).find(|part| !part.is_empty()), Some("id" | "base" | "review" | "secret" | "to")));
        if unseen {
            return format!("<input type=\"hidden\" name=\"{safe_name}\" value=\"{safe_value}\">");
        }
        let id = format!("f-{}", escaped(&name.replace(['[', ']'], "-")));
        let invalid = if wrong { " aria-invalid=\"true\"" } else { "" };
        let control = if secret {
            format!("<input id=\"{id}\" name=\"{safe_name}\" type=\"password\" required{invalid}>")
        } else if value.contains('\n') || value.chars().count() > 60 {
            format!("<textarea id=\"{id}\" name=\"{safe_name}\"{invalid}>\n{safe_value}</textarea>")
        } else {
            format!("<input id=\"{id}\" name=\"{safe_name}\" value=\"{safe_value}\"{invalid}>")
        };
        format!("<div class=\"field\"><label for=\"{id}\">{}</label>{control}</div>", escaped(&label(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_and_cannot_run() {
        let typed = Typed::read(
            b"command%5Badd_event%5D%5Btext%5D=%3C%2Ftextarea%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E+%C3%A4%0D%0Aline&password=secret",
        );
        let page = MendPage {
            action: "/do/send".into(),
            back: "/".into(),
            error: AppError::new(422, "empty", "Text is <empty>."),
            typed,
            version: "x".into(),
        };
        let html = page.to_html();
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; ä"));
        assert!(!html.contains("<script>") && !html.contains("value=\"secret\""));
        assert!(html.contains(">Text</label>"));
    }
}
