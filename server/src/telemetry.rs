//! Logs and numbers about the program itself.

use axum::{
    extract::{MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::Response,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::time::Instant;
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// Logs to standard error; `RUST_LOG` chooses what.
pub fn log(json: bool) {
    // The engine complains of its own shutting down although every commit is on disk by then; what matters to us it
    // reports as errors of our calls.
    let usual = "info,surrealdb=warn,surrealdb_core=warn,surrealkv=error,surrealdb::core::kvs::ds=off";
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let layer = fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    if json {
        registry.with(layer.json()).init();
    } else {
        registry.with(layer).init();
    }
}

/// Where the metrics are collected; once a process.
pub fn metrics() -> PrometheusHandle {
    static HANDLE: std::sync::OnceLock<PrometheusHandle> = std::sync::OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            // Somebody else's recorder stays; then there is nothing to show.
            let _ = metrics::set_global_recorder(recorder);
            handle
        })
        .clone()
}

/// Counts and times every request by its route, and logs it.
pub async fn observe(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    // Anybody can make up a method; each would be a series of its own.
    let known = [Method::GET, Method::HEAD, Method::POST, Method::PATCH, Method::DELETE];
    let method = known.into_iter().find(|known| known == request.method()).map_or_else(|| "other".to_owned(), |method| method.to_string());
    let began = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let seconds = began.elapsed().as_secs_f64();
    let labels = [("method", method), ("route", route), ("status", status.to_string())];
    metrics::counter!("hotwash_requests_total", &labels).increment(1);
    metrics::histogram!("hotwash_request_seconds", &labels).record(seconds);
    tracing::debug!(status, seconds, "answered");
    response
}
