//! What a plain form gets that is no redirect: the reason of a refusal with everything that was typed, ready to be
//! sent again, or a secret that is shown once.

mod fields;

use crate::{error::AppError, form::spoken_of};
use fields::{is_chosen, is_long, is_unreadable, is_written, label};

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

/// What was refused before it was read. Pages are not stored by browsers, and some then empty a form one goes back to;
/// what was read is shown again for that reason.
pub struct RefusedPage {
    pub message: String,
    pub version: String,
}

impl RefusedPage {
    pub fn to_html(&self) -> String {
        let body = format!(
            "<div class=\"notice\" data-tone=\"error\" role=\"alert\"><p>{}</p></div>\
             <p>Go back with your browser’s button: most browsers still have what you wrote in the form.</p>",
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
    /// What a lesson can be learnt from, values and labels, where that is what is wrong.
    pub evidence: Vec<(String, String)>,
    pub version: String,
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What can be done about a refused form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Remedy {
    /// What is wrong stands in the form.
    Mend,
    /// Nothing is wrong with the form; it may be taken the next time.
    Again,
    /// What is wrong is a choice, and the page that the form is on offers it.
    Choose,
    /// It was one press, with nothing to mend in it.
    Back,
}

/// A piece of evidence that a lesson was learnt from.
fn is_source(name: &str) -> bool {
    name.ends_with("[sources][]")
}

impl MendPage {
    /// The page as HTML. Passwords are not given back.
    pub fn to_html(&self) -> String {
        let remedy = self.remedy();
        let sign_in = if self.error.status == 401 && self.action != "/do/sign_in" {
            " <a href=\"/sign-in\" target=\"_blank\">Sign in in another tab</a>, then send this again."
        } else {
            ""
        };
        let fields: String = self.typed.0.iter().map(|(name, value)| self.field(name, value, remedy)).collect();
        let (title, lead, again) = self.words(remedy);
        let lead = if lead.is_empty() { String::new() } else { format!("<p class=\"page-lead\">{lead}</p>") };
        let reason = format!(
            "<div class=\"notice\" data-tone=\"error\" role=\"alert\" id=\"reason\"><p>{}{sign_in}</p></div>",
            escaped(&self.error.message)
        );
        let back = escaped(&self.back);
        let rest = match remedy {
            Remedy::Back => format!("<p><a class=\"button primary\" href=\"{back}\">Go back</a></p>"),
            Remedy::Choose => {
                format!(
                    "<div class=\"form\">{fields}<p><a class=\"button primary\" href=\"{back}\" target=\"_blank\">Open that page in another tab</a></p></div>"
                )
            }
            Remedy::Mend | Remedy::Again => format!(
                "<form class=\"form\" method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"{CAME_FROM}\" value=\"{back}\">\
                 {fields}{evidence}\
                 <div class=\"form-actions\"><button class=\"button primary\">{again}</button><a class=\"button quiet\" href=\"{back}\">Go back</a></div>\
                 </form>",
                action = escaped(&self.action),
                evidence = self.evidence(),
            ),
        };
        page(title, &self.version, &format!("{lead}{reason}{rest}"))
    }

    /// Title, first sentence, and what the button says.
    fn words(&self, remedy: Remedy) -> (&'static str, &'static str, &'static str) {
        let (title, again) = match self.action.as_str() {
            "/do/sign_in" => ("You are not signed in", "Sign in"),
            "/do/come_in" => ("You are not in yet", "Come in"),
            "/do/join" => ("You have not joined yet", "Join"),
            _ => ("This was not saved", "Send again"),
        };
        let lead = match remedy {
            Remedy::Back => "",
            Remedy::Choose => {
                "What is wrong is chosen on the page that you come from, not here. Go back with your browser’s button; where the form is \
                 empty by then, copy what you wrote from below."
            }
            _ if again != "Send again" => "Check what you typed, and try again.",
            _ if self.any_written() => "What you wrote is below. Mend it and send it again, or go back.",
            _ => "Send it again, or go back.",
        };
        (title, lead, again)
    }

    fn any_written(&self) -> bool {
        self.typed.0.iter().any(|(name, value)| is_written(name, value))
    }

    fn remedy(&self) -> Remedy {
        let AppError { status, code, field, .. } = &self.error;
        if matches!(*status, 401 | 429 | 500..) {
            return Remedy::Again;
        }
        if !self.evidence.is_empty() {
            return Remedy::Mend;
        }
        if !self.any_written() {
            return Remedy::Back;
        }
        let mut wrong = self.typed.0.iter().filter(|(name, value)| self.is_wrong(name, value)).peekable();
        let sent = wrong.peek().is_some();
        if wrong.any(|(name, value)| is_written(name, value)) {
            return Remedy::Mend;
        }
        let chosen = field.as_deref().is_some_and(|field| sent || is_chosen(field));
        if chosen || field.is_none() && code == "unreadable" { Remedy::Choose } else { Remedy::Mend }
    }

    fn is_wrong(&self, name: &str, value: &str) -> bool {
        if name.ends_with("[was]") {
            return false;
        }
        match &self.error.field {
            Some(field) => spoken_of(name) == *field,
            // A form that cannot be read does not say where.
            None => self.error.code == "unreadable" && is_written(name, value) && is_unreadable(name, value),
        }
    }

    /// The boxes to choose evidence with: what was not ticked was not sent.
    fn evidence(&self) -> String {
        let lesson = self.typed.0.iter().find_map(|(name, _)| name.split_once("_lesson]").map(|(command, _)| command));
        let Some(command) = lesson.filter(|_| !self.evidence.is_empty()) else { return String::new() };
        let boxes: String = self
            .evidence
            .iter()
            .map(|(value, label)| {
                let ticked = self.typed.0.iter().any(|(name, sent)| is_source(name) && sent == value);
                format!(
                    "<label class=\"choice\"><input type=\"checkbox\" name=\"{}_lesson][sources][]\" value=\"{}\"{}><span>{}</span></label>",
                    escaped(command),
                    escaped(value),
                    if ticked { " checked" } else { "" },
                    escaped(label)
                )
            })
            .collect();
        format!(
            "<fieldset class=\"field\" aria-describedby=\"reason\"><legend>Learnt from</legend>\
             <div class=\"choices grid evidence-choices\">{boxes}</div></fieldset>"
        )
    }

    fn field(&self, name: &str, value: &str, remedy: Remedy) -> String {
        if is_source(name) && !self.evidence.is_empty() {
            // Its box is there to be ticked.
            return String::new();
        }
        if self.error.code == "revealed" && name.ends_with("[private]") {
            // Whoever sends it again knows by now.
            return String::new();
        }
        let (safe_name, safe_value) = (escaped(name), escaped(value));
        // Ids, choices, and what an edit started from are carried along unseen.
        if !is_written(name, value) {
            return format!("<input type=\"hidden\" name=\"{safe_name}\" value=\"{safe_value}\">");
        }
        let id = format!("f-{}", escaped(&name.replace(['[', ']'], "-")));
        let invalid = if self.is_wrong(name, value) { " aria-invalid=\"true\" aria-describedby=\"reason\"" } else { "" };
        let only = if remedy == Remedy::Choose { " readonly" } else { "" };
        let long = is_long(name) || value.contains('\n') || value.chars().count() > 60;
        let control = if name.contains("password") {
            format!("<input id=\"{id}\" name=\"{safe_name}\" type=\"password\" required{invalid}>")
        } else if long {
            format!("<textarea id=\"{id}\" name=\"{safe_name}\"{only}{invalid}>\n{safe_value}</textarea>")
        } else {
            format!("<input id=\"{id}\" name=\"{safe_name}\" value=\"{safe_value}\"{only}{invalid}>")
        };
        format!("<div class=\"field\"><label for=\"{id}\">{}</label>{control}</div>", escaped(&label(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(form: &[u8], error: AppError) -> MendPage {
        MendPage {
            action: "/do/send".into(),
            back: "/from".into(),
            error,
            typed: Typed::read(form),
            evidence: Vec::new(),
            version: "x".into(),
        }
    }

    fn about(field: &str) -> AppError {
        AppError { field: Some(field.to_owned()), ..AppError::new(422, "invalid", "This is wrong.") }
    }

    #[test]
    fn what_was_typed_comes_back_and_cannot_run() {
        let form =
            b"command%5Badd_event%5D%5Btext%5D=%3C%2Ftextarea%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E+%C3%A4%0D%0Aline&password=secret";
        let html = mended(form, AppError::new(422, "empty", "Text is <empty>.")).to_html();
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; ä"));
        assert!(!html.contains("<script>") && !html.contains("value=\"secret\""));
        assert!(html.contains(">Text</label>"));
    }

    #[test]
    fn what_was_chosen_is_carried_along_unseen() {
        let form = b"command[add_event][kind]=detection&command[add_event][precision]=minute&command[add_event][text]=&command[add_event][at][zone]=CET";
        let html = mended(form, about("at_zone")).to_html();
        assert!(html.contains("<input type=\"hidden\" name=\"command[add_event][kind]\" value=\"detection\">"), "{html}");
        assert!(!html.contains(">Kind<") && !html.contains("recision<") && html.contains(">When: zone</label>"), "{html}");
        assert_eq!(html.matches("aria-invalid").count(), 1, "{html}");
    }

    #[test]
    fn a_press_leads_back_and_shows_no_fields() {
        let late = || AppError::new(409, "wrong_step", "Too late.");
        let html = mended(b"review=1&command[vote][ballot]=card%3A1&command[vote][more]=true", late()).to_html();
        assert!(html.contains("Too late.") && html.contains("href=\"/from\">Go back</a>"), "{html}");
        assert!(!html.contains("<label") && !html.contains("<form") && !html.contains("Send again"), "{html}");
        // Whoever is signed out sends the same press again.
        assert!(mended(b"command[vote][more]=true", AppError::new(401, "signed_out", "Sign in.")).to_html().contains("Send again"));
    }

    #[test]
    fn a_choice_that_was_not_made_is_made_where_it_is_offered() {
        let form = b"review=1&command[add_lesson][id]=2&command[add_lesson][text]=Queues+need+alarms";
        let html = mended(form, about("sources")).to_html();
        assert!(html.contains("with your browser’s button") && html.contains("Queues need alarms"), "{html}");
        assert!(!html.contains("Send again") && html.contains("readonly"), "{html}");
        let offered = MendPage { evidence: vec![("event:3".into(), "The <queue> grew".into())], ..mended(form, about("sources")) };
        let html = offered.to_html();
        assert!(html.contains("name=\"command[add_lesson][sources][]\" value=\"event:3\"><span>The &lt;queue&gt; grew<"), "{html}");
        assert!(html.contains("Send again"), "{html}");
    }

    #[test]
    fn a_card_that_came_after_the_reveal_is_for_everybody_if_it_is_sent_again() {
        let form = b"command[add_card][question]=response&command[add_card][private]=true&command[add_card][text]=Late";
        let html = mended(form, AppError::new(409, "revealed", "Revealed meanwhile.")).to_html();
        assert!(html.contains("Revealed meanwhile.") && html.contains(">\nLate</textarea>") && html.contains("Send again"), "{html}");
        assert!(!html.contains("private"), "{html}");
    }

    #[test]
    fn what_cannot_be_read_is_mended_where_it_was_written() {
        let unreadable = || AppError::new(400, "unreadable", "This could not be read.");
        let html = mended(b"draft[title]=Alarm&draft[effort]=eight&draft[saves]=0", unreadable()).to_html();
        assert!(html.contains("value=\"eight\" aria-invalid=\"true\"") && html.contains("Send again"), "{html}");
        let html = mended(b"command[observe][evidence]=&command[observe][note]=Seen", unreadable()).to_html();
        assert!(!html.contains("Send again") && html.contains("Seen"), "{html}");
    }
}
