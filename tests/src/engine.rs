//! The three kinds of database that a workspace can be in.

use crate::{TestApp, built, place};
use hotwash::config::Database;
use std::{
    ffi::OsStr,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    net::TcpStream,
    process::{Child, Command},
};

/// An empty database, and what keeps it there.
pub struct Engine {
    pub name: &'static str,
    pub database: Database,
    directory: Option<PathBuf>,
    _server: Option<Child>,
}

impl Engine {
    /// Gone with the program.
    pub fn memory() -> Self {
        Self { name: "memory", database: place(Some("mem://".into()), PathBuf::from("unused")), directory: None, _server: None }
    }

    /// In a directory of its own.
    pub fn disk() -> Self {
        let directory = std::env::temp_dir().join(format!("hotwash-test-{}", uuid::Uuid::now_v7().simple()));
        Self { name: "disk", database: place(None, directory.clone()), directory: Some(directory), _server: None }
    }

    /// A real SurrealDB server, in memory, on a free port.
    pub async fn server() -> Self {
        Self::started("ws", &[]).await
    }

    /// The same behind TLS, with this certificate and its key.
    pub async fn server_with_tls(certificate: &Path, key: &Path) -> Self {
        Self::started("wss", &["--web-crt".as_ref(), certificate.as_os_str(), "--web-key".as_ref(), key.as_os_str()]).await
    }

    async fn started(scheme: &str, options: &[&OsStr]) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let server = Command::new(built("surreal"))
            .args(["start", "--user", "root", "--pass", "root", "--no-banner", "--log", "error", "--bind", &address.to_string()])
            .args(options)
            .arg("memory")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the SurrealDB server starts");
        for _ in 0..200 {
            if TcpStream::connect(address).await.is_ok() {
                let database = place(Some(format!("{scheme}://{address}")), PathBuf::from("unused"));
                return Self { name: "server", database, directory: None, _server: Some(server) };
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the SurrealDB server does not answer at {address}");
    }

    /// One of each.
    pub async fn all() -> [Self; 3] {
        [Self::memory(), Self::disk(), Self::server().await]
    }

    /// Serves the workspace in it.
    pub async fn serve(&self) -> TestApp {
        TestApp::with(self.database.clone(), false).await
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(directory) = &self.directory {
            // Left-overs in the system's temporary folder are no failure.
            let _ = std::fs::remove_dir_all(directory);
        }
    }
}
