//! From an incident to work that is checked.

use serde_json::Value;
use tests::{TestApp, User};
use uuid::Uuid;

fn new_id() -> String {
    Uuid::now_v7().to_string()
}

pub async fn move_to(user: &User, review: &str, wanted: &str) {
    let now = user.review(review).await;
    let steps = now["format"]["steps"].as_array().unwrap();
    let to = steps.iter().position(|step| step["kind"].to_string().contains(wanted)).unwrap().to_string();
    let from = now["step"].to_string();
    user.send(review, &[("[move_to][from]", &from), ("[move_to][to]", &to)]).await;
}

#[tokio::test]
async fn an_incident_becomes_work_that_somebody_verified() {
    let (app, admin) = TestApp::init().await;
    walk(&app, &admin).await;
}

/// Somebody proposes work of their own; gives its id.
pub async fn propose(user: &User, review: &str, lesson: &str, department: &str, title: &str) -> String {
    let owner = user.ok("load_setting", &[]).await["me"]["id"].as_str().unwrap().to_owned();
    let item = new_id();
    let proposal = [
        ("id", item.as_str()),
        ("review", review),
        ("lesson", lesson),
        ("draft[title]", title),
        ("draft[kind]", "engineering"),
        ("draft[driver]", "risk"),
        ("draft[risk_scenario]", "A chain runs out again and cards are declined"),
        ("draft[owner]", &owner),
        ("draft[department]", department),
        ("draft[due]", "2026-06-01"),
        ("draft[effort]", "16"),
        ("draft[saves]", "4"),
        ("draft[check]", "No certificate is younger than 30 days from its end"),
    ];
    user.ok("propose_work", &proposal).await;
    item
}

/// One incident through the whole loop.
pub async fn walk(app: &TestApp, admin: &User) {
    let department = new_id();
    admin.ok("save_department", &[("id", &department), ("name", "Platform"), ("hourly_rate", "90")]).await;
    let member = app.invited(admin, "member", "Mia Member").await;
    let review = admin.open_review("Certificate ran out").await;

    let event = new_id();
    let when = [
        ("[add_event][id]", event.as_str()),
        ("[add_event][at][local]", "2026-05-01T14:05"),
        ("[add_event][at][zone]", "Europe/Berlin"),
        ("[add_event][kind]", "detection"),
        ("[add_event][text]", "First **declines**"),
    ];
    member.send(&review, &when).await;
    let card = new_id();
    member
        .send(
            &review,
            &[("[add_card][id]", &card), ("[add_card][question]", "response"), ("[add_card][text]", "We looked at the release first")],
        )
        .await;
    let seen = admin.review(&review).await;
    assert_eq!(seen["cards"], serde_json::json!({}), "a card is private until the reveal");
    assert_eq!(seen["unrevealed"]["response"], 1);

    move_to(admin, &review, "{\"vote\":\"response\"}").await;
    member.send(&review, &[("[vote][ballot]", &format!("card:{card}")), ("[vote][more]", "true")]).await;
    let seen = admin.review(&review).await;
    assert_eq!(seen["cards"][&card]["votes"]["total"], 1);
    assert!(seen["cards"][&card]["author"].is_null() && seen["cards"][&card]["votes"]["by"] == serde_json::json!({}));

    member
        .send(
            &review,
            &[
                ("[observe][id]", &new_id()),
                ("[observe][indicator]", "messengers"),
                ("[observe][level]", "generative"),
                ("[observe][evidence]", &format!("event:{event}")),
            ],
        )
        .await;
    let lesson = new_id();
    let sources = [
        ("[add_lesson][id]", lesson.as_str()),
        ("[add_lesson][text]", "An expiry date is data"),
        ("[add_lesson][sources][]", &format!("event:{event}")),
        ("[add_lesson][sources][]", &format!("card:{card}")),
    ];
    member.send(&review, &sources).await;
    assert_eq!(admin.review(&review).await["lessons"][&lesson]["sources"].as_array().unwrap().len(), 2);

    let item = propose(&member, &review, &lesson, &department, "Alarm at 30 days").await;
    for (to, outcome) in [("planned", ""), ("in_progress", ""), ("done", ""), ("verified", "No alarm was missed in a month")] {
        member.ok("move_work", &[("id", &item), ("command", &new_id()), ("to", to), ("outcome", outcome)]).await;
    }
    let board: Value = member.ok("load_board", &[]).await;
    assert_eq!(board["items"][0]["status"], "verified");

    admin.send(&review, &[("", "publish")]).await;
    let (status, page) = member.page(&format!("/reviews/{review}/read")).await;
    assert_eq!(status, 200);
    for part in
        ["Certificate ran out", "<strong>declines</strong>", "We looked at the release first", "An expiry date is data", "Alarm at 30 days"]
    {
        assert!(page.contains(part), "the read view shows {part}");
    }
    let (status, file) = member.page(&format!("/reviews/{review}/download.md")).await;
    assert_eq!(status, 200);
    for part in [
        "An expiry date is data\n\nLearnt from:",
        "“We looked at the release first”",
        "- Status: Verified",
        "### Lesson 1",
        "(1 vote)",
        "- Effort: 16 h",
        "- Outcome: No alarm",
    ] {
        assert!(file.contains(part), "the file says {part}: {file}");
    }
    let trends: Value = member.ok("load_trends", &[("span", "all")]).await;
    assert_eq!(trends["reviews"].as_array().unwrap().iter().filter_map(Value::as_i64).sum::<i64>(), 1);
    assert_eq!(trends["culture"][0]["overall"]["n"], 1);
}
