//! A running Hotwash for tests, and people who use it.

use app::request::Site;
use hotwash::{
    config::{Database, Serve},
    serve,
};
use serde_json::Value;
use std::{path::PathBuf, sync::Arc};
use uuid::Uuid;

mod engine;
mod openapi;

pub use driver::{PASSWORD, Program, Running, User, built, encoded, run, set_up};
pub use engine::Engine;
pub use openapi::Description;

/// A server on a free port, in this process.
pub struct TestApp {
    pub url: String,
    pub set_up_secret: Option<String>,
    /// What stands behind the server.
    pub site: Arc<Site>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    running: Option<tokio::task::JoinHandle<Result<(), String>>>,
}

impl TestApp {
    /// An empty workspace in memory.
    pub async fn empty() -> Self {
        Self::with(place(Some("mem://".into()), PathBuf::from("unused")), false).await
    }

    /// A workspace in memory that is set up, and its administrator.
    pub async fn init() -> (Self, User) {
        let app = Self::empty().await;
        let admin = app.set_up().await;
        (app, admin)
    }

    /// Sets an empty workspace up; gives its administrator.
    pub async fn set_up(&self) -> User {
        let admin = self.anybody();
        set_up(&admin, self.set_up_secret.as_deref().expect("a new workspace has a set-up link")).await;
        admin
    }

    /// A workspace anywhere.
    pub async fn with(database: Database, demo: bool) -> Self {
        let options = Serve { database, demo, listen: ([127, 0, 0, 1], 0).into(), public_url: None, behind_proxy: true, log_json: false };
        let listening = serve::open(&options).await.expect("the server starts");
        let url = format!("http://{}", listening.address);
        let site = Arc::clone(&listening.site);
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let running = tokio::spawn(listening.run(async {
            // Dropping the app stops it too.
            let _ = stopped.await;
        }));
        Self { url, set_up_secret: site.set_up_secret.clone(), site, stop: Some(stop), running: Some(running) }
    }

    /// Ends it and waits until its files are free.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(running) = self.running.take() {
            running.await.expect("the server ends").expect("it ends well");
        }
    }

    /// Somebody with a browser, who is not signed in.
    pub fn anybody(&self) -> User {
        User::new(&self.url)
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

/// The options of a database of its own.
pub fn place(database: Option<String>, data_dir: PathBuf) -> Database {
    Database {
        data_dir,
        database,
        database_user: "root".into(),
        database_password: "root".into(),
        database_namespace: "hotwash".into(),
        database_name: format!("test{}", Uuid::now_v7().simple()),
    }
}
