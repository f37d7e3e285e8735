//! Trends.

use super::{Asked, Caller, Problem, Unread};
use app::request::Site;
use axum::{Json, extract::State};
use domain::trends::Trends;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Arc<Site>> {
    OpenApiRouter::new().routes(routes!(read))
}

#[derive(Deserialize, IntoParams)]
struct Span {
    /// 1 to 60; 12 if left out.
    months: Option<usize>,
}

/// What the numbers do over time, by month
#[utoipa::path(get, path = "/trends", params(Span), responses((status = 200, body = Trends), Unread))]
async fn read(State(site): State<Arc<Site>>, Caller(actor): Caller, Asked(span): Asked<Span>) -> Result<Json<Trends>, Problem> {
    Ok(Json(site.workspace.trends(&actor, span.months.unwrap_or(12), crate::now()).await?))
}
