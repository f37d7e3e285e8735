use super::*;
use serde_json::json;

#[tokio::test]
async fn a_batch_is_written_whole_or_not_at_all() {
    let store = Store::open(&Place::Memory).await.unwrap();
    let mut batch = Batch::default();
    batch.put(record("department", "a"), &json!({"name": "Platform", "hourly_rate": 90}));
    batch.create(record("team", "t"), &json!({"name": "Core", "department": "a"}));
    store.commit(batch).await.unwrap();

    let mut batch = Batch::default();
    batch.put(record("department", "b"), &json!({"name": "Support", "hourly_rate": 60}));
    batch.create(record("team", "t"), &json!({"name": "Other", "department": "b"}));
    assert!(matches!(store.commit(batch).await, Err(Error::Conflict)));
    let departments: Vec<Json> = store.all("department").await.unwrap();
    assert_eq!(departments, [json!({"id": "a", "name": "Platform", "hourly_rate": 90})]);
}

#[tokio::test]
async fn a_range_read_brings_what_belongs_together_and_nothing_else() {
    let store = Store::open(&Place::Memory).await.unwrap();
    let mut batch = Batch::default();
    for (review, id) in [("a", "1"), ("a", "2"), ("b", "1")] {
        batch.put(
            part("lesson", review, id.to_owned()),
            &json!({"text": format!("{review}{id}"), "sources": [], "removed": false, "version": 1}),
        );
    }
    store.commit(batch).await.unwrap();
    let lessons: Vec<Json> = store.list("SELECT * FROM lesson:['a', NONE]..['a', ..]", Variables::new()).await.unwrap();
    assert_eq!(lessons.iter().map(|lesson| lesson["text"].as_str().unwrap()).collect::<Vec<_>>(), ["a1", "a2"]);
    assert_eq!(lessons[1]["id"], "2");
}

#[tokio::test]
async fn a_table_is_read_page_by_page_whole_and_in_order() {
    let store = Store::open(&Place::Memory).await.unwrap();
    let mut batch = Batch::default();
    for n in 0..25_i64 {
        batch.put(record("department", format!("{n:02}")), &json!({"name": "Platform", "hourly_rate": n}));
        let change = json!({"at": "2026", "actor": "a", "command": "c", "kind": "k", "change": {}});
        batch.put(part("change", if n < 12 { "review:a" } else { "review:b" }, n), &change);
    }
    store.commit(batch).await.unwrap();
    for table in ["department", "change"] {
        let whole = store.dump(table, None, 100).await.unwrap();
        assert_eq!(whole.len(), 25);
        let (mut pages, mut after) = (Vec::new(), None);
        loop {
            let page = store.dump(table, after.as_ref(), 4).await.unwrap();
            let Some((key, _)) = page.last() else { break };
            after = Some(key.clone());
            pages.extend(page);
        }
        assert_eq!(pages, whole, "{table}");
    }
}

#[tokio::test]
async fn sums_add_up_over_commits() {
    use domain::trends::{Measure, Scope, Sums};
    let store = Store::open(&Place::Memory).await.unwrap();
    let month = "2026-01".parse().unwrap();
    for amount in [3, -1, 5] {
        let mut batch = Batch::default();
        batch.add(Sums::from([((Scope::Team(None), month, Measure::Reviews), amount)]));
        store.commit(batch).await.unwrap();
    }
    let rows: Vec<Json> = store.all("rollup").await.unwrap();
    assert_eq!(rows, [json!({"id": "2026-01", "sums": {"reviews": 7}})]);
}

#[tokio::test]
async fn a_workspace_on_disk_is_there_after_reopening_and_migrates_once() {
    let directory = std::env::temp_dir().join(format!("hotwash-store-{}", uuid::Uuid::from_u128(rand::random())));
    let place = Place::Directory(directory.clone());
    let store = Store::open(&place).await.unwrap();
    let mut batch = Batch::default();
    batch.put(record("department", "a"), &json!({"name": "Platform", "hourly_rate": 90}));
    store.commit(batch).await.unwrap();
    store.close().await;
    drop(store);
    let store = Store::open(&place).await.unwrap();
    assert_eq!(store.all::<Json>("department").await.unwrap().len(), 1);
    assert_eq!(store.migrate().await.unwrap().applied, 0);
    store.close().await;
    std::fs::remove_dir_all(directory).unwrap();
}

#[tokio::test]
async fn a_schema_this_program_does_not_know_is_not_touched() {
    let store = Store::open(&Place::Memory).await.unwrap();
    let mut batch = Batch::default();
    batch.put(record("migration", "9999_future"), &json!({"checksum": "x"}));
    store.commit(batch).await.unwrap();
    assert!(matches!(store.migrate().await, Err(Error::Unavailable(text)) if text.contains("newer")));
}

