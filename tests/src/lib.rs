//! A running Hotwash for tests, and people who use it.

use hotwash::{
    config::{Database, Serve},
    serve,
};
use reqwest::{Client, Response, StatusCode, header};
use serde_json::Value;
use std::path::PathBuf;
use uuid::Uuid;

/// A password that the rules accept.
pub const PASSWORD: &str = "correct horse battery staple";

/// A server on a free port, in this process.
pub struct TestApp {
    pub url: String,
    pub set_up_secret: Option<String>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

impl TestApp {
    /// An empty workspace in memory.
    pub async fn empty() -> Self {
        Self::with(Some("mem://".into()), PathBuf::from("unused"), false).await
    }

    /// A workspace in memory that is set up, and its administrator.
    pub async fn init() -> (Self, User) {
        let app = Self::empty().await;
        let admin = app.anybody();
        let secret = app.set_up_secret.clone().expect("a new workspace has a set-up link");
        let answer = admin
            .form(
                "set_up",
                &[
                    ("secret", &secret),
                    ("person", &Uuid::now_v7().to_string()),
                    ("organisation", "Test Works"),
                    ("zone", "Europe/Berlin"),
                    ("name", "Ada Admin"),
                    ("email", "ada@example.org"),
                    ("password", PASSWORD),
                ],
            )
            .await;
        assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap_or_default());
        (app, admin)
    }

    /// A workspace anywhere.
    pub async fn with(database: Option<String>, data_dir: PathBuf, demo: bool) -> Self {
        let options = Serve {
            database: Database {
                data_dir,
                database,
                database_user: "root".into(),
                database_password: "root".into(),
                database_namespace: "hotwash".into(),
                database_name: format!("test{}", Uuid::now_v7().simple()),
            },
            demo,
            listen: ([127, 0, 0, 1], 0).into(),
            public_url: None,
            log_json: false,
        };
        let listening = serve::open(&options).await.expect("the server starts");
        let url = format!("http://{}", listening.address);
        let set_up_secret = listening.site.set_up_secret.clone();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        tokio::spawn(listening.run(async {
            // Dropping the app stops it too.
            let _ = stopped.await;
        }));
        Self { url, set_up_secret, stop: Some(stop) }
    }

    /// Somebody with a browser, who is not signed in.
    pub fn anybody(&self) -> User {
        let client = Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        User { url: self.url.clone(), client }
    }

    /// Somebody who followed an invitation.
    pub async fn invited(&self, admin: &User, role: &str, name: &str) -> User {
        let done: Value = admin.ok("invite", &[("role", role), ("team", ""), ("note", name)]).await;
        let link = done["secret"].as_str().expect("a link").to_owned();
        let secret = link.rsplit('/').next().expect("a secret").to_owned();
        let user = self.anybody();
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let id = Uuid::now_v7().to_string();
        user.ok("join", &[("secret", &secret), ("person", &id), ("name", name), ("email", &email), ("password", PASSWORD)]).await;
        user
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

/// Somebody with a browser.
#[derive(Clone)]
pub struct User {
    pub url: String,
    pub client: Client,
}

impl User {
    /// Sends a form as a script does.
    pub async fn form(&self, function: &str, fields: &[(&str, &str)]) -> Response {
        self.post(function, encoded(fields)).header(header::ACCEPT, "application/json").send().await.expect("an answer")
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

    fn post(&self, function: &str, body: String) -> reqwest::RequestBuilder {
        self.client
            .post(format!("{}/do/{function}", self.url))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(body)
    }

    /// Sends a form that is expected to be taken.
    pub async fn ok(&self, function: &str, fields: &[(&str, &str)]) -> Value {
        let answer = self.form(function, fields).await;
        let status = answer.status();
        let text = answer.text().await.expect("a body");
        assert_eq!(status, StatusCode::OK, "{function} {fields:?}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Sends a form that is expected to be refused; gives status and code.
    pub async fn refused(&self, function: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let answer = self.form(function, fields).await;
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.expect("an error is JSON");
        (status, body["code"].as_str().unwrap_or_default().to_owned())
    }

    /// Opens a review; gives its id.
    pub async fn open_review(&self, title: &str) -> String {
        let id = Uuid::now_v7().to_string();
        self.ok("open_review", &[("id", &id), ("new[facts][title]", title)]).await;
        id
    }

    /// Sends a command to a review: the fields are what stands inside `command`.
    pub async fn send(&self, review: &str, fields: &[(&str, &str)]) -> Value {
        self.ok("send", &command(review, fields).iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>()).await
    }

    /// Sends a command that is expected to be refused.
    pub async fn send_refused(&self, review: &str, fields: &[(&str, &str)]) -> (u16, String) {
        self.refused("send", &command(review, fields).iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>()).await
    }

    /// The review as this person sees it.
    pub async fn review(&self, id: &str) -> Value {
        self.ok("load_review", &[("id", id)]).await["review"].clone()
    }

    /// A page: status and text.
    pub async fn page(&self, path: &str) -> (u16, String) {
        let answer = self.client.get(format!("{}{path}", self.url)).header(header::ACCEPT, "text/html").send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    }
}

fn command(review: &str, fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut form = vec![("review".to_owned(), review.to_owned()), ("id".to_owned(), Uuid::now_v7().to_string())];
    form.extend(fields.iter().map(|(name, value)| (format!("command{name}"), (*value).to_owned())));
    form
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
