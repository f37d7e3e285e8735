//! People with a browser, and programs with a token.

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde_json::Value;
use uuid::Uuid;

/// Somebody with a browser.
#[derive(Clone)]
pub struct User {
    pub url: String,
    pub client: Client,
    /// The session, where the client keeps none.
    pub cookie: Option<String>,
}

impl User {
    /// Sends a form as a script does.
    pub async fn form(&self, function: &str, fields: &[(&str, &str)]) -> Response {
        self.try_form(function, fields).await.expect("an answer")
    }

    /// As [`Self::form`], to a server that may not be there.
    pub async fn try_form(&self, function: &str, fields: &[(&str, &str)]) -> reqwest::Result<Response> {
        self.post(function, encoded(fields)).header(header::ACCEPT, "application/json").send().await
    }

    /// Sends a form as a browser without scripts does.
    pub async fn plain_form(&self, function: &str, fields: &[(&str, &str)], from: &str) -> Response {
        self.post(function, encoded(fields))
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::REFERER, format!("{}{from}", self.url))
            .send()
            .await
            .expect("an answer")
    }

    pub fn new(url: &str) -> Self {
        let client = Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { url: url.to_owned(), client, cookie: None }
    }

    /// One of many who share a client; see [`Self::keep_session`].
    pub fn sharing(client: &Client, url: &str) -> Self {
        Self { url: url.to_owned(), client: client.clone(), cookie: None }
    }

    /// Stays in the session that an answer begins.
    pub fn keep_session(&mut self, answer: &Response) {
        let cookie = answer.headers().get(header::SET_COOKIE).expect("a session").to_str().expect("a cookie");
        self.cookie = cookie.split(';').next().map(str::to_owned);
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    fn post(&self, function: &str, body: String) -> RequestBuilder {
        self.request(Method::POST, &format!("/do/{function}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(body)
    }

    /// Sends a form that is expected to be taken.
    pub async fn ok(&self, function: &str, fields: &[(&str, &str)]) -> Value {
        taken(&format!("{function} {fields:?}"), self.form(function, fields).await).await
    }

    /// Sends a form that is expected to be refused; gives status and code.
    pub async fn refused(&self, function: &str, fields: &[(&str, &str)]) -> (u16, String) {
        refusal(self.form(function, fields).await).await
    }

    /// Opens a review; gives its id.
    pub async fn open_review(&self, title: &str) -> String {
        let id = Uuid::now_v7().to_string();
        self.ok("open_review", &[("id", &id), ("new[facts][title]", title)]).await;
        id
    }

    /// Sends a command to a review: the fields are what stands inside `command`.
    pub async fn send(&self, review: &str, fields: &[(&str, &str)]) -> Value {
        taken(&format!("send {fields:?}"), self.answer(review, fields).await).await
    }

    /// Sends a command that may be taken or refused.
    pub async fn answer(&self, review: &str, fields: &[(&str, &str)]) -> Response {
        self.try_send(review, Uuid::now_v7(), fields).await.expect("an answer")
    }

    /// Sends a command that is expected to be refused.
    pub async fn send_refused(&self, review: &str, fields: &[(&str, &str)]) -> (u16, String) {
        refusal(self.answer(review, fields).await).await
    }

    /// Sends a command under an id of one's own, to a server that may not be there.
    pub async fn try_send(&self, review: &str, id: Uuid, fields: &[(&str, &str)]) -> reqwest::Result<Response> {
        let (id, names) = (id.to_string(), fields.iter().map(|(name, _)| format!("command{name}")).collect::<Vec<_>>());
        let mut form = vec![("review", review), ("id", id.as_str())];
        form.extend(names.iter().zip(fields).map(|(name, (_, value))| (name.as_str(), *value)));
        self.try_form("send", &form).await
    }

    /// The review as this person sees it.
    pub async fn review(&self, id: &str) -> Value {
        self.ok("load_review", &[("id", id)]).await["review"].clone()
    }

    /// A program that acts for this person.
    pub async fn program(&self, writes: bool) -> Program {
        let done = self.ok("make_token", &[("name", "test"), ("writes", &writes.to_string())]).await;
        Program { url: self.url.clone(), token: done["secret"].as_str().expect("a token").to_owned(), client: Client::new() }
    }

    /// A page: status and text.
    pub async fn page(&self, path: &str) -> (u16, String) {
        let answer = self.request(Method::GET, path).header(header::ACCEPT, "text/html").send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    }
}

/// A program with a bearer token.
#[derive(Clone)]
pub struct Program {
    pub url: String,
    pub token: String,
    pub client: Client,
}

impl Program {
    /// A request under `/api/v1`; an idempotency key where one is given.
    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>, key: Option<Uuid>) -> (u16, Value) {
        let mut request = self.client.request(method, format!("{}/api/v1{path}", self.url)).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key.to_string());
        }
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.ask(Method::GET, path, None, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.ask(Method::POST, path, Some(body), None).await
    }
}

/// What was answered to something that was to be taken.
async fn taken(what: &str, answer: Response) -> Value {
    let status = answer.status();
    let text = answer.text().await.expect("a body");
    assert_eq!(status, StatusCode::OK, "{what}: {text}");
    serde_json::from_str(&text).expect("JSON")
}

/// Status and code of what was answered to something that was to be refused.
async fn refusal(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.expect("an error is JSON");
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}

/// A form as browsers send it.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let one = |text: &str| app_url(text);
    fields.iter().map(|(name, value)| format!("{}={}", one(name), one(value))).collect::<Vec<_>>().join("&")
}

fn app_url(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
