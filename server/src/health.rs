//! For those who look after the program.

use app::request::Site;
use axum::{extract::State, http::StatusCode};
use metrics_exporter_prometheus::PrometheusHandle;
use std::{sync::Arc, time::Duration};

/// The program runs.
pub async fn alive() -> &'static str {
    "ok"
}

/// The program can serve: the database answers.
pub async fn ready(State(site): State<Arc<Site>>) -> (StatusCode, &'static str) {
    // A database server that is away does not answer at all.
    match tokio::time::timeout(Duration::from_secs(5), site.workspace.store().ping()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready"),
        other => {
            tracing::warn!(cause = ?other, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
        }
    }
}

/// Prometheus text.
pub async fn metrics(State(handle): State<PrometheusHandle>) -> String {
    handle.render()
}
