//! Putting the program together and running it.

use crate::{api, assets, config::Serve, forms, headers, health, limits, live, pages, telemetry};
use app::request::Site;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
    serve::ListenerExt,
};
use service::{
    Workspace,
    store::{Place, Store},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tower_http::{csrf::CsrfLayer, timeout::TimeoutLayer};

/// A program that listens.
pub struct Listening {
    pub address: SocketAddr,
    pub site: Arc<Site>,
    listener: TcpListener,
    router: Router,
    limits: Arc<limits::Limits>,
}

/// Opens the workspace and begins to listen.
///
/// # Errors
/// In words for whoever started it.
pub async fn open(options: &Serve) -> Result<Listening, String> {
    if options.demo && !options.listen.ip().is_loopback() {
        return Err(format!("--demo lets anybody sign in as anybody, so it listens on loopback only, and {} is not", options.listen));
    }
    let place = options.database.place()?;
    if let Place::Directory(path) = &place {
        tracing::info!(directory = %path.display(), "opening the workspace");
    }
    let store = Store::open(&place).await.map_err(|error| error.to_string())?;
    let workspace = Arc::new(Workspace::new(store).map_err(|error| error.to_string())?);
    if options.demo {
        workspace.fill_demo(app::fresh::id, crate::now()).await.map_err(|error| error.to_string())?;
    }
    workspace.follow_others(crate::now);
    let listener = TcpListener::bind(options.listen).await.map_err(|cause| format!("cannot listen on {}: {cause}", options.listen))?;
    let address = listener.local_addr().map_err(|cause| cause.to_string())?;
    let site = Arc::new(site(options, workspace, address).await?);
    let limits = limits::Limits::new(options.behind_proxy);
    let router = router(Arc::clone(&site), Arc::clone(&limits));
    Ok(Listening { address, site, listener, router, limits })
}

async fn site(options: &Serve, workspace: Arc<Workspace>, address: SocketAddr) -> Result<Site, String> {
    let set_up = workspace.organisation().await.map_err(|error| error.to_string())?.is_some();
    let demo = workspace.is_demo().await.map_err(|error| error.to_string())?;
    if demo && !options.demo {
        return Err("this is a demo workspace: start it with --demo, or choose another --data-dir".into());
    }
    if options.demo && !demo {
        return Err("--demo needs a data directory of its own; this one holds a real workspace".into());
    }
    let public_url = options.public_url.clone().unwrap_or_else(|| format!("http://{address}")).trim_end_matches('/').to_owned();
    let secure = public_url.starts_with("https://");
    Ok(Site {
        workspace,
        demo: options.demo,
        set_up_secret: (!set_up).then(app::fresh::secret),
        cookie: if secure { "__Host-hotwash" } else { "hotwash" },
        secure,
        public_url,
    })
}

fn router(site: Arc<Site>, limits: Arc<limits::Limits>) -> Router {
    let metrics = telemetry::metrics();
    let pages = pages::PATHS.iter().fold(Router::new(), |router, path| router.route(path, get(pages::render)));
    let browser = Router::new()
        .route("/do/{function}", post(forms::call))
        .route("/live/reviews/{id}", get(live::review))
        .route("/reviews/{id}/download.{form}", get(api::download::get))
        .merge(pages)
        .route(pages::POSTED, post(pages::render))
        .fallback(pages::render)
        .layer(CsrfLayer::new());
    let quick = Router::new()
        .nest("/api/v1", api::router())
        .merge(browser)
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::REQUEST_TIMEOUT, Duration::from_secs(30)));
    Router::new()
        .merge(quick)
        .with_state(Arc::clone(&site))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready).with_state(site))
        .route("/metrics", get(health::metrics).with_state(metrics))
        .route("/pkg/{version}/{file}", get(assets::serve))
        .layer(DefaultBodyLimit::max(forms::MOST_BODY))
        .layer(middleware::from_fn_with_state(limits, limits::check))
        .layer(middleware::from_fn(telemetry::observe))
        .layer(middleware::from_fn(headers::set))
}

impl Listening {
    /// What to tell whoever started it.
    pub fn greeting(&self) -> String {
        let url = &self.site.public_url;
        match &self.site.set_up_secret {
            Some(secret) => format!("Hotwash is at {url}\nSet it up here: {url}/set-up?secret={secret}"),
            None if self.site.demo => format!("Hotwash demo is at {url}\nSign in as one of the demo people with a click."),
            None => format!("Hotwash is at {url}"),
        }
    }

    /// Serves until `stop` is done, then lets running requests finish and closes the database.
    ///
    /// # Errors
    /// When the listener breaks.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), String> {
        let service = self.router.into_make_service_with_connect_info::<SocketAddr>();
        let (stopping, mut stopped) = tokio::sync::watch::channel(false);
        // A change is one small packet, and is not to wait for the next one.
        let listener = self.listener.tap_io(|connection| {
            if let Err(cause) = connection.set_nodelay(true) {
                tracing::debug!(%cause, "a connection is slower than it could be");
            }
        });
        let server = axum::serve(listener, service).with_graceful_shutdown(async move {
            stop.await;
            let _ = stopping.send(true);
        });
        let server = tokio::spawn(async move { server.await });
        let mut minutes = tokio::time::interval(Duration::from_secs(60));
        loop {
            tokio::select! {
                _ = stopped.wait_for(|stopped| *stopped) => break,
                _ = minutes.tick() => {
                    self.limits.forget();
                    telemetry::metrics().run_upkeep();
                }
            }
        }
        // Streams last for ever by design, so they are not waited for.
        if let Ok(Ok(Err(cause))) = tokio::time::timeout(Duration::from_secs(5), server).await {
            tracing::warn!(%cause, "the listener broke");
        }
        self.site.workspace.store().close().await;
        Ok(())
    }
}
