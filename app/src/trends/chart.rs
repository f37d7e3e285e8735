//! Charts as SVG, each with its definition and the same numbers as a table. Nothing here needs a script.

use crate::icon::Icon;
use domain::culture::Level;
use leptos::prelude::*;

/// One line or one part of the bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    name: String,
    /// A level has its own colour and pattern everywhere.
    level: Option<Level>,
    values: Vec<i64>,
}

impl Series {
    pub fn new(name: &str, values: Vec<i64>) -> Self {
        Self { name: name.into(), level: None, values }
    }

    pub fn level(level: Level, values: Vec<i64>) -> Self {
        Self { name: level.name().into(), level: Some(level), values }
    }

    /// Which of the colours; none for a level, which has its own.
    fn tone(&self, number: usize) -> Option<String> {
        self.level.is_none().then(|| number.to_string())
    }

    fn fill(&self, number: usize) -> String {
        match self.level {
            Some(level) => format!("url(#p-{})", level.key()),
            None => format!("url(#s-{number})"),
        }
    }
}

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// One on the other.
    Bars,
    Lines,
}

// The plot: x in per cent, because it is as wide as its place; y in pixels.
const LEFT: f64 = 9.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 208.0;

/// The next round number above, for the scale.
fn ceiling(value: i64) -> i64 {
    let mut step = 1;
    loop {
        for factor in [4, 8, 12, 20, 28] {
            if step * factor >= value.max(1) {
                return step * factor;
            }
        }
        step *= 10;
    }
}

fn y(value: i64, top: i64) -> f64 {
    BOTTOM - (BOTTOM - TOP) * value as f64 / top.max(1) as f64
}

fn percent(value: f64) -> String {
    format!("{value:.2}%")
}

/// A chart with its legend, definition and table.
#[component]
pub fn Chart(
    id: &'static str,
    title: &'static str,
    labels: Vec<String>,
    series: Vec<Series>,
    drawing: Drawing,
    definition: String,
) -> impl IntoView {
    let count = labels.len();
    let highest = match drawing {
        Drawing::Bars => (0..count).map(|at| series.iter().filter_map(|one| one.values.get(at)).sum::<i64>()).max(),
        Drawing::Lines => series.iter().flat_map(|one| one.values.iter().copied()).max(),
    };
    let top = ceiling(highest.unwrap_or(0));
    let slot = (100.0 - LEFT) / count.max(1) as f64;
    let grid = (0..=4)
        .map(|line| {
            let value = top * line / 4;
            let at = format!("{:.1}", y(value, top));
            let text = format!("{:.1}", y(value, top) + 4.0);
            view! {
                <line class=if line == 0 { "base-line" } else { "grid-line" } x1=percent(LEFT) x2="100%" y1=at.clone() y2=at></line>
                <text x=percent(LEFT - 1.5) y=text text-anchor="end">{value}</text>
            }
        })
        .collect_view();
    // With many months only some are named, so that names never touch.
    let every = count.div_ceil(12).max(1);
    let names = labels
        .iter()
        .enumerate()
        .filter(|(at, _)| at % every == 0)
        .map(|(at, label)| {
            let short = label.split(' ').next().unwrap_or_default().to_owned();
            let minor = (at / every) % 2 == 1;
            view! { <text class=minor.then_some("minor") x=percent(LEFT + slot * (at as f64 + 0.5)) y="228" text-anchor="middle">{short}</text> }
        })
        .collect_view();
    let marks = match drawing {
        Drawing::Bars => bars(&series, count, slot, top).into_any(),
        Drawing::Lines => lines(&series, slot, top).into_any(),
    };
    let legend = series
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let number = at + 1;
            let swatch = match drawing {
                Drawing::Bars => view! { <rect class="bar" x="1" y="1" width="22" height="14" fill=one.fill(number)></rect> }.into_any(),
                Drawing::Lines => view! { <polyline class="line" data-series=number.to_string() data-dash=(at > 0).then_some("") points="1,8 23,8"></polyline> }.into_any(),
            };
            view! { <li data-series=one.tone(number) data-level=one.level.map(Level::key)><svg aria-hidden="true">{swatch}</svg>{one.name.clone()}</li> }
        })
        .collect_view();
    let heads = series.iter().map(|one| view! { <th scope="col" data-number="">{one.name.clone()}</th> }).collect_view();
    let rows = labels
        .iter()
        .enumerate()
        .map(|(at, label)| {
            let cells =
                series.iter().map(|one| view! { <td data-number="">{one.values.get(at).copied().unwrap_or(0)}</td> }).collect_view();
            view! { <tr><th scope="row">{label.clone()}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <section class="card chart" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <ul class="legend">{legend}</ul>
            <svg class="plot" width="100%" height="240" role="img" aria-labelledby=id>
                {grid}
                {marks}
                {names}
            </svg>
            <p class="definition">{definition}</p>
            <details class="more">
                <summary><Icon name="chevron-right" />"As a table"</summary>
                <div class="table">
                    <table>
                        <thead><tr><th scope="col">"When"</th>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        </section>
    }
}

fn bars(series: &[Series], count: usize, slot: f64, top: i64) -> impl IntoView + use<> {
    let mut rects = Vec::new();
    for at in 0..count {
        let mut below = 0;
        for (number, one) in series.iter().enumerate() {
            let value = one.values.get(at).copied().unwrap_or(0).max(0);
            if value > 0 {
                let (from, to) = (y(below + value, top), y(below, top));
                rects.push(view! {
                    <rect
                        class="bar"
                        data-series=one.tone(number + 1)
                        data-level=one.level.map(Level::key)
                        x=percent(LEFT + slot * (at as f64 + 0.18))
                        width=percent(slot * 0.64)
                        y=format!("{from:.1}")
                        height=format!("{:.1}", to - from)
                        fill=one.fill(number + 1)
                    ></rect>
                });
                below += value;
            }
        }
    }
    rects
}

fn lines(series: &[Series], slot: f64, top: i64) -> impl IntoView + use<> {
    let inner = 100.0 - LEFT;
    let drawn = series
        .iter()
        .enumerate()
        .map(|(number, one)| {
            let points = one
                .values
                .iter()
                .enumerate()
                .map(|(at, value)| format!("{:.2},{:.2}", slot * (at as f64 + 0.5) / inner * 100.0, (y(*value, top) - TOP) / (BOTTOM - TOP) * 100.0))
                .collect::<Vec<_>>()
                .join(" ");
            view! { <polyline class="line" data-series=(number + 1).to_string() data-dash=(number > 0).then_some("") points=points></polyline> }
        })
        .collect_view();
    let points = series
        .iter()
        .enumerate()
        .flat_map(|(number, one)| one.values.iter().enumerate().map(move |(at, value)| (number, at, *value)))
        .map(|(number, at, value)| {
            view! {
                <circle
                    class="point"
                    data-series=(number + 1).to_string()
                    data-open=(number > 0).then_some("")
                    cx=percent(LEFT + slot * (at as f64 + 0.5))
                    cy=format!("{:.1}", y(value, top))
                    r="3.5"
                ></circle>
            }
        })
        .collect_view();
    view! {
        <svg x=percent(LEFT) y=TOP.to_string() width=percent(inner) height=(BOTTOM - TOP).to_string() viewBox="0 0 100 100" preserveAspectRatio="none">{drawn}</svg>
        {points}
    }
}
