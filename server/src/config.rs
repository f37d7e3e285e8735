//! What the program can be told, by option or by environment variable.

use clap::{Args, Parser, Subcommand};
use domain::people::Role;
use service::store::Place;
use std::{net::SocketAddr, path::PathBuf};

/// Review incidents without blame, see the culture in the handling, turn lessons into work that gets done.
#[derive(Parser, Debug)]
#[command(name = "hotwash", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serve the workspace.
    Serve(Serve),
    /// Write the whole workspace as JSON lines, to a file or to standard output.
    Export {
        #[command(flatten)]
        database: Database,
        /// Standard output if left out.
        #[arg(long, env = "HOTWASH_OUT")]
        out: Option<PathBuf>,
    },
    /// Read an export into an empty workspace.
    ImportWorkspace {
        #[command(flatten)]
        database: Database,
        /// The file to read.
        file: PathBuf,
    },
    /// Make everything again from the log of changes and compare it with what is stored.
    Verify {
        #[command(flatten)]
        database: Database,
    },
    /// Look after accounts. Passwords are read from standard input.
    User {
        #[command(flatten)]
        database: Database,
        #[command(subcommand)]
        action: UserAction,
    },
    /// Look after API tokens.
    Token {
        #[command(flatten)]
        database: Database,
        #[command(subcommand)]
        action: TokenAction,
    },
    /// Bring the database's schema up to date and say what was done.
    Migrate {
        #[command(flatten)]
        database: Database,
    },
}

/// How to serve.
#[derive(Args, Debug, Clone)]
pub struct Serve {
    #[command(flatten)]
    pub database: Database,
    /// Fill an empty workspace with three reviewed incidents and four people to sign in as. Only on loopback.
    #[arg(long, env = "HOTWASH_DEMO")]
    pub demo: bool,
    /// Where to listen.
    #[arg(long, env = "HOTWASH_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// The address people use, if it is another: `https://hotwash.example.org`. With https, cookies are for TLS only.
    #[arg(long, env = "HOTWASH_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Behind a reverse proxy that appends to `X-Forwarded-For`: count requests by the address it saw.
    #[arg(long, env = "HOTWASH_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Log lines as JSON instead of text.
    #[arg(long, env = "HOTWASH_LOG_JSON")]
    pub log_json: bool,
}

/// Which database.
#[derive(Args, Debug, Clone)]
pub struct Database {
    /// The directory of the embedded database.
    #[arg(long, global = true, env = "HOTWASH_DATA_DIR", default_value = "hotwash-data")]
    pub data_dir: PathBuf,
    /// A SurrealDB 3 server instead: `ws://127.0.0.1:8000`, or `mem://` for a workspace that is gone with the program.
    #[arg(long, global = true, env = "HOTWASH_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    #[arg(long, global = true, env = "HOTWASH_DATABASE_USER", default_value = "root", hide_default_value = true)]
    pub database_user: String,
    #[arg(
        long,
        global = true,
        env = "HOTWASH_DATABASE_PASSWORD",
        default_value = "root",
        hide_default_value = true,
        hide_env_values = true
    )]
    pub database_password: String,
    #[arg(long, global = true, env = "HOTWASH_DATABASE_NAMESPACE", default_value = "hotwash")]
    pub database_namespace: String,
    #[arg(long, global = true, env = "HOTWASH_DATABASE_NAME", default_value = "workspace")]
    pub database_name: String,
}

#[derive(Subcommand, Debug)]
pub enum UserAction {
    /// Make an account.
    Add {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        #[arg(long, default_value = "member")]
        role: Role,
    },
    /// Give an account a new password and end its sessions.
    ResetPassword {
        #[arg(long)]
        email: String,
    },
    /// List accounts.
    List,
}

#[derive(Subcommand, Debug)]
pub enum TokenAction {
    /// Make a token that acts for an account, and print it once.
    Add {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        /// May read only.
        #[arg(long)]
        read_only: bool,
    },
    /// List an account's tokens.
    List {
        #[arg(long)]
        email: String,
    },
    /// End a token.
    End {
        #[arg(long)]
        email: String,
        /// As listed.
        id: String,
    },
}

impl Database {
    /// # Errors
    /// A URL of a kind that is not known, with what can be given instead.
    pub fn place(&self) -> Result<Place, String> {
        match self.database.as_deref() {
            None => Ok(Place::Directory(self.data_dir.clone())),
            Some("mem://") => Ok(Place::Memory),
            Some(url) if url.starts_with("ws://") || url.starts_with("wss://") => Ok(Place::Server {
                url: url.to_owned(),
                user: self.database_user.clone(),
                password: self.database_password.clone(),
                namespace: self.database_namespace.clone(),
                database: self.database_name.clone(),
            }),
            Some(url) => Err(format!("--database {url}: use ws://host:port, wss://host:port or mem://; for a directory use --data-dir")),
        }
    }
}
