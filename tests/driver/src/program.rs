//! The programs as they are built, run as processes of their own.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

/// A program of this workspace, built beside the one that runs.
pub fn built(name: &str) -> PathBuf {
    let this = std::env::current_exe().expect("a program has a path");
    // Tests stand one folder deeper.
    let folder = this.parent().expect("a target folder");
    let folder = if folder.ends_with("deps") { folder.parent().expect("a target folder") } else { folder };
    let program = folder.join(name);
    assert!(program.exists(), "{} is not built: run `cargo build --bins`, or `make check`", program.display());
    program
}

/// A server in a process of its own.
pub struct Running {
    pub url: String,
    lines: Lines<BufReader<ChildStdout>>,
    child: Child,
}

impl Running {
    /// Starts `hotwash serve` on a free port and waits until it says where it is.
    pub async fn start(options: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", options).await
    }

    /// As [`Self::start`], at an address that somebody knows already.
    pub async fn start_at(address: &str, options: &[&str]) -> Self {
        Self::of(&built("hotwash"), &[&["serve", "--listen", address][..], options].concat()).await
    }

    /// Starts a program that says with its first line where it is.
    pub async fn of(program: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(program)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let greeting = lines.next_line().await.expect("a line").expect("the program says where it is");
        let url = greeting.rsplit(' ').next().expect("an address").to_owned();
        Self { url, lines, child }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// The secret of the set-up link that it prints next; only for a workspace that is new.
    pub async fn set_up_secret(&mut self) -> String {
        let line = self.lines.next_line().await.expect("a line").expect("the set-up link");
        line.split_once("secret=").expect("a secret").1.to_owned()
    }

    /// Ends it as a power cut would: nothing is flushed, nothing is said.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("the process is killed");
    }
}

/// Runs the program to its end; gives whether it succeeded, what it printed, and what it said on the side.
pub async fn run(arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(built("hotwash")).args(arguments).output().await.expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.success(), text(output.stdout), text(output.stderr))
}
