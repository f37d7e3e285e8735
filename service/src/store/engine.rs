//! Where the database is: in this process, on disk or in memory, or in a server.

use crate::{Error, Result};
use rustls::{ClientConfig, RootCertStore};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use surrealdb::{
    IndexedResults, Surreal,
    engine::{any::Any, local::Db},
    opt::{Config, auth::Root},
    types::Variables,
};
use surrealdb_cnf::ConfigMap;
use surrealdb_core::kvs::Datastore;
use surrealdb_kvs::config::SyncMode;
use surrealdb_kvs_surrealkv::SurrealKvConfig;

/// Which database to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In this process, in this directory.
    Directory(PathBuf),
    /// In this process and gone with it.
    Memory,
    /// A SurrealDB 3 server: `ws://host:port` or `wss://…`.
    Server { url: String, user: String, password: String, namespace: String, database: String },
}

pub(super) enum Engine {
    Embedded { db: Surreal<Db>, datastore: Arc<Datastore> },
    Server(Surreal<Any>),
}

const NAMESPACE: &str = "hotwash";
const DATABASE: &str = "workspace";

/// The engine's own defaults take half of the machine's memory for its cache. These are enough for a workspace of
/// tens of thousands of reviews. Every commit waits for the disk.
const SETTINGS: [(&str, &str); 4] = [
    ("datastore_sync", "every"),
    ("surrealkv_block_cache_capacity", "67108864"),
    ("surrealkv_max_memtable_size", "33554432"),
    ("surrealkv_vlog_max_file_size", "67108864"),
];

/// Begins the write-ahead log of a data directory anew.
///
/// A kill may leave a torn record at its end. The engine reads up to it, but would append behind it, and the next
/// recovery would stop there and lose what was acknowledged meanwhile. Closing writes what was read, and what opening
/// itself wrote, to tables, and takes the log away. The engine does not tell when that fails, so it is looked at.
async fn begin_log_anew(directory: &Path) -> Result<()> {
    let before = segments(directory)?;
    if before.is_empty() {
        return Ok(());
    }
    Engine::datastore(&format!("surrealkv://{}", directory.display())).await?.shutdown().await.map_err(Error::unavailable)?;
    match segments(directory)?.iter().find(|segment| before.contains(segment)) {
        Some(segment) => Err(Error::Unavailable(format!(
            "the database could not write out its log {}: is the disk full? Nothing was changed",
            segment.display()
        ))),
        None => Ok(()),
    }
}

/// The files of the write-ahead log.
fn segments(directory: &Path) -> Result<Vec<PathBuf>> {
    match std::fs::read_dir(directory.join("wal")) {
        Ok(files) => {
            Ok(files.flatten().map(|file| file.path()).filter(|path| path.extension().is_some_and(|kind| kind == "wal")).collect())
        }
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(cause) => Err(Error::unavailable(cause)),
    }
}

/// For `wss://`: the authorities that this machine trusts (or those in the file that `SSL_CERT_FILE` names), so that a
/// database may have a certificate of one's own.
fn trust() -> Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions().map_err(Error::unavailable)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

impl Engine {
    pub async fn open(place: &Place) -> Result<Self> {
        match place {
            Place::Memory => Self::embedded("mem://").await,
            Place::Directory(path) => {
                std::fs::create_dir_all(path)
                    .map_err(|cause| Error::Unavailable(format!("cannot make the data directory {}: {cause}", path.display())))?;
                let path = path.canonicalize().map_err(Error::unavailable)?;
                begin_log_anew(&path).await?;
                Self::embedded(&format!("surrealkv://{}", path.display())).await
            }
            Place::Server { url, user, password, namespace, database } => {
                let db =
                    surrealdb::engine::any::connect((url.as_str(), Config::new().rustls(trust()?))).await.map_err(Error::unavailable)?;
                let root = Root { username: user.clone(), password: password.clone() };
                db.signin(root).await.map_err(Error::unavailable)?;
                db.use_ns(namespace).use_db(database).await.map_err(Error::unavailable)?;
                Ok(Self::Server(db))
            }
        }
    }

    /// The embedded engine, opened in the order that it asks for: check the version, then bootstrap.
    async fn datastore(path: &str) -> Result<Arc<Datastore>> {
        let settings = SETTINGS.into_iter().fold(ConfigMap::empty(), |map, (key, value)| map.with_key_value(key, value));
        // A mistyped setting would be ignored with a warning, and acknowledged writes could be lost.
        let effective = settings.load::<SurrealKvConfig>();
        if effective.sync_mode != SyncMode::Every {
            return Err(Error::Unavailable(format!("the storage engine would not sync every commit, but {:?}", effective.sync_mode)));
        }
        let datastore = Datastore::builder()
            .with_config(settings)
            .with_query_timeout(Some(Duration::from_secs(60)))
            .with_transaction_timeout(Some(Duration::from_secs(60)))
            .without_maintenance_tasks()
            .build_with_path(path)
            .await
            .map_err(|cause| Error::Unavailable(format!("cannot open the database at {path}: {cause}")))?;
        datastore.check_version().await.map_err(Error::unavailable)?;
        datastore.bootstrap().await.map_err(Error::unavailable)?;
        Ok(datastore)
    }

    async fn embedded(path: &str) -> Result<Self> {
        let datastore = Self::datastore(path).await?;
        datastore.start_maintenance_tasks();
        let db = Surreal::<Db>::unstable_from_datastore(Arc::clone(&datastore), None).await.map_err(Error::unavailable)?;
        db.use_ns(NAMESPACE).use_db(DATABASE).await.map_err(Error::unavailable)?;
        Ok(Self::Embedded { db, datastore })
    }

    pub async fn query(&self, query: &str, variables: Variables) -> surrealdb::Result<IndexedResults> {
        match self {
            Self::Embedded { db, .. } => db.query(query.to_owned()).bind(variables).await,
            Self::Server(db) => db.query(query.to_owned()).bind(variables).await,
        }
    }

    /// May other processes use this database at the same time?
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Server(_))
    }

    pub async fn close(&self) {
        if let Self::Embedded { datastore, .. } = self
            && let Err(cause) = datastore.shutdown().await
        {
            tracing::warn!(%cause, "the database did not close cleanly");
        }
    }
}