/// Rows that differ in everything that is indexed.
fn varied() -> Batch {
    let mut batch = Batch::default();
    for n in 0..300_u32 {
        let pick = |list: &[&str]| list[(n as usize * 7 + n as usize / 5) % list.len()].to_owned();
        let status = pick(&["proposed", "planned", "in_progress", "done", "verified", "wont_do"]);
        let closed = matches!(status.as_str(), "done" | "verified" | "wont_do").then(|| format!("2026-{:02}-01T00:00:00.000Z", n % 12 + 1));
        let item = json!({
            "review": format!("r{}", n % 17), "lesson": "l", "title": "t", "kind": "operations", "driver": "trust", "risk_scenario": "",
            "owner": "o", "department": format!("d{}", n % 5), "due": format!("2026-{:02}-15", n % 12 + 1), "effort": 1, "saves": 0,
            "check": "c", "status": status, "outcome": "", "proposed_at": "2026-01-01T00:00:00.000Z", "closed_at": closed, "version": 1,
        });
        batch.put(record("work_item", format!("{n:03}")), &item);
        let person = json!({"name": "n", "email": format!("{n}@example.org"), "role": "member", "active": true});
        batch.put(record("person", format!("{n:03}")), &person);
        let owner = format!("p{}", n % 9);
        let session = json!({"person": owner, "client": "c", "began_at": "2026", "seen_at": "2026"});
        batch.put(record("session", format!("{n:03}")), &session);
        batch.put(record("token", format!("{n:03}")), &json!({"person": owner, "name": "n", "writes": true, "made_at": "2026"}));
    }
    batch
}

#[tokio::test]
async fn every_query_that_an_index_serves_gives_what_it_gives_without_the_index() {
    let store = Store::open(&Place::Memory).await.unwrap();
    store.commit(varied()).await.unwrap();
    let queries = [
        (crate::work::OF_REVIEW, "review", vec!["r0", "r16", "r17"]),
        (crate::work::OPEN, "none", vec![""]),
        (crate::work::CLOSED_AFTER, "since", vec!["2020-01-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z"]),
        (crate::trends::OPEN_AND_OVERDUE, "today", vec!["2026-01-15", "2026-07-01", "2027-01-01"]),
        (crate::people::BY_EMAIL, "email", vec!["0@example.org", "299@example.org", "300@example.org"]),
        (crate::people::session::OF_PERSON, "person", vec!["p0", "p8", "p9"]),
        (crate::people::token::OF_PERSON, "person", vec!["p0", "p8", "p9"]),
    ];
    for (query, name, values) in queries {
        let twin = query.replacen(" WHERE ", " WITH NOINDEX WHERE ", 1);
        assert_ne!(query, twin);
        let mut found = 0;
        for value in values {
            let mut variables = Variables::new();
            variables.insert(name, value.to_owned());
            let mut with: Vec<String> = store.list::<Json>(query, variables.clone()).await.unwrap().iter().map(Json::to_string).collect();
            let mut without: Vec<String> = store.list::<Json>(&twin, variables).await.unwrap().iter().map(Json::to_string).collect();
            with.sort();
            without.sort();
            assert_eq!(with, without, "{query} for {value}");
            found += with.len();
        }
        assert!(found > 0, "{query} finds something");
    }
}

/// A database as an older program left it.
async fn older(migrations: usize, rows: &str) -> Store {
    let store = Store::connect(&Place::Memory).await.unwrap();
    store.migrate_to(migrations).await.unwrap();
    store.transact(rows, Variables::new()).await.unwrap();
    store
}

const OLD_EVENT: &str = "CREATE timeline_event:['r', 'e'] CONTENT { at: { at: 'x' }, rank: 0, kind: 'action', precision: 'minute',
    text: 'Seen', milestone: false, added_by: 'somebody', removed: false, version: 2 };";

#[tokio::test]
async fn events_written_before_the_second_migration_lose_who_added_them_and_nothing_else() {
    let store = older(1, OLD_EVENT).await;
    assert_eq!(store.migrate_to(2).await.unwrap().applied, 1);
    let events: Vec<Json> = store.list("SELECT * FROM timeline_event:['r', NONE]..['r', ..]", Variables::new()).await.unwrap();
    assert_eq!((events.len(), events[0]["text"].as_str(), events[0].get("added_by")), (1, Some("Seen"), None));
}

#[tokio::test]
async fn reviews_from_before_there_were_sessions_are_read_as_anonymous_and_without_one() {
    let review =
        "CREATE review:`01890000-0000-7000-8000-000000000001` CONTENT { seq: 1, facts: { title: 'Old', services: [], departments: [],
            direct_cost: 0, visibility: 'organisation' }, summary: 'Then', summary_version: 1,
            opened_by: '01890000-0000-7000-8000-000000000002', opened_at: '2026-05-01T00:00:00.000Z', participants: [],
            format: { id: 'f', name: 'F', about: '', questions: [], votes: { budget: 1, most_on_one: 1 }, steps: [] }, step: 0,
            state: 'open' };";
    let store = older(2, review).await;
    assert_eq!(store.migrate().await.unwrap().applied, 2);
    let workspace = crate::Workspace::new(store).unwrap();
    let id = "01890000-0000-7000-8000-000000000001".parse().unwrap();
    let review = workspace.stored_review(id).await.unwrap();
    assert_eq!((review.authors, review.lead, review.notes.as_str()), Default::default());
    assert_eq!(review.summary, "Then");
}
