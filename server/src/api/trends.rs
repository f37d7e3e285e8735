//! Trends.

use super::{Asked, Caller, Problem, Unread};
use app::request::Site;
use axum::{Json, extract::State};
use domain::trends::{Span, Trends};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Arc<Site>> {
    OpenApiRouter::new().routes(routes!(read))
}

#[derive(Deserialize, IntoParams)]
struct Of {
    /// `12` months, 1 to 60, or `all` for everything by year. If left out: 12 months, or all years where no incident of
    /// those months was reviewed.
    span: Option<Span>,
}

/// What the numbers do over time, by month or by year
#[utoipa::path(get, path = "/trends", params(Of), responses((status = 200, body = Trends), Unread))]
async fn read(State(site): State<Arc<Site>>, Caller(actor): Caller, Asked(asked): Asked<Of>) -> Result<Json<Trends>, Problem> {
    Ok(Json(site.workspace.trends(&actor, asked.span, crate::now()).await?))
}
