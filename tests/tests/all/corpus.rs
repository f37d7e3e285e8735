//! A real report, from the timeline as its authors wrote it to work that somebody verified.

use serde_json::{Value, json};
use std::path::Path;
use tests::TestApp;

#[tokio::test]
async fn a_real_report_goes_from_pasted_timeline_to_verified_work() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/postmortems/dfds-pm2023-001-total-node-failure.md");
    let Ok(report) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: there is no report at {}", path.display());
        return;
    };
    let part = |heading: &str| {
        let (_, after) = report.split_once(heading).unwrap();
        after.split("\n## ").next().unwrap().trim().to_owned()
    };
    let (app, admin) = TestApp::init().await;
    let department = uuid::Uuid::now_v7();
    admin.ok("save_department", &[("id", &department.to_string()), ("name", "Platform"), ("hourly_rate", "90")]).await;
    let owner = admin.ok("load_people", &[]).await["people"][0]["id"].clone();
    let program = admin.program(true).await;
    let opening = json!({"facts": {"title": "Total node failure"}, "summary": part("## Summary")});
    let review = program.post("/reviews", &opening).await.1["id"].as_str().unwrap().to_owned();
    let commands = format!("/reviews/{review}/commands");

    let (_, rows) = program.post("/timeline/read", &json!({"text": part("## Timeline"), "day": null, "zone": "UTC"})).await;
    let rows = rows.as_array().unwrap();
    // Counted by hand: 16 entries from 13 February 07:30 to 14 February 11:59, and 11:08 stands before 11:07.
    assert_eq!(rows.len(), 16, "{rows:?}");
    assert_eq!(rows[0]["at"]["at"], "2023-02-13T07:30:00.000Z");
    assert_eq!(rows[15]["at"]["at"], "2023-02-14T11:59:00.000Z");
    let doubtful: Vec<usize> = (0..16).filter(|at| !rows[*at]["messages"].as_array().unwrap().is_empty()).collect();
    assert_eq!(doubtful, [14], "the row that is out of order is pointed out: {rows:?}");

    let ids: Vec<String> = rows.iter().map(|_| uuid::Uuid::now_v7().to_string()).collect();
    let events: Vec<Value> = rows
        .iter()
        .zip(&ids)
        .map(|(row, id)| {
            let stamp = row["at"]["at"].as_str().unwrap();
            json!({"id": id, "at": {"local": stamp.trim_end_matches(".000Z"), "zone": "UTC"}, "kind": row["kind"], "precision": row["precision"], "text": row["text"]})
        })
        .collect();
    assert_eq!(program.post(&commands, &json!({"add_events": {"events": events}})).await.0, 200);
    let (_, timeline) = program.get(&format!("/reviews/{review}/timeline")).await;
    let texts: Vec<&str> = timeline.as_array().unwrap().iter().map(|event| event["text"].as_str().unwrap()).collect();
    assert_eq!(texts.len(), 16);
    assert!(
        texts.iter().position(|text| text.starts_with("Sev 1 ticket raised"))
            < texts.iter().position(|text| text.starts_with("Follow-up mail"))
    );

    let evidence = format!("event:{}", ids[1]);
    let seen = json!({"indicator": "information", "level": "bureaucratic", "evidence": evidence});
    assert_eq!(program.post(&format!("/reviews/{review}/observations"), &seen).await.0, 201);
    for card in part("## Contributing Factors").lines().map(|line| line.trim_start_matches("- ")) {
        let card = json!({"question": "prevention", "text": card});
        assert_eq!(program.post(&format!("/reviews/{review}/cards"), &card).await.0, 201);
    }
    let lesson = part("## Lessons Learned").lines().next().unwrap().trim_start_matches("- ").to_owned();
    let (_, lesson) = program.post(&format!("/reviews/{review}/lessons"), &json!({"text": lesson, "sources": [evidence]})).await;
    let action = part("## Action Items").lines().next().unwrap().trim_start_matches("- ").to_owned();
    let draft = json!({"title": action.chars().take(120).collect::<String>(), "kind": "operations", "driver": "risk",
        "risk_scenario": "A roll-over goes wrong again and no node is left", "owner": owner, "department": department,
        "due": "2023-03-14", "effort": 12, "saves": 2, "check": "Somebody who was not there follows it in a drill"});
    let (status, item) = program.post("/work", &json!({"review": review, "lesson": lesson["id"], "draft": draft})).await;
    assert_eq!(status, 201, "{item}");
    let work = format!("/work/{}", item["id"].as_str().unwrap());
    for (to, outcome) in [("planned", ""), ("in_progress", ""), ("done", ""), ("verified", "The drill took 20 minutes")] {
        assert_eq!(program.post(&format!("{work}/move"), &json!({"to": to, "outcome": outcome})).await.0, 200);
    }
    assert_eq!(program.post(&commands, &json!("publish")).await.0, 200);
    let (status, page) = admin.page(&format!("/reviews/{review}/read")).await;
    assert_eq!(status, 200);
    assert!(page.contains("We have no nodes") && page.contains("The drill took 20 minutes"));
    assert_eq!(app.site.workspace.verify().await.unwrap().disagreements, Vec::<String>::new());
}
